/**
 * The contract of a store of leases, for the server and for plugins.
 *
 * <p>A plugin provides {@link peerlink.registry.store.RegistryStoreProvider}. The server calls a
 * store on many threads at once; each call is atomic to all nodes that share the store.
 */
@NullMarked
package peerlink.registry.store;

import org.jspecify.annotations.NullMarked;
