/**
 * The frames of {@code registry/1} and the statements that peers sign:
 * {@code docs/registry-protocol.md}.
 *
 * <p>Client and server both use it. It is values and their encoding: no thread, no link. Each
 * length is bounded before memory is taken for it.
 */
@NullMarked
package peerlink.registry.protocol;

import org.jspecify.annotations.NullMarked;
