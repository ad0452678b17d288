package peerlink.core;

import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * Somebody this node has exchanged messages with, or has blocked: a name bound to the key that it first stood for.
 *
 * @param name the name by which this node knows the peer, unique among the contacts
 * @param id the key, unique among the contacts
 * @param trust how far the key is trusted
 * @param lastAddresses where the peer was last reached, best first, at most {@value Peer#MAX_ADDRESSES}
 * @param found the other key that a directory gave for the name while {@code trust} is {@link Trust#CHANGED}, else null
 */
public record Contact(
        PeerName name,
        PeerId id,
        Trust trust,
        List<Address> lastAddresses,
        @Nullable PeerId found) {
    public Contact {
        lastAddresses = List.copyOf(lastAddresses);
        if (lastAddresses.size() > Peer.MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    lastAddresses.size() + " addresses (at most " + Peer.MAX_ADDRESSES + ")");
        }
        if ((trust == Trust.CHANGED) != (found != null)) {
            throw new IllegalArgumentException(
                    "the other key belongs to the state CHANGED and to no other");
        }
    }

    /** Returns the contact as a peer, under the contact's name and at its last addresses. */
    public Peer peer() {
        return new Peer(id, name, lastAddresses);
    }

    Contact withName(PeerName other) {
        return new Contact(other, id, trust, lastAddresses, found);
    }

    Contact withTrust(Trust state) {
        return new Contact(name, id, state, lastAddresses, null);
    }

    Contact withAddresses(List<Address> addresses) {
        return new Contact(name, id, trust, addresses, found);
    }

    Contact changedTo(PeerId other) {
        return new Contact(name, id, Trust.CHANGED, lastAddresses, other);
    }
}
