/**
 * Tests every {@link peerlink.registry.store.RegistryStore} by an abstract test to extend:
 *
 * <ul>
 *   <li>{@link peerlink.testkit.store.RegistryStoreContractTest} for each,
 *   <li>{@link peerlink.testkit.store.DurableStoreContractTest} for one whose leases outlive its
 *       close,
 *   <li>{@link peerlink.testkit.store.SharedStoreContractTest} for one that several registries
 *       share.
 * </ul>
 *
 * <p>A store with a clock of its own, which nobody can move, waits in {@code pass}.
 */
@NullMarked
package peerlink.testkit.store;

import org.jspecify.annotations.NullMarked;
