/**
 * One node of PeerLink, for programs that embed it.
 *
 * <pre>
 *   IdentityStore.loadOrCreate ── the key
 *   NodeBuilder ── NodeSettings ── NodeWiring ──► Node ──┬── Contacts      decisions about other peers
 *                                                        ├── Outbox        messages that wait
 *                                                        └── Networks      links of plugins and of the node
 * </pre>
 *
 * <p>An embedder calls {@link peerlink.core.NodeBuilder} and uses the {@link peerlink.core.Node}
 * that it starts. Any thread may call a node; a call blocks where its Javadoc says so. The node
 * tells its events one at a time on the thread {@code peerlink event-teller}. Everything below this
 * package is a part of the node and is not exported, but for {@code model} and {@code identity}.
 */
@NullMarked
package peerlink.core;

import org.jspecify.annotations.NullMarked;
