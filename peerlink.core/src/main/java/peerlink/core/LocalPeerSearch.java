package peerlink.core;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.admission.Requests;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.KeyPinning;
import peerlink.core.contact.TrustRules;
import peerlink.core.model.Contact;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.StandInName;
import peerlink.core.model.UnknownPeerException;
import peerlink.core.peer.PeerSearch;
import peerlink.core.peer.Peers;
import peerlink.core.session.Sessions;

/**
 * Finds the peer that the user means among those that this node knows, contacts or not. Asks no
 * directory: that is {@link PeerSearch}.
 */
final class LocalPeerSearch {
    private final PeerName self;
    private final Peers peers;
    private final ContactBook contacts;
    private final KeyPinning pinning;
    private final Sessions sessions;
    private final Requests requests;

    /**
     * @param self the name of this node
     */
    LocalPeerSearch(
            PeerName self,
            Peers peers,
            ContactBook contacts,
            KeyPinning pinning,
            Sessions sessions,
            Requests requests) {
        this.self = self;
        this.peers = peers;
        this.contacts = contacts;
        this.pinning = pinning;
        this.sessions = sessions;
        this.requests = requests;
    }

    Contact contact(String nameOrId) throws IOException {
        Contact contact = contacts.byId(peer(nameOrId).id());
        if (contact == null) {
            throw TrustRules.noContact(nameOrId);
        }
        return contact;
    }

    /**
     * Returns the peer that is meant: a contact, or else a peer under the name that it claims, or
     * under a stand-in name if no claim is known.
     */
    Peer peer(String nameOrId) throws IOException {
        contacts.refresh();
        if (PeerId.isPeerId(nameOrId)) {
            return peer(new PeerId(nameOrId));
        }
        Contact contact =
                PeerName.isPeerName(nameOrId) ? contacts.byName(new PeerName(nameOrId)) : null;
        if (contact != null) {
            return contact.peer();
        }
        ContactRequest request = requests.find(nameOrId);
        if (request != null) {
            return claimed(request);
        }
        List<Peer> others = others().toList();
        List<Peer> before = peers.listedBefore();
        List<Peer> meant =
                Stream.<Supplier<List<Peer>>>of(
                                () -> peers.goingBy(nameOrId, others),
                                () -> peers.goingBy(nameOrId, before),
                                () -> peers.goingByLike(nameOrId, others),
                                () -> peers.goingByLike(nameOrId, before))
                        .map(Supplier::get)
                        .filter(found -> !found.isEmpty())
                        .findFirst()
                        .orElse(List.of());
        if (meant.isEmpty()) {
            throw nameOrId.equalsIgnoreCase(self.text())
                    ? UnknownPeerException.self(nameOrId)
                    : UnknownPeerException.nobody(nameOrId);
        }
        Map<PeerId, Peer> each = new LinkedHashMap<>();
        meant.forEach(peer -> each.putIfAbsent(peer.id(), peer));
        return PeerSearch.single(nameOrId, List.copyOf(each.values()));
    }

    private Peer peer(PeerId id) {
        Contact contact = contacts.byId(id);
        return contact != null
                ? contact.peer()
                : Stream.concat(others(), peers.listedBefore().stream())
                        .filter(peer -> peer.id().equals(id))
                        .findFirst()
                        .orElseGet(() -> new Peer(id, StandInName.of(id), List.of()));
    }

    /**
     * Returns the peers that are no contacts, and some that are; those that claim a contact's name
     * first.
     */
    private Stream<Peer> others() {
        return Stream.of(
                        found(),
                        pinning.claimants().stream(),
                        requests.all().stream().map(this::claimed),
                        peers.listed().stream(),
                        sessions.connected().stream())
                .flatMap(peers -> peers);
    }

    /** Returns the keys that directories gave for contacts' names. */
    private Stream<Peer> found() {
        return contacts.all().stream()
                .flatMap(
                        contact ->
                                Stream.ofNullable(contact.found())
                                        .map(found -> new Peer(found, contact.name(), List.of())));
    }

    private Peer claimed(ContactRequest request) {
        return peers.claimed(request.from(), request.claimed());
    }
}
