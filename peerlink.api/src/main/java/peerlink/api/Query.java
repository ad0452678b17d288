package peerlink.api;

/** Selects peers in a {@link Directory}. */
public sealed interface Query {
    /** Selects the one peer with this id. */
    record ById(PeerId id) implements Query {}

    /** Selects the peer that holds exactly this name. */
    record ByName(PeerName name) implements Query {}

    /**
     * Selects up to 20 peers whose names begin so, in the names' order.
     *
     * @param prefix 2 to 32 characters
     */
    record ByPrefix(String prefix) implements Query {
        public ByPrefix {
            if (prefix.length() < 2 || !PeerName.isPeerName(prefix)) {
                throw new IllegalArgumentException(
                        "not the beginning of a name: '"
                                + Printable.excerpt(prefix)
                                + "' (at least 2 characters)");
            }
        }
    }

    /** Selects every peer that the directory is willing to list. */
    record Everyone() implements Query {}
}
