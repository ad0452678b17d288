package peerlink.registry.store;

import peerlink.api.PeerId;

/** Tells watchers of a change in the list of peers. */
public sealed interface Change {
    /** The peer came, or its announcement has changed. */
    record Came(SignedRecord record) implements Change {}

    /** The peer deregistered, is no longer to be listed, or its lease ran out. */
    record Went(PeerId id) implements Change {}

    /**
     * Places a change in a store's feed.
     *
     * @param position the change's place in the feed's epoch
     */
    record At(long position, Change change) {}
}
