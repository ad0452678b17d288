package peerlink.registry.relay;

import java.util.EnumMap;
import java.util.Map;
import peerlink.api.LinkPolicy;

/**
 * Holds the settings of an operator. Begin with {@link #defaults}.
 *
 * @param limits each at least 1; a limit that is not there is as usual
 */
public record RelayOptions(Map<RelayLimit, Integer> limits) {
    /** The most links on which nothing was said yet, in all and from one address. */
    static final int MAX_UNDECIDED = 1_024;

    static final int MAX_UNDECIDED_PER_ADDRESS = 64;

    public RelayOptions {
        limits = Map.copyOf(limits);
        limits.forEach(RelayOptions::requirePositive);
    }

    /** Returns the defaults: the usual limits. */
    public static RelayOptions defaults() {
        return new RelayOptions(Map.of());
    }

    public RelayOptions with(RelayLimit limit, int value) {
        Map<RelayLimit, Integer> all = new EnumMap<>(RelayLimit.class);
        all.putAll(limits);
        all.put(limit, value);
        return new RelayOptions(all);
    }

    public int limit(RelayLimit limit) {
        return limits.getOrDefault(limit, limit.usual());
    }

    /** Returns the most links that the relay holds: one for a place, two for a circuit. */
    public long links() {
        return limit(RelayLimit.PLACES) + 2L * limit(RelayLimit.CIRCUITS) + MAX_UNDECIDED;
    }

    /** Returns the most links that the relay holds from one address. */
    public long linksPerAddress() {
        return limit(RelayLimit.PLACES_PER_ADDRESS)
                + 2L * limit(RelayLimit.CIRCUITS_PER_ADDRESS)
                + MAX_UNDECIDED_PER_ADDRESS;
    }

    /**
     * Returns a policy under which a transport accepts as many links as the relay takes, besides
     * those of the policy given.
     */
    public LinkPolicy links(LinkPolicy others) {
        return others.accepting(
                bounded(others.accepted() + links()),
                bounded(others.acceptedPerHost() + linksPerAddress()));
    }

    private static int bounded(long links) {
        return (int) Math.min(Integer.MAX_VALUE, links);
    }

    private static void requirePositive(RelayLimit limit, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "not a limit for " + limit.word() + ": " + value + " (at least 1)");
        }
    }
}
