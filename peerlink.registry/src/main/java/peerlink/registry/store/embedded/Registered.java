package peerlink.registry.store.embedded;

import peerlink.api.Visibility;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.SignedRecord;

/**
 * Holds the record of a lease: a {@link PeerRecord} without the parts that its {@link Lease} has
 * already.
 *
 * @param name exactly as it was registered
 */
record Registered(SignedRecord signed, String name, Visibility visibility) {
    static Registered of(PeerRecord record) {
        return new Registered(record.signed(), record.name().text(), record.visibility());
    }
}
