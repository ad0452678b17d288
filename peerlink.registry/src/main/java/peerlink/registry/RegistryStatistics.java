package peerlink.registry;

/**
 * What a registry has to do, at one moment.
 *
 * @param connections clients connected now
 * @param watchers how many of them watch
 * @param leases peers registered now, on all nodes that share the store; the last known number while it can't be reached
 * @param registrations registrations taken since the start, the repeated ones too
 * @param renewals renewals since the start
 * @param lookups lookups, prefix searches and pages of the list answered since the start
 * @param rejections requests and connections declined since the start
 */
public record RegistryStatistics(
        int connections,
        int watchers,
        long leases,
        long registrations,
        long renewals,
        long lookups,
        long rejections) {}
