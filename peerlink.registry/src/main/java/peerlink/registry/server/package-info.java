/**
 * The server of a registry.
 *
 * <pre>
 *   RegistryServer ── ConnectionLimits ── ClientConnection ── Registrar ──► RegistryStore
 *     │                                        │                 └── StatementCheck, Renewals
 *     ├── OpenConnections                 FrameQueue ◄── ChangeBroadcast      changes for watchers
 *     └── Upkeep                          sweeps, samples and stuck connections, again and again
 * </pre>
 *
 * <p>{@code peerlink registry} and the client's {@code HostOrJoin} start it. A link's own thread
 * reads and answers its requests one after another; {@code peerlink registry-writer} writes to it,
 * {@code peerlink registry-feed-reader} reads the store's changes,
 * {@code peerlink registry-sweeper} ends leases.
 */
@NullMarked
package peerlink.registry.server;

import org.jspecify.annotations.NullMarked;
