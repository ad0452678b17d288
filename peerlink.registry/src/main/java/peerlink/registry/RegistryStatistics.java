package peerlink.registry;

import java.time.Duration;
import java.util.Map;

/**
 * What a registry has to do, at one moment.
 *
 * @param connections clients connected now
 * @param watchers how many of them watch
 * @param leases peers registered now, on all nodes that share the store; the last known number while it can't be reached
 * @param registrations registrations taken since the start, the repeated ones too
 * @param renewals renewals since the start
 * @param lookups lookups, prefix searches and pages of the list answered since the start
 * @param rejectionsByCode requests and connections declined since the start; a code that is not there was given to nobody
 * @param sweepLag how late the last sweep of leases ended the first of those that had run out
 */
public record RegistryStatistics(
        int connections,
        int watchers,
        long leases,
        long registrations,
        long renewals,
        long lookups,
        Map<ErrorCode, Long> rejectionsByCode,
        Duration sweepLag) {
    public RegistryStatistics {
        rejectionsByCode = Map.copyOf(rejectionsByCode);
    }

    /** Returns how many requests and connections were declined since the start. */
    public long rejections() {
        return rejectionsByCode.values().stream().mapToLong(Long::longValue).sum();
    }
}
