/**
 * One node of PeerLink: identity, contacts and trust, links, delivery of messages and plugins.
 *
 * <pre>
 *   Node ── ProtocolNetwork ── Transport…      links on which both sides have said hello
 *     ├──── Sessions ── ChatLink               messages, acknowledgements, handlers
 *     ├──── Directories ── Discovery…          who is there
 *     ├──── Admission ── Requests              who may come in; first messages
 *     ├──── ContactBook                        who is who, on disk
 *     └──── Plugins                            what others add
 * </pre>
 *
 * <p>Start with {@link peerlink.core.IdentityStore#loadOrCreate} and {@link peerlink.core.Node#builder}.
 */
@NullMarked
package peerlink.core;

import org.jspecify.annotations.NullMarked;
