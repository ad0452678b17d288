package peerlink.core;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.UntrustedPeerException;
import peerlink.core.admission.Requests;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.ContactFile;
import peerlink.core.contact.ContactSet;
import peerlink.core.contact.KeyPinning;
import peerlink.core.contact.TrustRules;
import peerlink.core.model.Contact;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.NameTakenException;
import peerlink.core.model.SafetyCode;
import peerlink.core.model.StandInName;
import peerlink.core.model.Trust;
import peerlink.core.model.UnknownPeerException;
import peerlink.core.peer.Peers;

/**
 * Knows a node's contacts, and carries out the user's decisions about them. A decision holds at
 * once, for open links too, and is on disk when the method returns: it lasts, and another node of
 * the profile follows within about a second. Safe for use by several threads.
 *
 * <p>A {@code nameOrId} is a {@link PeerId}, or the name by which the node knows a peer. That is a
 * contact's name; for other peers that are listed, connected or have written lately, the name that
 * they claim, or their stand-in name where the claim is a contact's. If no peer goes by the exact
 * name, the one whose name differs by case alone is meant. Decisions that other processes have made
 * until now count. No directory is asked. Every method throws {@link PeerUnavailableException} if
 * no peer is known by it or if it is this node itself, and {@link IOException} if the contacts
 * can't be written.
 */
public final class Contacts {
    private final Peers peers;
    private final ContactBook book;
    private final KeyPinning pinning;
    private final Requests requests;
    private final LocalPeerSearch known;

    Contacts(
            Peers peers,
            ContactBook book,
            KeyPinning pinning,
            Requests requests,
            LocalPeerSearch known) {
        this.peers = peers;
        this.book = book;
        this.pinning = pinning;
        this.requests = requests;
        this.known = known;
    }

    /** Returns all contacts by name. Never blocks. */
    public List<Contact> all() {
        return book.all();
    }

    /**
     * Takes over now the decisions of other processes of the profile, instead of within a second:
     * before a name is compared.
     *
     * @throws IOException if the contacts can't be read; they stay as they were
     */
    public void refresh() throws IOException {
        book.refresh();
    }

    /** Returns the contact with this key. Never blocks. */
    public Optional<Contact> of(PeerId id) {
        return Optional.ofNullable(book.byId(id));
    }

    /**
     * Vouches for a key.
     *
     * <ul>
     *   <li>A contact becomes {@linkplain Trust#VERIFIED verified}; so does a peer that is no
     *       contact yet.
     *   <li>The name of a contact whose key has {@linkplain Trust#CHANGED changed}, or the other
     *       key's id: the other key takes the contact's place, {@linkplain Trust#UNVERIFIED
     *       unverified}.
     *   <li>The id that such a contact has: it keeps its name, and is trusted as before.
     *   <li>Another key that claims a contact's name, or has answered in its place: the other key
     *       takes the contact's place, too.
     * </ul>
     *
     * @return the contact as it is now
     * @throws UntrustedPeerException if it is blocked: {@link #unblock} it first
     */
    public Contact trust(String nameOrId) throws IOException {
        Peer peer = known.peer(nameOrId);
        Contact named = book.byId(peer.id());
        if (named != null && named.change() != null && !PeerId.isPeerId(nameOrId)) {
            return replace(named, new Peer(named.change().found(), named.name(), List.of()));
        }
        Contact rival = named == null ? pinning.rival(peer) : null;
        if (rival != null) {
            return replace(rival, peer);
        }
        if (named == null && StandInName.isOf(peer.id(), peer.name())) {
            throw new PeerUnavailableException(
                    "nothing is known of %s since this node was started: neither has it written nor is it listed"
                            .formatted(peer.id().shortForm()));
        }
        return decide(peer.id(), now -> TrustRules.vouch(now, peer));
    }

    /**
     * Vouches for this very key, which the user has compared with its owner (see {@link
     * SafetyCode}). The peer is a verified contact from now on. A contact keeps its name, and is no
     * longer in doubt over another key.
     *
     * @return the contact as it is now
     * @throws UntrustedPeerException if the peer is blocked, or claims the name of a contact with
     *     another key
     */
    public Contact vouch(Peer peer) throws IOException {
        return decide(peer.id(), now -> TrustRules.compared(now, peer));
    }

    /**
     * Returns the trust in a peer: {@link Trust#UNVERIFIED} if it is no contact yet, {@link
     * Trust#CHANGED} if it claims the name of a contact with another key, or if its own contact's
     * name is in doubt. Never blocks.
     */
    public Trust trustOf(Peer peer) {
        return book.trustOf(peer);
    }

    /**
     * Makes the peer of a request a contact, {@linkplain Trust#UNVERIFIED unverified}. The
     * profile's node hands its message to the handlers, even if it is another node than this one.
     *
     * @param nameOrId the peer's id, or the {@linkplain ContactRequest#name name} of the request
     * @return the contact as it is now
     */
    public Contact accept(String nameOrId) throws IOException {
        book.refresh();
        ContactRequest request = requests.find(nameOrId);
        if (request == null) {
            throw new PeerUnavailableException(
                    "no request of '" + Printable.excerpt(nameOrId) + "' waits");
        }
        return decide(
                request.from(),
                now ->
                        TrustRules.accept(
                                now,
                                peers.claimed(request.from(), request.claimed()),
                                request.name()));
    }

    /**
     * Closes the links with a peer and refuses it from now on. A peer that is no contact becomes a
     * blocked one: any id can be blocked, even an unknown one. Its request, if one waits, is
     * dropped. If a contact was in doubt over this key, that contact is trusted as before.
     *
     * @return the contact as it is now
     * @throws PeerUnavailableException also if the name is that of a contact in doubt: only an id
     *     tells which of the two keys is meant
     */
    public Contact block(String nameOrId) throws IOException {
        Peer peer = known.peer(nameOrId);
        Contact contact = book.byId(peer.id());
        if (contact != null && contact.change() != null && !PeerId.isPeerId(nameOrId)) {
            throw new PeerUnavailableException(
                    "two keys go by the name %s: block one by its id, the known %s or the found %s"
                            .formatted(contact.name(), contact.id(), contact.change().found()));
        }
        Contact blocked = decide(peer.id(), now -> TrustRules.block(now, peer));
        requests.remove(blocked.id());
        return blocked;
    }

    /**
     * Admits a blocked peer again, as an unverified contact. Does nothing if it isn't blocked.
     *
     * @return the contact as it is now
     */
    public Contact unblock(String nameOrId) throws IOException {
        Contact contact = known.contact(nameOrId);
        return decide(contact.id(), now -> TrustRules.unblock(now, require(now, contact)));
    }

    /**
     * Gives a peer a label, a name of the user's own. From then on only its key counts: another
     * peer that goes by this name, or by the peer's own name, puts nothing in doubt. A peer that is
     * no contact becomes one. Under its own name, a peer is an ordinary contact again.
     *
     * @return the contact as it is now
     * @throws NameTakenException if another contact has the name
     */
    public Contact rename(String nameOrId, PeerName label) throws IOException {
        Peer peer = known.peer(nameOrId);
        if (book.byId(peer.id()) == null && StandInName.isOf(peer.id(), peer.name())) {
            throw UnknownPeerException.nobody(nameOrId);
        }
        PeerName before = book.nameOf(peer.id(), peer.name());
        Contact renamed = decide(peer.id(), now -> TrustRules.rename(now, peer, label));
        pinning.forgetClaims(before);
        return renamed;
    }

    /**
     * Removes a contact, and a blocked one's block with it. Its name is free for the next key that
     * uses it.
     *
     * @return the contact as it was
     */
    public Contact forget(String nameOrId) throws IOException {
        Contact contact = known.contact(nameOrId);
        book.update(now -> now.without(require(now, contact)));
        pinning.forgetClaims(contact.name());
        return contact;
    }

    /** Makes the peer a contact whose key is proven, and returns it under the contact's name. */
    Peer prove(Peer peer) throws IOException {
        Contact contact = decide(peer.id(), now -> TrustRules.verified(now, peer));
        return peers.known(new Peer(peer.id(), contact.name(), peer.addresses()));
    }

    private Contact replace(Contact contact, Peer by) throws IOException {
        Contact successor =
                decide(by.id(), now -> TrustRules.replace(now, require(now, contact), by));
        // if the peer that was there turns up again, the user is told
        pinning.forgetClaims(contact.name());
        return successor;
    }

    private Contact decide(PeerId id, ContactFile.Change change) throws IOException {
        if (id.equals(peers.self())) {
            throw UnknownPeerException.self(id.text());
        }
        return Objects.requireNonNull(book.update(change).byId(id));
    }

    /** Returns a contact as it is now, since another process may have changed it. */
    private static Contact require(ContactSet now, Contact contact)
            throws PeerUnavailableException {
        Contact same = now.byId(contact.id());
        if (same == null) {
            throw TrustRules.noContact(contact.name().text());
        }
        return same;
    }
}
