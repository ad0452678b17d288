/**
 * The operator's choice of peers that may register: a list of ids, or a token that a peer proves
 * and never sends.
 *
 * <p>The server asks it for each registration, on the link's thread.
 * {@link peerlink.registry.access.AllowList} reads its file again when it has changed.
 */
@NullMarked
package peerlink.registry.access;

import org.jspecify.annotations.NullMarked;
