package peerlink.core.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * A name bound to a key: a peer that this node has exchanged messages with, or about which its user
 * has decided.
 *
 * @param name the name by which this node knows the peer, unique among the contacts
 * @param id the key, unique among the contacts
 * @param trust the trust in the key
 * @param lastAddresses the addresses at which the peer was last reached, best first, and behind
 *     them those of an invite; at most {@value Peer#MAX_ADDRESSES}
 * @param change the other key that is found under the name while {@code trust} is {@link
 *     Trust#CHANGED}, else null
 * @param called the peer's own name when it got another name here, which is then a label: only the
 *     key counts, even if other peers go by either name. Null if {@code name} is the peer's own
 */
public record Contact(
        PeerName name,
        PeerId id,
        Trust trust,
        List<Address> lastAddresses,
        @Nullable KeyChange change,
        @Nullable PeerName called) {
    public Contact {
        lastAddresses = List.copyOf(lastAddresses);
        if (lastAddresses.size() > Peer.MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    lastAddresses.size() + " addresses (at most " + Peer.MAX_ADDRESSES + ")");
        }
        if ((trust == Trust.CHANGED) != (change != null)) {
            throw new IllegalArgumentException(
                    "the other key belongs to the state CHANGED and to no other");
        }
        if (change != null && called != null) {
            throw new IllegalArgumentException("no other key puts a name of the user's in doubt");
        }
        if (name.equals(called)) {
            throw new IllegalArgumentException("the peer itself goes by the name " + name);
        }
    }

    public static Contact unverified(Peer peer) {
        return new Contact(peer.name(), peer.id(), Trust.UNVERIFIED, peer.addresses(), null, null);
    }

    /** Returns the contact as a peer, under the contact's name and at its last addresses. */
    public Peer peer() {
        return new Peer(id, name, lastAddresses);
    }

    /**
     * Returns the key that a directory gave for the name while {@code trust} is {@link
     * Trust#CHANGED}, else null.
     */
    public @Nullable PeerId found() {
        return change == null ? null : change.found();
    }

    /** Returns the peer's own name, if that is known and another name than the contact's. */
    public Optional<PeerName> callsItself() {
        // the stand-in name that this node made for a peer whose own name it did not know
        return Optional.ofNullable(called).filter(own -> !StandInName.isOf(id, own));
    }

    /**
     * Tells whether another key under the name puts it in doubt: not if the name is a label, nor if
     * the contact is blocked.
     */
    public boolean ownsName() {
        return called == null && trust != Trust.BLOCKED;
    }

    /** Returns the contact under another name. The peer's own name is no label. */
    public Contact withName(PeerName other) {
        if (other.equals(name)) {
            return this;
        }
        PeerName own = Objects.requireNonNullElse(called, name);
        Contact settled = settled();
        return new Contact(
                other, id, settled.trust, lastAddresses, null, other.equals(own) ? null : own);
    }

    public Contact withTrust(Trust state) {
        return new Contact(name, id, state, lastAddresses, null, called);
    }

    public Contact withAddresses(List<Address> addresses) {
        return new Contact(name, id, trust, addresses, change, called);
    }

    /** Returns the contact with more addresses behind its own, as far as there is room. */
    public Contact alsoAt(List<Address> more) {
        return withAddresses(
                Stream.concat(lastAddresses.stream(), more.stream())
                        .distinct()
                        .limit(Peer.MAX_ADDRESSES)
                        .toList());
    }

    /** Returns the contact in doubt over another key, if it isn't in doubt already. */
    public Contact changedTo(PeerId other) {
        return change != null
                ? this
                : new Contact(
                        name, id, Trust.CHANGED, lastAddresses, new KeyChange(other, trust), null);
    }

    /** Returns the contact as it was before it was in doubt. */
    public Contact settled() {
        return change == null ? this : withTrust(change.before());
    }
}
