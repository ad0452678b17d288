/**
 * Links after their hello.
 *
 * <pre>
 *   ProtocolNetwork ── Hello ──► AgreedLink      the side that opens names the protocol
 *         └── LinkAcceptor                       the other side admits or refuses
 *   FrameCbor, FrameFields                       the form of every frame of the node
 * </pre>
 *
 * <p>{@code AgreedLink} carries the values of the other side's hello. The node opens and accepts
 * links through {@link peerlink.core.link.ProtocolNetwork}. It calls a transport on the caller's
 * thread, and accepted links on the transport's thread. {@code docs/protocol.md} has the format.
 */
@NullMarked
package peerlink.core.link;

import org.jspecify.annotations.NullMarked;
