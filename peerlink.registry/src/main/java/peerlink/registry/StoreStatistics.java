package peerlink.registry;

/**
 * How much is in a store.
 *
 * @param leases how many leases there are, those that ran out since the last sweep among them
 * @param heldNames how many names without a lease are kept for their keys
 */
public record StoreStatistics(long leases, long heldNames) {}
