/**
 * The relay: carries the bytes of two peers that can't reach each other.
 *
 * <pre>
 *   RelayServer ── first frame ──► Place    a peer that waits for calls
 *        ├── Switchboard ────────► Call     a caller that waits for its peer
 *        │        └──────────────► Splice   two connections, joined: a thread for each direction
 *        └── Shares ── Share ── Budget      what each key, each address and all of them may use
 * </pre>
 *
 * <p>A relay never opens a connection, knows no names, and sees the bytes of end-to-end TLS alone.
 * Each link has the thread that its transport made for it until it becomes a part of a circuit, and
 * one more thread looks around each second. {@code docs/relay-protocol.md} has the protocol,
 * {@code docs/registry.md} the limits.
 */
@NullMarked
package peerlink.registry.relay;

import org.jspecify.annotations.NullMarked;
