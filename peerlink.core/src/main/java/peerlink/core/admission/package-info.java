/**
 * Admission of peers: the protocols that a node serves, the choice about unknown peers, and the
 * first message of each.
 *
 * <pre>
 *   Admission ── Requests ── RequestFile      requests.json
 *   ServedProtocols                           the node's own protocol and those of plugins
 * </pre>
 *
 * <p>Links ask at their hello, sessions ask for each message of an unknown peer. Both call on the
 * reader's thread of the link. Nothing here starts a thread; {@code Requests} writes its file on
 * the caller's thread.
 */
@NullMarked
package peerlink.core.admission;

import org.jspecify.annotations.NullMarked;
