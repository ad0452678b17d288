package peerlink.registry.server;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import peerlink.api.LinkPolicy;
import peerlink.registry.store.StoreSettings;

/**
 * Holds the settings of an operator. Begin with {@link #defaults}.
 *
 * @param ttl the duration of a lease without renewal, 100 ms to 1 day
 * @param renewAfter the time after which clients are told to renew, at most half of the ttl
 * @param openness the limit of the registry's answers
 * @param signals whether registered peers may have signals passed on to each other
 * @param limits each at least 1; a limit that is not there is as usual
 * @param probes whether it connects back to clients that ask whether they can be reached
 */
public record RegistryOptions(
        Duration ttl,
        Duration renewAfter,
        Openness openness,
        boolean signals,
        Map<RegistryLimit, Integer> limits,
        boolean probes) {
    /** The most clients that may be told at once that there is no room. */
    private static final long TURNED_AWAY = 1_024;

    public RegistryOptions {
        limits = Map.copyOf(limits);
        // looks at the ttl as well
        StoreSettings.of(ttl, 1);
        if (!renewAfter.isPositive() || renewAfter.multipliedBy(2).compareTo(ttl) > 0) {
            throw new IllegalArgumentException(
                    "not a time to renew after: " + renewAfter + " (at most half of " + ttl + ")");
        }
        limits.forEach(RegistryOptions::requirePositive);
    }

    /**
     * Returns the defaults: leases of 90 s renewed after 30, the usual limits, openness by the
     * address that the registry listens on, and signals.
     */
    public static RegistryOptions defaults() {
        return new RegistryOptions(
                Duration.ofSeconds(90),
                Duration.ofSeconds(30),
                Openness.AUTOMATIC,
                true,
                Map.of(),
                true);
    }

    /** Returns these options with other times. */
    public RegistryOptions withLease(Duration ttl, Duration renewAfter) {
        return new RegistryOptions(ttl, renewAfter, openness, signals, limits, probes);
    }

    public RegistryOptions withOpenness(Openness openness) {
        return new RegistryOptions(ttl, renewAfter, openness, signals, limits, probes);
    }

    /** Returns these options with signals passed on, or not. */
    public RegistryOptions withSignals(boolean on) {
        return new RegistryOptions(ttl, renewAfter, openness, on, limits, probes);
    }

    /** Returns these options with or without connections back to clients that ask for one. */
    public RegistryOptions withProbes(boolean on) {
        return new RegistryOptions(ttl, renewAfter, openness, signals, limits, on);
    }

    public RegistryOptions with(RegistryLimit limit, int value) {
        Map<RegistryLimit, Integer> all = new EnumMap<>(RegistryLimit.class);
        all.putAll(limits);
        all.put(limit, value);
        return new RegistryOptions(ttl, renewAfter, openness, signals, all, probes);
    }

    public int limit(RegistryLimit limit) {
        return limits.getOrDefault(limit, limit.usual());
    }

    /** Returns the settings with which to open a store for a registry with these options. */
    public StoreSettings store() {
        return StoreSettings.of(ttl, limit(RegistryLimit.LEASES));
    }

    /**
     * Returns a policy under which a transport accepts as many links as the registry takes, and
     * some more: the registry tells these that it is full, before it closes them.
     *
     * @param policy the policy for all but the numbers of links
     */
    public LinkPolicy links(LinkPolicy policy) {
        return policy.accepting(
                withSome(limit(RegistryLimit.CONNECTIONS)),
                withSome(limit(RegistryLimit.CONNECTIONS_PER_ADDRESS)));
    }

    private static int withSome(int connections) {
        return (int) Math.min(Integer.MAX_VALUE, connections + TURNED_AWAY);
    }

    private static void requirePositive(RegistryLimit limit, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "not a limit for " + limit.word() + ": " + value + " (at least 1)");
        }
    }
}
