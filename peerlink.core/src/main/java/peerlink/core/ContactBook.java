package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.UntrustedPeerException;

/** Who is who: names bound to keys, and how far they are trusted. Safe for use by several threads; reading never blocks. */
final class ContactBook {
    private final ContactFile file;
    private final RecentClaims claims = new RecentClaims();
    private volatile ContactList contacts;
    private volatile Object seen = "";

    private ContactBook(ContactFile file, ContactList contacts) {
        this.file = file;
        this.contacts = contacts;
    }

    static ContactBook open(Path directory) throws IOException {
        ContactFile file = new ContactFile(directory);
        return new ContactBook(file, file.read());
    }

    List<Contact> all() {
        return contacts.all();
    }

    @Nullable Contact byId(PeerId id) {
        return contacts.byId(id);
    }

    @Nullable Contact byName(PeerName name) {
        return contacts.byName(name);
    }

    /** Returns by what name a key that claims one is known: never by the name of a contact with another key. */
    PeerName nameOf(PeerId id, PeerName claimed) {
        return contacts.nameOf(id, claimed);
    }

    /** Returns a name made from the id, which no contact has. */
    PeerName standIn(PeerId id) {
        return contacts.standIn(id);
    }

    /** Tells how far a key is trusted that calls itself by this name. */
    Trust trustOf(PeerId id, PeerName claimed) {
        Contact contact = contacts.byId(id);
        if (contact != null) {
            // a changed contact's name is in doubt, not its old key
            return contact.trust() == Trust.CHANGED ? Trust.UNVERIFIED : contact.trust();
        }
        return contacts.byName(claimed) == null ? Trust.UNVERIFIED : Trust.CHANGED;
    }

    /** Refuses a peer to whom nothing may be sent. */
    void requireTrusted(Peer peer) throws UntrustedPeerException {
        requireTrusted(contacts, peer);
    }

    private static void requireTrusted(ContactList now, Peer peer) throws UntrustedPeerException {
        Contact contact = now.byId(peer.id());
        if (contact == null) {
            contact = now.byName(peer.name());
            if (contact != null) {
                throw changed(contact, peer.id());
            }
            if (ContactList.isStandIn(peer.id(), peer.name())) {
                throw new UntrustedPeerException(
                        peer.name() + " claims the name of a contact with another key");
            }
            return;
        }
        PeerId found = contact.found();
        if (contact.trust() == Trust.BLOCKED) {
            throw new UntrustedPeerException(contact.name() + " is blocked");
        } else if (found != null) {
            throw changed(contact, found);
        }
    }

    /** Binds the name of a peer that was written to, unless it or the key is bound already. */
    void pin(Peer peer) throws IOException {
        updateIfNeeded(
                now -> {
                    Contact stranger = now.isStranger(peer.id()) ? now.byId(peer.id()) : null;
                    if (stranger != null) {
                        return now.with(stranger);
                    }
                    return canPin(now, peer) ? now.with(unverified(peer)) : now;
                });
    }

    /** As {@link #pin}, for a peer that has written to this node: a stranger until the user does something about it. */
    void pinStranger(Peer peer) throws IOException {
        updateIfNeeded(now -> canPin(now, peer) ? now.withStranger(unverified(peer)) : now);
    }

    /** Makes a peer whose request the user has accepted an unverified contact, unless it is one. */
    Contact accept(Peer peer) throws IOException {
        return put(
                now -> {
                    requireAdmitted(now, peer.id());
                    Contact contact = now.byId(peer.id());
                    return contact == null
                            ? unverified(peer).withName(now.nameOf(peer.id(), peer.name()))
                            : contact;
                });
    }

    private static void requireAdmitted(ContactList now, PeerId id) throws UntrustedPeerException {
        Contact contact = now.byId(id);
        if (contact != null && contact.trust() == Trust.BLOCKED) {
            throw new UntrustedPeerException(contact.name() + " is blocked");
        }
    }

    /** Takes in what other processes of the profile have changed. Costs next to nothing while they have not. */
    void refresh() throws IOException {
        Object now = file.state();
        if (!now.equals(seen)) {
            update(unchanged -> unchanged);
            seen = now;
        }
    }

    /** Remembers where the peer was reached, if it is a contact; it is no stranger any more. */
    void reached(PeerId id, List<Address> addresses) throws IOException {
        updateIfNeeded(
                now -> {
                    Contact contact = now.byId(id);
                    return contact == null
                                    || contact.lastAddresses().equals(addresses)
                                            && !now.isStranger(id)
                            ? now
                            : now.with(contact.withAddresses(addresses));
                });
    }

    /**
     * Notes that a directory gave another key for a contact's name. A stranger stays one: who writes under many names and then
     * registers other keys for them must not make this node keep them all.
     *
     * @return the contact as it was, or null if the name is not in question or this was noted before
     */
    @Nullable Contact changed(PeerName name, PeerId found) throws IOException {
        Contact contact = claim(name, found);
        if (contact != null && contact.trust() != Trust.BLOCKED) {
            update(
                    now -> {
                        Contact same = now.byName(name);
                        // the first other key stays: the user was told of it and decides on it
                        return same == null
                                        || now.byId(found) != null
                                        || same.trust() == Trust.BLOCKED
                                        || same.trust() == Trust.CHANGED
                                ? now
                                : now.withChanged(same.changedTo(found));
                    });
        }
        return contact;
    }

    /**
     * Returns the contact whose name another key claims, and null if the name is free, the key is the contact's own or
     * another contact's, or if this was asked before, not long ago.
     */
    @Nullable Contact claim(PeerName name, PeerId found) {
        Contact contact = contacts.byName(name);
        if (contact == null || contacts.byId(found) != null) {
            return null;
        }
        return claims.add(name, found) ? contact : null;
    }

    Contact trust(String nameOrId) throws IOException {
        return put(
                now -> {
                    Contact contact = require(now, nameOrId);
                    PeerId found = contact.found();
                    if (contact.trust() == Trust.BLOCKED) {
                        throw new UntrustedPeerException(contact.name() + " is blocked");
                    }
                    if (found == null) {
                        return contact.withTrust(Trust.VERIFIED);
                    }
                    return nameOrId.equals(contact.id().text())
                            ? contact.withTrust(Trust.UNVERIFIED)
                            : new Contact(contact.name(), found, Trust.UNVERIFIED, List.of(), null);
                });
    }

    /** Returns a contact's name that another key has claimed lately; null if this key has claimed none. */
    @Nullable PeerName nameClaimedBy(PeerId found) {
        return claims.nameClaimedBy(found);
    }

    /** Makes the peer an unverified contact in the place of whoever has its name. */
    Contact adopt(Peer peer) throws IOException {
        return put(_ -> unverified(peer));
    }

    /**
     * Makes the peer a contact whose key is proven. One that is a contact keeps its name.
     *
     * @throws UntrustedPeerException if it is blocked, or the name it comes with is a contact's with another key
     */
    Contact verified(Peer peer) throws IOException {
        return put(
                now -> {
                    Contact sameName = now.byName(peer.name());
                    if (sameName != null && !sameName.id().equals(peer.id())) {
                        throw changed(sameName, peer.id());
                    }
                    requireTrusted(now, peer);
                    Contact contact = now.byId(peer.id());
                    return (contact == null ? unverified(peer) : contact).withTrust(Trust.VERIFIED);
                });
    }

    /**
     * Blocks a key. If it is no contact's and its name is another one's, that one stays, and the blocked key gets a name of its
     * own; if a directory gave it for a contact's name, the contact's own key is the right one again.
     */
    Contact block(Peer peer) throws IOException {
        PeerId id = peer.id();
        update(
                now -> {
                    Contact contact = now.byId(id);
                    PeerName name = now.nameOf(id, peer.name());
                    Contact blocked =
                            (contact == null ? unverified(peer).withName(name) : contact)
                                    .withTrust(Trust.BLOCKED);
                    ContactList after = now;
                    for (Contact inDoubt = now.byFound(id);
                            inDoubt != null;
                            inDoubt = after.byFound(id)) {
                        after = after.withChanged(inDoubt.withTrust(Trust.UNVERIFIED));
                    }
                    return after.with(blocked);
                });
        return require(contacts, id.text());
    }

    Contact unblock(String nameOrId) throws IOException {
        return put(
                now -> {
                    Contact contact = require(now, nameOrId);
                    return contact.trust() == Trust.BLOCKED
                            ? contact.withTrust(Trust.UNVERIFIED)
                            : contact;
                });
    }

    void forget(String nameOrId) throws IOException {
        Contact contact = require(contacts, nameOrId);
        if (nameOrId.equals(String.valueOf(contact.found()))) {
            throw noContact(nameOrId);
        }
        update(now -> now.without(contact));
        claims.forget(contact.name());
    }

    /** Returns the contact of that name or id, its own or the one that a directory gave for its name; or null. */
    @Nullable Contact find(String nameOrId) {
        return find(contacts, nameOrId);
    }

    private static @Nullable Contact find(ContactList contacts, String nameOrId) {
        if (PeerId.isPeerId(nameOrId)) {
            PeerId id = new PeerId(nameOrId);
            Contact contact = contacts.byId(id);
            return contact == null ? contacts.byFound(id) : contact;
        }
        return PeerName.isPeerName(nameOrId) ? contacts.byName(new PeerName(nameOrId)) : null;
    }

    private static Contact require(ContactList contacts, String nameOrId)
            throws PeerUnavailableException {
        Contact contact = find(contacts, nameOrId);
        if (contact == null) {
            throw noContact(nameOrId);
        }
        return contact;
    }

    private static PeerUnavailableException noContact(String nameOrId) {
        return new PeerUnavailableException("no contact '" + Printable.excerpt(nameOrId) + "'");
    }

    private interface Choice {
        Contact make(ContactList now) throws IOException;
    }

    /** Puts in what the user has chosen, and returns it. */
    private Contact put(Choice choice) throws IOException {
        Contact[] chosen = new Contact[1];
        update(
                now -> {
                    chosen[0] = choice.make(now);
                    return chosen[0].equals(now.byId(chosen[0].id())) ? now : now.with(chosen[0]);
                });
        return chosen[0];
    }

    private void updateIfNeeded(ContactFile.Change change) throws IOException {
        ContactList now = contacts;
        if (change.make(now) != now) {
            update(change);
        }
    }

    private void update(ContactFile.Change change) throws IOException {
        contacts = file.update(change);
    }

    private static boolean canPin(ContactList contacts, Peer peer) {
        return contacts.byId(peer.id()) == null && contacts.byName(peer.name()) == null;
    }

    private static Contact unverified(Peer peer) {
        return new Contact(peer.name(), peer.id(), Trust.UNVERIFIED, peer.addresses(), null);
    }

    private static UntrustedPeerException changed(Contact contact, PeerId found) {
        return new UntrustedPeerException(
                "the key of %s has changed: known is %s, found was %s"
                        .formatted(contact.name(), contact.id().shortForm(), found.shortForm()));
    }
}
