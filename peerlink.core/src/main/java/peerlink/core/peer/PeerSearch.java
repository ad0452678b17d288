package peerlink.core.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.Query;
import peerlink.core.model.Contact;
import peerlink.core.model.Trust;
import peerlink.core.model.UnknownPeerException;

/**
 * Finds peers by the name or id that users type: among the contacts, among the peers online, in the
 * directories, and where these can't tell, among the last known peers. If no peer goes by the exact
 * name, it finds the one whose name differs by case alone. Contacts come first in either case: a
 * stranger's spelling must not take the place of a peer that the user knows.
 */
public final class PeerSearch {
    private static final System.Logger LOG = System.getLogger(PeerSearch.class.getName());

    /**
     * The wait for directories where the last place of a peer is known without them: a silent
     * directory holds up nobody.
     */
    private static final Duration BRIEFLY = Duration.ofSeconds(3);

    private final PeerName self;
    private final Peers peers;
    private final Directories directories;

    /**
     * @param self the name of this node
     */
    public PeerSearch(PeerName self, Peers peers, Directories directories) {
        this.self = self;
        this.peers = peers;
        this.directories = directories;
    }

    /** Finds a peer as {@link peerlink.core.Node#find Node.find} says. */
    public Peer find(String nameOrId) throws IOException {
        peers.refreshContacts();
        if (PeerId.isPeerId(nameOrId)) {
            return find(new PeerId(nameOrId));
        }
        if (!PeerName.isPeerName(nameOrId)) {
            throw UnknownPeerException.nobody(nameOrId);
        }
        PeerName name = new PeerName(nameOrId);
        Contact contact = peers.contact(name);
        return contact == null ? findStranger(name) : find(contact);
    }

    /** Asks the directories for all peers, and adds the linked ones, which are there as well. */
    public List<Peer> everyone() throws IOException {
        Map<PeerId, Peer> all = new HashMap<>();
        peers.linked().forEach(peer -> all.put(peer.id(), peer));
        try {
            FoundPeers found = directories.ask(new Query.Everyone(), Directories.LONGEST);
            found.vouched().forEach(peer -> peers.answered(peer.name(), peer.id()));
            found.peers().forEach(peer -> all.put(peer.id(), peers.known(peer)));
        } catch (IOException e) {
            if (all.isEmpty()) {
                throw e;
            }
            LOG.log(Level.DEBUG, () -> "no directory answers: " + Printable.reason(e));
        }
        all.remove(peers.self());
        return all.values().stream()
                .sorted(Comparator.comparing(Peer::name).thenComparing(Peer::id))
                .toList();
    }

    private Peer find(PeerId id) throws IOException {
        if (id.equals(peers.self())) {
            throw UnknownPeerException.self(id.text());
        }
        Peer online = peers.listed(id);
        Contact contact = peers.contact(id);
        if (online != null) {
            return peers.known(id, online.name());
        }
        boolean isPlaced = contact != null && isPlaced(contact);
        try {
            for (Peer found : ask(new Query.ById(id), isPlaced).peers()) {
                if (found.id().equals(id)) {
                    return contact == null
                            ? peers.known(found)
                            : Presence.merge(
                                    new Peer(id, contact.name(), found.addresses()),
                                    contact.peer());
                }
            }
        } catch (IOException e) {
            if (contact == null && peers.listedBefore(id) == null) {
                throw e;
            }
        }
        if (contact != null) {
            return contact.peer();
        }
        Peer before = peers.listedBefore(id);
        if (before == null) {
            throw UnknownPeerException.nobody(id.text());
        }
        return peers.known(before);
    }

    /**
     * Finds the present place of a contact, and checks that its name still stands for the same key.
     */
    private Peer find(Contact contact) throws IOException {
        if (contact.trust() == Trust.CHANGED || contact.trust() == Trust.BLOCKED) {
            return contact.peer();
        }
        if (contact.called() != null) {
            // the name is a label of the user's: no directory is asked for it
            return find(contact.id());
        }
        if (peers.listed(contact.id()) != null) {
            return peers.known(contact.id(), contact.name());
        }
        try {
            FoundPeers found = ask(new Query.ByName(contact.name()), isPlaced(contact));
            found.vouched().forEach(peer -> peers.answered(contact.name(), peer.id()));
            for (Peer peer : found.peers()) {
                if (peer.id().equals(contact.id())) {
                    return Presence.merge(peer, contact.peer());
                }
            }
            // the peer may go by another name now
            return found.vouched().isEmpty() ? find(contact.id()) : contact.peer();
        } catch (IOException e) {
            if (!isPlaced(contact)) {
                throw e;
            }
            return contact.peer();
        }
    }

    /** Tells whether the last place of a contact is known without the directories. */
    private boolean isPlaced(Contact contact) {
        return !contact.lastAddresses().isEmpty() || peers.listedBefore(contact.id()) != null;
    }

    private FoundPeers ask(Query query, boolean isPlaced) throws IOException {
        return directories.ask(query, isPlaced ? BRIEFLY : Directories.LONGEST);
    }

    private Peer findStranger(PeerName name) throws IOException {
        String text = name.text();
        List<Peer> online = peers.goingBy(text, peers.listed());
        List<Peer> vouched = online.stream().filter(this::isVouched).toList();
        if (!vouched.isEmpty()) {
            return only(text, vouched);
        }
        boolean isSelf = name.equalsIgnoreCase(self);
        IOException failure = null;
        // where no directory answers for the name, those count who go by it themselves
        List<Peer> found = online;
        try {
            FoundPeers answer = ask(name);
            found = answer.vouched().isEmpty() ? claims(online, answer.peers()) : answer.vouched();
        } catch (IOException e) {
            failure = e;
        }
        if (found.isEmpty()) {
            found = peers.goingBy(text, peers.listedBefore());
        }
        if (found.isEmpty() && !isSelf) {
            found = alike(name, failure);
        }
        if (!found.isEmpty()) {
            return only(text, found);
        }
        if (isSelf) {
            throw UnknownPeerException.self(text);
        }
        if (failure != null) {
            throw failure;
        }
        throw UnknownPeerException.nobody(text);
    }

    /**
     * Returns the peers whose names differ by case alone.
     *
     * @param failure the reason why the directories can't be asked, or null
     */
    private List<Peer> alike(PeerName name, @Nullable IOException failure) throws IOException {
        List<Peer> online = peers.goingByLike(name.text(), peers.listed());
        if (!online.isEmpty()) {
            return online;
        }
        // directories want the exact name: lower case, its usual form, is worth a try
        PeerName lowerCase = new PeerName(name.text().toLowerCase(Locale.ROOT));
        List<Peer> found =
                failure != null || lowerCase.equals(name) ? List.of() : ask(lowerCase).best();
        return found.isEmpty() ? peers.goingByLike(name.text(), peers.listedBefore()) : found;
    }

    private FoundPeers ask(PeerName name) throws IOException {
        FoundPeers found = directories.ask(new Query.ByName(name), Directories.LONGEST);
        return new FoundPeers(goingBy(name, found.peers()), goingBy(name, found.vouched()));
    }

    private List<Peer> goingBy(PeerName name, List<Peer> found) {
        return peers.goingBy(
                name.text(),
                found.stream()
                        .filter(peer -> peer.name().equals(name))
                        .filter(peer -> !peer.id().equals(peers.self()))
                        .toList());
    }

    /** Tells whether a directory that answers for names tells of a peer. */
    private boolean isVouched(Peer peer) {
        return peers.isListed(peer.id(), directories::isAuthority);
    }

    /** Returns all of these of whom no directory tells, as it would tell another name. */
    private List<Peer> claims(List<Peer> online, List<Peer> others) {
        Map<PeerId, Peer> all = new LinkedHashMap<>();
        online.forEach(peer -> all.put(peer.id(), peer));
        others.forEach(peer -> all.putIfAbsent(peer.id(), peer));
        return all.values().stream().filter(peer -> !isVouched(peer)).toList();
    }

    private Peer only(String name, List<Peer> found) throws PeerUnavailableException {
        return peers.known(single(name, found));
    }

    public static Peer single(String name, List<Peer> found) throws PeerUnavailableException {
        if (found.size() > 1) {
            throw new PeerUnavailableException(
                    "%d peers go by the name '%s': use an id, such as %s"
                            .formatted(
                                    found.size(), Printable.excerpt(name), found.getFirst().id()));
        }
        return found.getFirst();
    }
}
