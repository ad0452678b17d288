package peerlink.core.contact;

import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.UntrustedPeerException;
import peerlink.core.model.Contact;
import peerlink.core.model.KeyChange;
import peerlink.core.model.NameTakenException;
import peerlink.core.model.StandInName;
import peerlink.core.model.Trust;

/** What becomes of the contacts when the user decides about one. The lists are values: nothing here touches a file or a link. */
public final class TrustRules {
    private TrustRules() {}

    /** Refuses a peer to whom nothing may be sent. */
    static void requireTrusted(ContactSet now, Peer peer) throws UntrustedPeerException {
        Contact contact = now.byId(peer.id());
        if (contact == null) {
            Contact holder = now.byName(peer.name());
            if (holder != null && holder.ownsName()) {
                throw changed(holder, peer.id());
            }
            if (holder != null || StandInName.isOf(peer.id(), peer.name())) {
                throw new UntrustedPeerException(
                        peer.id().shortForm() + " goes by the name of somebody else whom you know");
            }
            return;
        }
        requireNotBlocked(contact);
        KeyChange change = contact.change();
        if (change != null) {
            throw changed(contact, change.found());
        }
    }

    /**
     * Vouches for a key: a contact's becomes verified, unless its name is in doubt; then it is what it was before. One that is no
     * contact becomes a verified one.
     */
    public static ContactSet vouch(ContactSet now, Peer peer) throws UntrustedPeerException {
        Contact contact = now.byId(peer.id());
        if (contact == null) {
            return now.with(newcomer(now, peer).withTrust(Trust.VERIFIED));
        }
        requireNotBlocked(contact);
        return now.with(
                contact.change() == null ? contact.withTrust(Trust.VERIFIED) : contact.settled());
    }

    /** Gives a contact's name to another key, which nobody has compared yet. */
    public static ContactSet replace(ContactSet now, Contact contact, Peer by) {
        Contact successor =
                new Contact(
                        contact.name(),
                        by.id(),
                        Trust.UNVERIFIED,
                        by.addresses(),
                        null,
                        contact.called());
        return now.settledOver(by.id()).with(successor);
    }

    /**
     * Makes the peer a contact whose key is proven, by an invite for example. One that is a contact keeps its name.
     *
     * @throws UntrustedPeerException if it is blocked, or the name it comes with is a contact's with another key
     * @throws NameTakenException if the user calls somebody else by the name
     */
    public static ContactSet verified(ContactSet now, Peer peer)
            throws UntrustedPeerException, NameTakenException {
        Contact contact = now.byId(peer.id());
        Contact holder = now.byName(peer.name());
        if (holder != null && holder.ownsName() && !holder.id().equals(peer.id())) {
            throw changed(holder, peer.id());
        }
        if (holder != null && contact == null) {
            throw new NameTakenException(holder);
        }
        requireTrusted(now, peer);
        Contact proven =
                (contact == null ? Contact.unverified(peer) : contact).withTrust(Trust.VERIFIED);
        return now.settledOver(peer.id()).with(proven);
    }

    /**
     * As {@link #verified}, but the user has compared the key with its owner: if another one is found under the contact's name,
     * the contact's own is the right one.
     */
    public static ContactSet compared(ContactSet now, Peer peer)
            throws UntrustedPeerException, NameTakenException {
        Contact contact = now.byId(peer.id());
        return contact != null && contact.change() != null
                ? now.with(contact.settled().withTrust(Trust.VERIFIED))
                : verified(now, peer);
    }

    /**
     * Blocks a key. If it is no contact's and its name is another one's, that one stays, and the blocked key gets a name of its
     * own; if a directory gave it for a contact's name, the contact's own key is the right one again.
     */
    public static ContactSet block(ContactSet now, Peer peer) {
        Contact contact = now.byId(peer.id());
        Contact blocked =
                (contact == null ? newcomer(now, peer) : contact).withTrust(Trust.BLOCKED);
        return now.settledOver(peer.id()).with(blocked);
    }

    /**
     * Makes a peer whose request the user has accepted an unverified contact, unless it is one.
     *
     * @param claimed the peer under the name that it claims
     * @param name by which the user was asked about it
     */
    public static ContactSet accept(ContactSet now, Peer claimed, PeerName name)
            throws UntrustedPeerException {
        Contact contact = now.byId(claimed.id());
        if (contact != null) {
            requireNotBlocked(contact);
            return now.with(contact);
        }
        PeerName free = now.byName(name) == null ? name : now.freeStandIn(claimed.id());
        return now.with(Contact.unverified(claimed).withName(free));
    }

    public static ContactSet unblock(ContactSet now, Contact contact) {
        return contact.trust() == Trust.BLOCKED
                ? now.with(contact.withTrust(Trust.UNVERIFIED))
                : now;
    }

    /**
     * Makes the name the user's own label for the peer, who is a contact from then on. Names in doubt over its key, or over
     * another key if it is a contact's, are so no more: these are two peers.
     */
    public static ContactSet rename(ContactSet now, Peer peer, PeerName label)
            throws NameTakenException {
        Contact holder = now.byName(label);
        if (holder != null && !holder.id().equals(peer.id())) {
            throw new NameTakenException(holder);
        }
        Contact contact = now.byId(peer.id());
        Contact renamed = (contact == null ? Contact.unverified(peer) : contact).withName(label);
        return now.settledOver(peer.id()).with(renamed);
    }

    public static PeerUnavailableException noContact(String nameOrId) {
        return new PeerUnavailableException("no contact '" + Printable.excerpt(nameOrId) + "'");
    }

    /** Returns the peer as a contact under its own name, or under one made from its id if that is taken. */
    static Contact newcomer(ContactSet now, Peer peer) {
        return Contact.unverified(peer).withName(now.nameOf(peer.id(), peer.name()));
    }

    private static void requireNotBlocked(Contact contact) throws UntrustedPeerException {
        if (contact.trust() == Trust.BLOCKED) {
            throw new UntrustedPeerException(contact.name() + " is blocked");
        }
    }

    private static UntrustedPeerException changed(Contact contact, PeerId found) {
        return new UntrustedPeerException(
                "the key of %s has changed: known is %s, found was %s"
                        .formatted(
                                contact.name(),
                                told(contact.id(), found),
                                told(found, contact.id())));
    }

    /** Returns the id as people are shown it, or all of it where that does not tell it from the other one. */
    private static String told(PeerId id, PeerId other) {
        return id.shortForm().equals(other.shortForm()) ? id.text() : id.shortForm();
    }
}
