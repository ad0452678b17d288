/**
 * Commands served by the process that has the profile: one process holds a profile's messages, and
 * the others hand over to it.
 *
 * <pre>
 *   command ── LocalClient ──── socket in the profile ──── LocalServer ── LocalRequests ──► Node
 *                    └── HostedNode                        the command's own node, where no other runs
 * </pre>
 *
 * <p>Threads: {@code peerlink local-acceptor} accepts, {@code peerlink local-request} serves one
 * command. Only processes of the same user reach the socket.
 */
@NullMarked
package peerlink.cli.local;

import org.jspecify.annotations.NullMarked;
