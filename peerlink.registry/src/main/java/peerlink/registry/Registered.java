package peerlink.registry;

import peerlink.api.Visibility;

/**
 * What a lease is for: a {@link PeerRecord} without what its {@link Lease} has already.
 *
 * @param name exactly as it was registered
 */
record Registered(SignedRecord signed, String name, Visibility visibility) {
    static Registered of(PeerRecord record) {
        return new Registered(record.signed(), record.name().text(), record.visibility());
    }
}
