package peerlink.registry.admin;

/** Names a counter of a registry, which counts from its start on. Each is a metric of its own. */
public enum Count {
    REGISTRATION("registrations", "Registrations taken, the repeated ones too"),
    RENEWAL("renewals", "Leases renewed"),
    DEREGISTRATION("deregistrations", "Leases that their peers ended themselves"),
    EXPIRY("expirations", "Leases that ran out without renewal"),
    LOOKUP("lookups", "Lookups by id, by name and by prefix answered"),
    LIST("list_pages", "Pages of the list of peers answered"),
    WATCH("watches", "Watches begun"),
    CHANGE("changes", "Changes of the directory told to watchers, counted once however many watch"),
    PROBE("probes", "Connections tried to clients that asked whether they can be reached"),
    SIGNAL("signals", "Signals passed on from one peer to another"),
    CONNECTION(
            "connections_accepted",
            "Connections that have proven a key and agreed on the protocol"),
    DROPPED_WATCHER("dropped_watchers", "Watchers disconnected because they did not read");

    private final String metric;
    private final String help;

    Count(String metric, String help) {
        this.metric = metric;
        this.help = help;
    }

    /** Returns the name of its metric, without prefix and suffix. */
    String metric() {
        return metric;
    }

    /** Returns a description of the counter, as one line. */
    String help() {
        return help;
    }
}
