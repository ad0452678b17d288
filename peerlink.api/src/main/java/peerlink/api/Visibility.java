package peerlink.api;

import java.util.Locale;

/**
 * Limits the peers that can find a peer in a directory, from most to least visible. Each value also
 * allows all that those after it do.
 */
public enum Visibility {
    /**
     * The peer is listed, watched, and found by the beginning of its name, as far as the directory
     * does so at all.
     */
    PUBLIC,
    /** The peer is found by its exact name, or by its id. */
    LOOKUP_ONLY,
    /**
     * The peer is found by its id alone: the directory keeps its name for its key, and answers no
     * query for the name.
     */
    HIDDEN;

    /** Returns the word on the wire, such as {@code lookup-only}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Tells whether the peer appears in lists, watches and searches by prefix. */
    public boolean isListed() {
        return this == PUBLIC;
    }

    /** Tells whether the peer is found by its exact name. */
    public boolean isNamed() {
        return this != HIDDEN;
    }
}
