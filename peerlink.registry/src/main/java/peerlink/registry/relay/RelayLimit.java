package peerlink.registry.relay;

import java.util.Locale;

/**
 * Bounds the peers that use a relay. A key is a peer's; an address is an IPv4 address, or an IPv6
 * /64, which one customer gets. A circuit counts for both its peers and both their addresses. Above
 * a limit of bytes a circuit is slowed down and never cut: what a chat needs always passes.
 */
public enum RelayLimit {
    /** Peers with a place at once. */
    PLACES(4_000),
    /** Peers with a place from one address at once. */
    PLACES_PER_ADDRESS(1_024),
    /** Circuits at once. */
    CIRCUITS(2_000),
    /** Circuits of one key at once, called or calling; half of them by calls from one address. */
    CIRCUITS_PER_KEY(64),
    /** Circuits from one address at once, called or calling. */
    CIRCUITS_PER_ADDRESS(512),
    /** Calls a minute by one key. */
    CALLS_PER_KEY(60),
    /** Calls a minute from one address. */
    CALLS_PER_ADDRESS(300),
    /** Calls a minute to one key, half of them from one address. */
    CALLS_TO_KEY(120),
    /** Kibibytes a second of one circuit, both ways; ten seconds' worth may come at once. */
    KIB_PER_SECOND(2_048),
    /** Mebibytes an hour of one key, which may come at once. */
    MIB_PER_HOUR_PER_KEY(512),
    /** Mebibytes an hour of one address, which may come at once. */
    MIB_PER_HOUR_PER_ADDRESS(2_048),
    /** Mebibytes an hour in all, which may come at once. */
    MIB_PER_HOUR(10_240),
    /** Seconds without a byte after which a circuit is cut. */
    IDLE_SECONDS(300);

    private final int usual;

    RelayLimit(int usual) {
        this.usual = usual;
    }

    /** Returns the limit that holds unless an operator sets another. */
    public int usual() {
        return usual;
    }

    /** Returns the word for operators, such as {@code circuits-per-key}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
