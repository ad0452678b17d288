package peerlink.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;

/** Finds whom the user means among those whom this node knows, contacts or not. Asks no directory: that is {@link PeerSearch}. */
final class KnownPeers {
    private final Peers peers;
    private final ContactBook contacts;
    private final Sessions sessions;
    private final Requests requests;

    KnownPeers(Peers peers, Sessions sessions, Requests requests) {
        this.peers = peers;
        this.contacts = peers.contacts();
        this.sessions = sessions;
        this.requests = requests;
    }

    Contact contact(String nameOrId) throws PeerUnavailableException {
        Contact contact = contacts.byId(peer(nameOrId).id());
        if (contact == null) {
            throw TrustDecisions.noContact(nameOrId);
        }
        return contact;
    }

    /** Returns who is meant: a contact, or else under the name that the peer claims, or one made from the id if none is known. */
    Peer peer(String nameOrId) throws PeerUnavailableException {
        if (PeerId.isPeerId(nameOrId)) {
            return peer(new PeerId(nameOrId));
        }
        Contact contact =
                PeerName.isPeerName(nameOrId) ? contacts.byName(new PeerName(nameOrId)) : null;
        if (contact != null) {
            return contact.peer();
        }
        Request request = requests.find(nameOrId);
        if (request != null) {
            return claimed(request);
        }
        Map<PeerId, Peer> meant = new LinkedHashMap<>();
        others().filter(peer -> peers.goesBy(peer, nameOrId))
                .forEach(peer -> meant.putIfAbsent(peer.id(), peer));
        if (meant.isEmpty()) {
            lastKnown()
                    .filter(peer -> peers.goesBy(peer, nameOrId))
                    .forEach(peer -> meant.putIfAbsent(peer.id(), peer));
        }
        if (meant.isEmpty()) {
            throw PeerSearch.nobody(nameOrId);
        }
        return PeerSearch.only(nameOrId, List.copyOf(meant.values()));
    }

    private Peer peer(PeerId id) {
        Contact contact = contacts.byId(id);
        return contact != null
                ? contact.peer()
                : Stream.concat(others(), lastKnown())
                        .filter(peer -> peer.id().equals(id))
                        .findFirst()
                        .orElseGet(() -> new Peer(id, ContactList.standIn(id), List.of()));
    }

    /** Returns those who are no contacts, and some who are; those who are after a contact's name first. */
    private Stream<Peer> others() {
        return Stream.of(
                        found(),
                        peers.pinning().claimants().stream(),
                        requests.all().stream().map(this::claimed),
                        peers.presence().all().stream(),
                        sessions.connected().stream())
                .flatMap(peers -> peers);
    }

    private Stream<Peer> lastKnown() {
        return peers.lastKnown().all().stream().map(LastKnown::peer);
    }

    /** Returns the keys that directories gave for contacts' names. */
    private Stream<Peer> found() {
        return contacts.all().stream()
                .flatMap(
                        contact ->
                                Stream.ofNullable(contact.found())
                                        .map(found -> new Peer(found, contact.name(), List.of())));
    }

    private Peer claimed(Request request) {
        return peers.claimed(request.from(), request.claimed());
    }
}
