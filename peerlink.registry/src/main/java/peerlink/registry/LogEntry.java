package peerlink.registry;

import peerlink.api.PeerId;

/** One step in the history of an embedded store. Times are in milliseconds since 1970, by the store's clock. */
sealed interface LogEntry {
    /** A record was registered, and its lease granted. */
    record Leased(PeerRecord record, long at) implements LogEntry {}

    /** The peer deregistered. */
    record Removed(PeerId id, long sequence, long at) implements LogEntry {}

    /** The lease ran out. */
    record Ended(PeerId id, long at) implements LogEntry {}

    /** The name is no longer held. */
    record Released(PeerId id) implements LogEntry {}

    /**
     * What is left of a lease that ended before a snapshot.
     *
     * @param skeleton what the name is filed by; empty if another key has it now
     */
    record Held(PeerId id, String skeleton, long sequence, long at) implements LogEntry {}
}
