package peerlink.core.contact;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.model.Contact;
import peerlink.core.model.StandInName;
import peerlink.core.model.Trust;

/**
 * Pins keys: binds a name to a key at its first use, and notices when the name comes with another
 * key later. Safe for use by several threads.
 */
public final class KeyPinning {
    private final ContactBook contacts;
    private final RecentNameClaims claims = new RecentNameClaims();

    /**
     * The claims that a directory has made. They weigh more: such a claim is told even if the peer
     * itself has made it before.
     */
    private final RecentNameClaims listed = new RecentNameClaims();

    public KeyPinning(ContactBook contacts) {
        this.contacts = contacts;
    }

    /**
     * Binds the name of a peer that was written to, unless the name or the key is bound already.
     */
    public void pin(Peer peer) throws IOException {
        contacts.updateIfNeeded(
                now -> {
                    Contact contact = now.byId(peer.id());
                    if (contact != null) {
                        return now.isStranger(peer.id()) ? now.with(contact) : now;
                    }
                    return now.byName(peer.name()) == null
                            ? now.with(Contact.unverified(peer))
                            : now;
                });
    }

    /**
     * Binds the name of a peer that has written to this node, as {@link #pin} does. The peer is a
     * stranger until the user does something about it. If its name is only the user's label for
     * another peer, or another peer's stand-in name, it gets a stand-in name of its own.
     *
     * @param peer the peer, under the name that it claims
     */
    public void pinStranger(Peer peer) throws IOException {
        contacts.updateIfNeeded(
                now ->
                        now.byId(peer.id()) == null && now.owner(peer.name()) == null
                                ? now.withStranger(newcomer(now, peer))
                                : now);
    }

    private Contact newcomer(ContactSet now, Peer peer) {
        Contact contact = TrustRules.newcomer(now, peer);
        return isStandInOfAnother(peer.name(), peer.id())
                ? contact.withName(now.freeStandIn(peer.id()))
                : contact;
    }

    /**
     * Tells whether this node shows another peer, which claims a contact's name, under this name.
     * The user's decision about that name must not befall a peer that has taken it.
     */
    public boolean isStandInOfAnother(PeerName name, PeerId id) {
        return Stream.concat(
                        contacts.all().stream().map(Contact::id),
                        claims.claimants().stream().map(Peer::id))
                .anyMatch(other -> !other.equals(id) && StandInName.isOf(other, name));
    }

    /**
     * Stores the addresses at which the peer was reached, if it is a contact, which is then no
     * stranger any more.
     */
    public void reached(PeerId id, List<Address> addresses) throws IOException {
        contacts.updateIfNeeded(
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
     * Notes that a directory gave another key for a contact's name. A stranger stays one: a peer
     * that writes under many names and then registers other keys for them must not make this node
     * keep them all.
     *
     * @return the contact as it was; null if the name is not in question, is in doubt already, or
     *     if a directory said this before, not long ago: the user has decided on it since
     */
    @Nullable
    public Contact changed(PeerName name, PeerId found) throws IOException {
        Contact contact = contacts.owner(name);
        if (contact == null || contacts.byId(found) != null || !listed.add(contact.name(), found)) {
            return null;
        }
        claims.add(contact.name(), found);
        if (contact.change() != null) {
            // the first other key stays: the user was told of it and decides on it
            return null;
        }
        contacts.update(
                now -> {
                    Contact same = now.owner(name);
                    return same == null || now.byId(found) != null || same.change() != null
                            ? now
                            : now.withChanged(same.changedTo(found));
                });
        return contact;
    }

    /**
     * Returns the contact whose name another key claims. Returns null if the name is free or a
     * label of the user's, if the key is the contact's own or another contact's, or if this was
     * asked before, not long ago.
     */
    @Nullable
    public Contact claim(PeerName name, PeerId found) {
        Contact contact = contacts.owner(name);
        return contact != null && isNew(contact, found) ? contact : null;
    }

    /**
     * Returns the contact in whose place another key answered. Returns null if that key is a
     * contact's, or this was asked before.
     */
    @Nullable
    public Contact mismatch(PeerId expected, PeerId found) {
        Contact contact = contacts.byId(expected);
        return contact != null && isNew(contact, found) ? contact : null;
    }

    /**
     * Returns the contact in whose place a peer would be that is no contact: the contact whose name
     * its key has claimed lately, or claims now, or for which it answered; or null.
     */
    @Nullable
    public Contact rival(Peer peer) {
        Contact doubted = contacts.byFound(peer.id());
        if (doubted != null) {
            return doubted;
        }
        for (Peer claimant : claimants()) {
            Contact contact = contacts.byName(claimant.name());
            if (claimant.id().equals(peer.id())
                    && contact != null
                    && contact.trust() != Trust.BLOCKED) {
                return contact;
            }
        }
        return contacts.owner(peer.name());
    }

    /**
     * Returns the peers that are no contacts and have lately claimed the names of contacts, each
     * under the latest such name.
     */
    public List<Peer> claimants() {
        return claims.claimants().stream()
                .filter(peer -> contacts.byId(peer.id()) == null)
                .toList();
    }

    /** Forgets the claims to a name, so that the same claims are told again. */
    public void forgetClaims(PeerName name) {
        claims.forget(name);
        listed.forget(name);
    }

    private boolean isNew(Contact contact, PeerId found) {
        return contacts.byId(found) == null && claims.add(contact.name(), found);
    }
}
