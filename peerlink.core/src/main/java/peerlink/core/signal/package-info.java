/**
 * Links to peers that nobody can simply connect to: the two sides ask each other for help by
 * signals, which a directory passes on, or an open link for messages carries.
 *
 * <pre>
 *   Signals ── Appeal            this node wants a link: want, go
 *         ├── AppealAnswer      another one wants one: ready; connects back, or at the same moment
 *         └── SignalGate         decides which signals count
 *   Signal ── SealedSignal       the content, and its signature
 *   SignalPost ── SignalRoute    the ways that signals take
 * </pre>
 *
 * <p>{@code peer.Dialer} asks through {@link peerlink.core.peer.Rendezvous}. Nothing is believed
 * because a directory or a peer says so: signals are signed end to end, and links prove their keys.
 * {@code docs/protocol.md}, section Signals, has the format. Threads: {@code peerlink
 * signal-appeal} runs one appeal, {@code peerlink signal-sender} has one signal passed on, {@code
 * peerlink signal-reader} takes one that came, {@code peerlink signal-dialer} connects to one
 * address and serves the link.
 */
@NullMarked
package peerlink.core.signal;

import org.jspecify.annotations.NullMarked;
