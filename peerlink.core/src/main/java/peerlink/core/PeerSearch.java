package peerlink.core;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.Query;

/**
 * Finds peers by what users type: among the contacts, among those online, in the directories, and where these can't tell, among
 * those of whom one has told before.
 */
final class PeerSearch {
    private final Peers peers;
    private final Directories directories;

    PeerSearch(Peers peers, Directories directories) {
        this.peers = peers;
        this.directories = directories;
    }

    /** As {@link Node#find}. */
    Peer find(String nameOrId) throws IOException {
        if (PeerId.isPeerId(nameOrId)) {
            return find(new PeerId(nameOrId));
        }
        if (!PeerName.isPeerName(nameOrId)) {
            throw nobody(nameOrId);
        }
        PeerName name = new PeerName(nameOrId);
        Contact contact = peers.contacts().byName(name);
        return contact == null ? findStranger(name) : find(contact);
    }

    /** Asks the directories for everybody. */
    List<Peer> everyone() throws IOException {
        List<Peer> found = directories.find(new Query.Everyone());
        found.forEach(peer -> peers.answered(peer.name(), peer.id()));
        return found.stream()
                .filter(peer -> !peer.id().equals(peers.self()))
                .map(peers::known)
                .sorted(Comparator.comparing(Peer::name).thenComparing(Peer::id))
                .toList();
    }

    private Peer find(PeerId id) throws IOException {
        if (id.equals(peers.self())) {
            throw new PeerUnavailableException("that is this node itself");
        }
        Peer online = peers.presence().byId(id);
        Contact contact = peers.contacts().byId(id);
        if (online != null) {
            return peers.known(id, online.name());
        }
        try {
            for (Peer found : directories.find(new Query.ById(id))) {
                if (found.id().equals(id)) {
                    return contact == null
                            ? peers.known(found)
                            : Presence.merge(
                                    new Peer(id, contact.name(), found.addresses()),
                                    contact.peer());
                }
            }
        } catch (IOException e) {
            if (contact == null && peers.lastKnown().byId(id) == null) {
                throw e;
            }
        }
        if (contact != null) {
            return contact.peer();
        }
        Peer before = peers.lastKnown().byId(id);
        if (before == null) {
            throw nobody(id.text());
        }
        return peers.known(before);
    }

    /** Looks where a contact is now, and whether its name still stands for the same key. */
    private Peer find(Contact contact) throws IOException {
        if (contact.trust() == Trust.CHANGED || contact.trust() == Trust.BLOCKED) {
            return contact.peer();
        }
        if (contact.called() != null) {
            // the name is the user's: no directory is asked for it
            return find(contact.id());
        }
        if (peers.presence().byId(contact.id()) != null) {
            return peers.known(contact.id(), contact.name());
        }
        try {
            List<Peer> found = directories.find(new Query.ByName(contact.name()));
            found.forEach(peer -> peers.answered(contact.name(), peer.id()));
            for (Peer peer : found) {
                if (peer.id().equals(contact.id())) {
                    return Presence.merge(peer, contact.peer());
                }
            }
            // it may go by another name now
            return found.isEmpty() ? find(contact.id()) : contact.peer();
        } catch (IOException e) {
            if (contact.lastAddresses().isEmpty() && peers.lastKnown().byId(contact.id()) == null) {
                throw e;
            }
            return contact.peer();
        }
    }

    private Peer findStranger(PeerName name) throws IOException {
        List<Peer> online =
                peers.presence().all().stream()
                        .filter(peer -> peers.goesBy(peer, name.text()))
                        .map(peers::known)
                        .toList();
        if (!online.isEmpty()) {
            return only(name.text(), online);
        }
        List<Peer> before = lastKnown(name);
        List<Peer> found;
        try {
            found = find(name);
        } catch (IOException e) {
            if (before.isEmpty()) {
                throw e;
            }
            found = List.of();
        }
        if (found.isEmpty() && before.isEmpty()) {
            throw nobody(name.text());
        }
        return only(name.text(), found.isEmpty() ? before : found);
    }

    private List<Peer> find(PeerName name) throws IOException {
        return directories.find(new Query.ByName(name)).stream()
                .filter(peer -> peer.name().equals(name))
                .filter(peer -> peers.goesBy(peer, name.text()))
                .filter(peer -> !peer.id().equals(peers.self()))
                .toList();
    }

    private List<Peer> lastKnown(PeerName name) {
        return peers.lastKnown().all().stream()
                .map(LastKnown::peer)
                .filter(peer -> peers.goesBy(peer, name.text()))
                .map(peers::known)
                .toList();
    }

    static Peer only(String name, List<Peer> found) throws PeerUnavailableException {
        if (found.size() > 1) {
            throw new PeerUnavailableException(
                    "%d peers go by the name '%s': use an id, such as %s"
                            .formatted(
                                    found.size(), Printable.excerpt(name), found.getFirst().id()));
        }
        return found.getFirst();
    }

    static PeerUnavailableException nobody(String nameOrId) {
        return new PeerUnavailableException(
                "nobody called '" + Printable.excerpt(nameOrId) + "' is known or online");
    }
}
