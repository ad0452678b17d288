package peerlink.core.peer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * Knows the peers online, by the word of the directories. A directory out of reach forgets no peer,
 * but its peers are not <em>present</em> until it is back. A peer has left when no directory tells
 * of it any more. Safe for use by several threads; reading never blocks for long.
 */
public final class Presence {
    /** The change that {@link #appeared} or {@link #left} made. */
    public sealed interface Change {
        record Nothing() implements Change {}

        record Now(Peer peer) implements Change {}

        record Gone(Peer peer) implements Change {}
    }

    // a directory that lists more is broken or means harm
    private static final int MAX_PEERS = 100_000;

    private final Map<PeerId, SequencedMap<Address, Peer>> tellings = new LinkedHashMap<>();
    private final ConcurrentHashMap<PeerId, Peer> online = new ConcurrentHashMap<>();
    private final Set<Address> connected = new HashSet<>();

    /** The directories that are no authorities. */
    private final Set<Address> claiming = new HashSet<>();

    /** Notes that a directory is connected, so that its word holds. */
    synchronized void connected(Address directory) {
        connected.add(directory);
    }

    /** Notes that a directory is out of reach. */
    synchronized void lost(Address directory) {
        connected.remove(directory);
    }

    /**
     * Notes a directory's word about a peer. The directories of one scheme agree ({@link
     * peerlink.api.Discovery}): an earlier word of any of them is older.
     */
    public synchronized Change appeared(Address directory, Peer peer) {
        if (!tellings.containsKey(peer.id()) && tellings.size() >= MAX_PEERS) {
            return new Change.Nothing();
        }
        SequencedMap<Address, Peer> all =
                tellings.computeIfAbsent(peer.id(), _ -> new LinkedHashMap<>());
        all.replaceAll((other, old) -> other.scheme().equals(directory.scheme()) ? peer : old);
        // the latest comes last
        all.remove(directory);
        all.put(directory, peer);
        return publish(peer.id());
    }

    /**
     * Notes the word of a peer about itself, in a directory where anybody may claim any name. The
     * name that an authority has told of the peer stays.
     */
    synchronized Change claimed(Address directory, Peer peer) {
        claiming.add(directory);
        return appeared(directory, peer);
    }

    /**
     * Notes that a directory no longer lists some peers, though it did not tell that they left.
     *
     * @return the peers of which no other directory tells
     */
    synchronized List<Peer> unlisted(Address directory, Collection<PeerId> ids) {
        List<Peer> missing = new ArrayList<>();
        for (PeerId id : ids) {
            if (left(directory, id) instanceof Change.Gone(Peer peer)) {
                missing.add(peer);
            }
        }
        return missing;
    }

    /** Notes that a directory no longer knows a peer. */
    public synchronized Change left(Address directory, PeerId id) {
        Map<Address, Peer> all = tellings.get(id);
        if (all == null || all.remove(directory) == null) {
            return new Change.Nothing();
        }
        if (all.isEmpty()) {
            tellings.remove(id);
            Peer gone = online.remove(id);
            return gone == null ? new Change.Nothing() : new Change.Gone(gone);
        }
        return publish(id);
    }

    @Nullable Peer byId(PeerId id) {
        return online.get(id);
    }

    /** Tells whether a directory that can be reached tells of the peer. */
    synchronized boolean isPresent(PeerId id) {
        return directories(id).stream().anyMatch(connected::contains);
    }

    /** Returns the peers of which a directory that can be reached tells. */
    synchronized List<PeerId> present() {
        return tellings.keySet().stream().filter(this::isPresent).toList();
    }

    /** Tells whether a directory that matches knows the peer. */
    synchronized boolean isTold(PeerId id, Predicate<Address> directory) {
        return directories(id).stream().anyMatch(directory);
    }

    /** Tells whether another key goes by the name. */
    boolean isAnothers(PeerName name, PeerId id) {
        return online.values().stream()
                .anyMatch(peer -> peer.name().equals(name) && !peer.id().equals(id));
    }

    /** Returns all peers, also those of directories out of reach, by name. */
    List<Peer> all() {
        return online.values().stream()
                .sorted(Comparator.comparing(Peer::name).thenComparing(Peer::id))
                .toList();
    }

    /** Returns one peer with the addresses of both, those of the first one before the others. */
    static Peer merge(Peer first, Peer second) {
        if (first.addresses().containsAll(second.addresses())) {
            return first; // as for most messages, each of which asks for its peer
        }
        Set<Address> addresses = new LinkedHashSet<>(first.addresses());
        addresses.addAll(second.addresses());
        return new Peer(
                first.id(),
                first.name(),
                new ArrayList<>(addresses)
                        .subList(0, Math.min(addresses.size(), Peer.MAX_ADDRESSES)));
    }

    /** Returns the peer under another name. */
    static Peer named(Peer peer, PeerName name) {
        return peer.name().equals(name) ? peer : new Peer(peer.id(), name, peer.addresses());
    }

    private Set<Address> directories(PeerId id) {
        Map<Address, Peer> all = tellings.get(id);
        return all == null ? Set.of() : all.keySet();
    }

    private Change publish(PeerId id) {
        SequencedMap<Address, Peer> all = Objects.requireNonNull(tellings.get(id));
        Peer latest =
                all.sequencedValues().reversed().stream().reduce(Presence::merge).orElseThrow();
        Peer now =
                all.reversed().entrySet().stream()
                        .filter(telling -> !claiming.contains(telling.getKey()))
                        .findFirst()
                        .map(telling -> named(latest, telling.getValue().name()))
                        .orElse(latest);
        return now.equals(online.put(id, now)) ? new Change.Nothing() : new Change.Now(now);
    }
}
