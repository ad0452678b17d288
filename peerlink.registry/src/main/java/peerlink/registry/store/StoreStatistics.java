package peerlink.registry.store;

/**
 * Counts the entries of a store.
 *
 * @param leases the number of leases, those that ran out since the last sweep among them
 * @param heldNames the number of names without a lease that are kept for their keys
 */
public record StoreStatistics(long leases, long heldNames) {}
