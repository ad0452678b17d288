package peerlink.registry;

import peerlink.api.PeerId;

/** A change of who is there, as watchers are told. */
sealed interface Change {
    /** The peer came, or announces something else. */
    record Came(SignedRecord record) implements Change {}

    /** The peer deregistered, or its lease ran out. */
    record Went(PeerId id) implements Change {}
}
