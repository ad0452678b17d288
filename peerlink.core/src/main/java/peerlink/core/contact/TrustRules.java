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

/**
 * Works out the contacts after a decision of the user about one of them. The sets are values:
 * nothing here touches a file or a link.
 */
public final class TrustRules {
    private TrustRules() {}

    /** Refuses a peer to which nothing may be sent. */
    static void requireTrusted(ContactSet now, Peer peer) throws UntrustedPeerException {
        Contact contact = now.byId(peer.id());
        if (contact == null) {
            Contact byName = now.byName(peer.name());
            if (byName != null && byName.ownsName()) {
                throw changed(byName, peer.id());
            }
            if (byName != null || StandInName.isOf(peer.id(), peer.name())) {
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
     * Vouches for a key. A contact becomes verified; if its name is in doubt, it gets back the
     * trust that it had before. A peer that is no contact becomes a verified one.
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

    /** Gives a contact's name to another key, which the user has not compared yet. */
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
     * Makes the peer a contact whose key is proven, by an invite for example. A contact keeps its
     * name and its addresses, and gets those of the peer behind them.
     *
     * @throws UntrustedPeerException if it is blocked, or its name is that of a contact with
     *     another key
     * @throws NameTakenException if the user has given the name to another peer
     */
    public static ContactSet verified(ContactSet now, Peer peer)
            throws UntrustedPeerException, NameTakenException {
        Contact contact = now.byId(peer.id());
        Contact byName = now.byName(peer.name());
        if (byName != null && byName.ownsName() && !byName.id().equals(peer.id())) {
            throw changed(byName, peer.id());
        }
        if (byName != null && contact == null) {
            throw new NameTakenException(byName);
        }
        requireTrusted(now, peer);
        Contact proven =
                (contact == null ? Contact.unverified(peer) : contact.alsoAt(peer.addresses()))
                        .withTrust(Trust.VERIFIED);
        return now.settledOver(peer.id()).with(proven);
    }

    /**
     * Makes the peer a verified contact as {@link #verified} does, after the user has compared the
     * key with its owner. If another key was found under the contact's name, the contact's own is
     * the right one.
     */
    public static ContactSet compared(ContactSet now, Peer peer)
            throws UntrustedPeerException, NameTakenException {
        Contact contact = now.byId(peer.id());
        return contact != null && contact.change() != null
                ? now.with(contact.settled().withTrust(Trust.VERIFIED))
                : verified(now, peer);
    }

    /**
     * Blocks a key. If it is no contact's and its name is another contact's, that contact stays,
     * and the blocked key gets a name of its own. If a directory gave the key for a contact's name,
     * the contact's own key is the right one again.
     */
    public static ContactSet block(ContactSet now, Peer peer) {
        Contact contact = now.byId(peer.id());
        Contact blocked =
                (contact == null ? newcomer(now, peer) : contact).withTrust(Trust.BLOCKED);
        return now.settledOver(peer.id()).with(blocked);
    }

    /**
     * Makes a peer whose request the user has accepted an unverified contact, unless it is a
     * contact.
     *
     * @param claimed the peer, under the name that it claims
     * @param name the name under which the user was asked about it
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
     * Makes the name the user's own label for the peer, which is a contact from then on. Other
     * contacts' names are no longer in doubt over its key, nor is its old name over another key:
     * these are two peers.
     */
    public static ContactSet rename(ContactSet now, Peer peer, PeerName label)
            throws NameTakenException {
        Contact byName = now.byName(label);
        if (byName != null && !byName.id().equals(peer.id())) {
            throw new NameTakenException(byName);
        }
        Contact contact = now.byId(peer.id());
        Contact renamed = (contact == null ? Contact.unverified(peer) : contact).withName(label);
        return now.settledOver(peer.id()).with(renamed);
    }

    public static PeerUnavailableException noContact(String nameOrId) {
        return new PeerUnavailableException("no contact '" + Printable.excerpt(nameOrId) + "'");
    }

    /**
     * Returns the peer as a contact under its own name, or under a stand-in name if that is taken.
     */
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

    /** Returns the short code of the id, or all of the id where both ids have the same code. */
    private static String told(PeerId id, PeerId other) {
        return id.shortForm().equals(other.shortForm()) ? id.text() : id.shortForm();
    }
}
