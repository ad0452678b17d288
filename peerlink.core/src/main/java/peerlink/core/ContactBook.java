package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
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
    private record Claim(PeerName name, PeerId found) {}

    private final ContactFile file;
    private final Set<Claim> told = ConcurrentHashMap.newKeySet();
    private volatile ContactList contacts;

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
        ContactList now = contacts;
        Contact contact = now.byId(peer.id());
        if (contact == null) {
            contact = now.byName(peer.name());
            if (contact != null) {
                throw changed(contact, peer.id());
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

    /** Binds the peer's name to its key, unless either is bound already. */
    void pin(Peer peer) throws IOException {
        if (canPin(contacts, peer)) {
            update(now -> canPin(now, peer) ? now.with(unverified(peer)) : now);
        }
    }

    /** Remembers where the peer was reached, if it is a contact. */
    void reached(PeerId id, List<Address> addresses) throws IOException {
        UnaryOperator<ContactList> change =
                now -> {
                    Contact contact = now.byId(id);
                    return contact == null || contact.lastAddresses().equals(addresses)
                            ? now
                            : now.with(contact.withAddresses(addresses));
                };
        if (change.apply(contacts) != contacts) {
            update(change);
        }
    }

    /**
     * Notes that a directory gave another key for a contact's name.
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
                                        || same.id().equals(found)
                                        || same.trust() == Trust.BLOCKED
                                        || same.trust() == Trust.CHANGED
                                ? now
                                : now.with(same.changedTo(found));
                    });
        }
        return contact;
    }

    /**
     * Returns the contact whose name another key claims, and null if the name is free, the key is the contact's own or
     * another contact's, or if this was asked before.
     */
    @Nullable Contact claim(PeerName name, PeerId found) {
        Contact contact = contacts.byName(name);
        if (contact == null || contacts.byId(found) != null) {
            return null;
        }
        return told.add(new Claim(name, found)) ? contact : null;
    }

    Contact trust(String nameOrId) throws IOException {
        Contact contact = require(nameOrId);
        PeerId found = contact.found();
        if (found == null || nameOrId.equals(contact.id().text())) {
            return put(contact.withTrust(found == null ? Trust.VERIFIED : Trust.UNVERIFIED));
        }
        return put(new Contact(contact.name(), found, Trust.UNVERIFIED, List.of(), null));
    }

    /** Makes the peer an unverified contact in the place of whoever has its name. */
    Contact adopt(Peer peer) throws IOException {
        return put(unverified(peer));
    }

    /** Makes the peer a contact whose key is proven. */
    Contact verified(Peer peer) throws IOException {
        return put(unverified(peer).withTrust(Trust.VERIFIED));
    }

    Contact block(Peer peer) throws IOException {
        Contact contact = contacts.byId(peer.id());
        return put((contact == null ? unverified(peer) : contact).withTrust(Trust.BLOCKED));
    }

    Contact unblock(String nameOrId) throws IOException {
        Contact contact = require(nameOrId);
        return contact.trust() == Trust.BLOCKED
                ? put(contact.withTrust(Trust.UNVERIFIED))
                : contact;
    }

    void forget(String nameOrId) throws IOException {
        Contact contact = require(nameOrId);
        update(now -> now.without(contact));
        told.removeIf(claim -> claim.name().equals(contact.name()));
    }

    /** Returns the contact of that name or id, or null. */
    @Nullable Contact find(String nameOrId) {
        if (PeerId.isPeerId(nameOrId)) {
            PeerId id = new PeerId(nameOrId);
            return contacts.all().stream()
                    .filter(contact -> contact.id().equals(id) || id.equals(contact.found()))
                    .findFirst()
                    .orElse(null);
        }
        return PeerName.isPeerName(nameOrId) ? contacts.byName(new PeerName(nameOrId)) : null;
    }

    private Contact require(String nameOrId) throws IOException {
        Contact contact = find(nameOrId);
        if (contact == null) {
            throw new PeerUnavailableException("no contact '" + Printable.excerpt(nameOrId) + "'");
        }
        return contact;
    }

    private Contact put(Contact contact) throws IOException {
        update(now -> now.with(contact));
        return contact;
    }

    private void update(UnaryOperator<ContactList> change) throws IOException {
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
