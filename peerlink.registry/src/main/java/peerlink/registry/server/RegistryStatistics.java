package peerlink.registry.server;

import java.time.Duration;
import java.util.Map;
import peerlink.registry.store.ErrorCode;

/**
 * Shows the load of a registry at one moment.
 *
 * @param connections clients connected now
 * @param watchers those of them that watch
 * @param leases peers registered now, on all nodes that share the store; the last known number
 *     while it can't be reached
 * @param registrations registrations taken since the start, the repeated ones too
 * @param renewals renewals since the start
 * @param lookups lookups, prefix searches and pages of the list answered since the start
 * @param refusalsByCode requests and connections declined since the start; a code that is not
 *     there was never given
 * @param sweepLag the delay with which the last sweep of leases ended the first of those that had
 *     run out
 */
public record RegistryStatistics(
        int connections,
        int watchers,
        long leases,
        long registrations,
        long renewals,
        long lookups,
        Map<ErrorCode, Long> refusalsByCode,
        Duration sweepLag) {
    public RegistryStatistics {
        refusalsByCode = Map.copyOf(refusalsByCode);
    }

    /** Returns the number of requests and connections that were declined since the start. */
    public long refusals() {
        return refusalsByCode.values().stream().mapToLong(Long::longValue).sum();
    }
}
