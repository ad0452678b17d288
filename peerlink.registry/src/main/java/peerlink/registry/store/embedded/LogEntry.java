package peerlink.registry.store.embedded;

import peerlink.api.PeerId;
import peerlink.registry.store.PeerRecord;

/**
 * Records one step in the history of an embedded store. Times are in milliseconds since 1970, by
 * the store's clock.
 */
sealed interface LogEntry {
    /** A record was registered, and its lease granted. */
    record Leased(PeerRecord record, long at) implements LogEntry {}

    /** The peer deregistered. */
    record Removed(PeerId id, long sequence, long at) implements LogEntry {}

    /** The lease ran out. */
    record Ended(PeerId id, long at) implements LogEntry {}

    /** The name is no longer held. */
    record Released(PeerId id) implements LogEntry {}

    /** The store was running, though nothing happened. */
    record Alive(long at) implements LogEntry {}

    /** From here on positions are of another epoch: steps after the entry before may be lost. */
    record Began(String epoch) implements LogEntry {}

    /**
     * A lease ended, and this is its rest in a snapshot.
     *
     * @param skeleton the skeleton that files the name; empty if another key has it now
     */
    record Held(PeerId id, String skeleton, long sequence, long at) implements LogEntry {}

    /**
     * The snapshot ends here.
     *
     * @param entries the number of entries before this one
     * @param position of the last step that the snapshot may know of
     */
    record Complete(long entries, long position) implements LogEntry {}
}
