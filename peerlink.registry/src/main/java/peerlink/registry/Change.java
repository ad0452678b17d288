package peerlink.registry;

import peerlink.api.PeerId;

/** A change of who is listed, as watchers are told. */
public sealed interface Change {
    /** The peer came, or announces something else. */
    record Came(SignedRecord record) implements Change {}

    /** The peer deregistered, is no longer to be listed, or its lease ran out. */
    record Went(PeerId id) implements Change {}

    /**
     * A change in a store's feed.
     *
     * @param position where, in the feed's epoch
     */
    record At(long position, Change change) {}
}
