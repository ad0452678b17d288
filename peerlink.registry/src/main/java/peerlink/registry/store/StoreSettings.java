package peerlink.registry.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Holds the settings of a store. The nodes that share a store have the same settings.
 *
 * @param ttl the duration of a lease without renewal, 100 ms to 1 day
 * @param nameHold the time for which a name stays with its key after the last lease, at least 1 ms
 * @param maxLeases the most leases at once, and the most held names beside them, at least 1
 * @param properties further settings that this store has for an operator, by names that it defines,
 *     such as the files of a client's certificate; a store refuses those that it doesn't know
 * @param folder the base of relative paths in the store's address or in properties
 */
public record StoreSettings(
        Duration ttl,
        Duration nameHold,
        int maxLeases,
        Map<String, String> properties,
        Path folder) {
    /** The time for which a name stays with its key unless it is set otherwise: 30 days. */
    public static final Duration NAME_HOLD = Duration.ofDays(30);

    public StoreSettings {
        if (ttl.compareTo(Duration.ofMillis(100)) < 0 || ttl.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("not a ttl: " + ttl + " (100 ms to 1 day)");
        }
        if (nameHold.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "not a time to hold names for: " + nameHold + " (at least 1 ms)");
        }
        if (maxLeases < 1) {
            throw new IllegalArgumentException(
                    "not a number of leases: " + maxLeases + " (at least 1)");
        }
        properties = Map.copyOf(properties);
    }

    /**
     * Returns settings that hold names for 30 days, have no properties, and take paths relative to
     * the working directory.
     */
    public static StoreSettings of(Duration ttl, int maxLeases) {
        return new StoreSettings(ttl, NAME_HOLD, maxLeases, Map.of(), Path.of(""));
    }

    /** Returns the same with another folder for relative paths. */
    public StoreSettings in(Path folder) {
        return new StoreSettings(ttl, nameHold, maxLeases, properties, folder);
    }
}
