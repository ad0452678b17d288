package peerlink.registry.server;

import java.util.Locale;

/**
 * Bounds the clients of a registry, which answers those beyond with {@code too-many} or {@code
 * rate-limited}. A key is a peer's; an address is an IPv4 address, or an IPv6 /64, which one
 * customer gets. Ten seconds' worth of a limit per second may come at once, a minute's worth of one
 * per minute; a registration or deregistration counts as ten requests too. All limits are checked
 * before any signature.
 */
public enum RegistryLimit {
    /** Connections at once. */
    CONNECTIONS(10_000),
    /** Connections of one key at once. */
    CONNECTIONS_PER_KEY(32),
    /** Connections from one address at once. */
    CONNECTIONS_PER_ADDRESS(4_096),
    /** Requests a second on one connection. */
    REQUESTS_PER_CONNECTION(100),
    /** Requests a second of one key, on all its connections. */
    REQUESTS_PER_KEY(200),
    /** Requests a second from one address. */
    REQUESTS_PER_ADDRESS(10_000),
    /** Registrations and deregistrations a minute of one key. */
    REGISTRATIONS_PER_KEY(60),
    /** Registrations and deregistrations a minute from one address. */
    REGISTRATIONS_PER_ADDRESS(4_096),
    /** Signals a minute that one key may have passed on. */
    SIGNALS_PER_KEY(60),
    /** Signals a minute passed on from one address. */
    SIGNALS_PER_ADDRESS(1_200),
    /** Signals a minute passed on to one key. */
    SIGNALS_TO_KEY(600),
    /** Leases at once, and as many held names beside them. */
    LEASES(100_000),
    /** Changes that wait for a watcher that doesn't read; with one more it is dropped. */
    QUEUED_CHANGES(1_000);

    private final int usual;

    RegistryLimit(int usual) {
        this.usual = usual;
    }

    /** Returns the limit that holds unless an operator sets another. */
    public int usual() {
        return usual;
    }

    /** Returns the word for operators, such as {@code connections-per-key}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
