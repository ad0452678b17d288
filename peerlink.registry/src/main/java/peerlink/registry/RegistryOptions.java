package peerlink.registry;

import java.time.Duration;

/**
 * What an operator sets.
 *
 * @param ttl how long a lease lasts without renewal, 100 ms to 1 day
 * @param renewAfter when clients are told to renew, at most half of the ttl
 * @param maxConnections how many clients may be connected at once
 * @param maxRecords how many leases there may be at once, and as many held names beside them
 * @param maxQueuedChanges how many changes wait for a watcher that doesn't read; with one more it is dropped
 * @param requestsPerSecond how many requests a connection may make in the long run; ten times as many at once
 * @param listing whom the registry lets list and watch
 */
public record RegistryOptions(
        Duration ttl,
        Duration renewAfter,
        int maxConnections,
        int maxRecords,
        int maxQueuedChanges,
        int requestsPerSecond,
        Audience listing) {
    public RegistryOptions {
        if (ttl.compareTo(Duration.ofMillis(100)) < 0 || ttl.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("not a ttl: " + ttl + " (100 ms to 1 day)");
        }
        if (!renewAfter.isPositive() || renewAfter.multipliedBy(2).compareTo(ttl) > 0) {
            throw new IllegalArgumentException(
                    "not a time to renew after: " + renewAfter + " (at most half of " + ttl + ")");
        }
        if (maxConnections < 1 || maxRecords < 1 || maxQueuedChanges < 1 || requestsPerSecond < 1) {
            throw new IllegalArgumentException("limits must be at least 1");
        }
    }

    /** Leases of 90 s renewed after 30, 10,000 connections, 100,000 records, the audience by the listen address. */
    public static RegistryOptions defaults() {
        return new RegistryOptions(
                Duration.ofSeconds(90),
                Duration.ofSeconds(30),
                10_000,
                100_000,
                1_000,
                100,
                Audience.AUTOMATIC);
    }

    /** Returns what a store for a registry with these options is opened with. */
    public StoreSettings store() {
        return StoreSettings.of(ttl, maxRecords);
    }

    RegistryOptions withLease(Duration ttl, Duration renewAfter) {
        return new RegistryOptions(
                ttl,
                renewAfter,
                maxConnections,
                maxRecords,
                maxQueuedChanges,
                requestsPerSecond,
                listing);
    }

    RegistryOptions withMaxConnections(int count) {
        return new RegistryOptions(
                ttl, renewAfter, count, maxRecords, maxQueuedChanges, requestsPerSecond, listing);
    }

    RegistryOptions withMaxRecords(int count) {
        return new RegistryOptions(
                ttl,
                renewAfter,
                maxConnections,
                count,
                maxQueuedChanges,
                requestsPerSecond,
                listing);
    }

    RegistryOptions withMaxQueuedChanges(int count) {
        return new RegistryOptions(
                ttl, renewAfter, maxConnections, maxRecords, count, requestsPerSecond, listing);
    }

    RegistryOptions withRequestsPerSecond(int count) {
        return new RegistryOptions(
                ttl, renewAfter, maxConnections, maxRecords, maxQueuedChanges, count, listing);
    }

    /** Returns these options with another audience, such as the operator names one. */
    public RegistryOptions withListing(Audience audience) {
        return new RegistryOptions(
                ttl,
                renewAfter,
                maxConnections,
                maxRecords,
                maxQueuedChanges,
                requestsPerSecond,
                audience);
    }
}
