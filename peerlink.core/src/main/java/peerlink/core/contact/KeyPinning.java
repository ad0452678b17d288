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
 * What the network does to the contacts: a name is bound to a key on first use, and one that comes with another key later is
 * noticed. Safe for use by several threads.
 */
public final class KeyPinning {
    private final ContactBook contacts;
    private final RecentNameClaims claims = new RecentNameClaims();

    /** Those of a directory, which weigh more: also one that the peer itself has made before is news. */
    private final RecentNameClaims listed = new RecentNameClaims();

    public KeyPinning(ContactBook contacts) {
        this.contacts = contacts;
    }

    /** Binds the name of a peer that was written to, unless it or the key is bound already. */
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
     * As {@link #pin}, for a peer that has written to this node: a stranger until the user does something about it. If its name
     * is only the user's label for somebody else, or made from somebody else's id, it gets one made from its own.
     *
     * @param peer under the name that it claims
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
     * Tells whether a name is the one by which this node shows somebody else, who claims a contact's: what the user decides
     * about that name must not befall whoever has taken it.
     */
    public boolean isStandInOfAnother(PeerName name, PeerId id) {
        return Stream.concat(
                        contacts.all().stream().map(Contact::id),
                        claims.claimants().stream().map(Peer::id))
                .anyMatch(other -> !other.equals(id) && StandInName.isOf(other, name));
    }

    /** Remembers where the peer was reached, if it is a contact; it is no stranger any more. */
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
     * Notes that a directory gave another key for a contact's name. A stranger stays one: who writes under many names and then
     * registers other keys for them must not make this node keep them all.
     *
     * @return the contact as it was; null if the name is not in question, is in doubt already, or if a directory said this
     *     before, not long ago: the user has decided on it since
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
     * Returns the contact whose name another key claims, and null if the name is free or a label of the user's, the key is the
     * contact's own or another contact's, or if this was asked before, not long ago.
     */
    @Nullable
    public Contact claim(PeerName name, PeerId found) {
        Contact contact = contacts.owner(name);
        return contact != null && isNew(contact, found) ? contact : null;
    }

    /** Returns the contact in whose place another key answered, and null if that key is a contact's or this was asked before. */
    @Nullable
    public Contact mismatch(PeerId expected, PeerId found) {
        Contact contact = contacts.byId(expected);
        return contact != null && isNew(contact, found) ? contact : null;
    }

    /**
     * Returns the contact in whose place a peer would be that is no contact: whose name its key has claimed lately, or claims now,
     * or for whom it answered; or null.
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

    /** Returns those that are no contacts and have lately claimed the names of contacts, each under the latest such name. */
    public List<Peer> claimants() {
        return claims.claimants().stream()
                .filter(peer -> contacts.byId(peer.id()) == null)
                .toList();
    }

    /** Lets the keys that have claimed a name be told of again. */
    public void forgetClaims(PeerName name) {
        claims.forget(name);
        listed.forget(name);
    }

    private boolean isNew(Contact contact, PeerId found) {
        return contacts.byId(found) == null && claims.add(contact.name(), found);
    }
}
