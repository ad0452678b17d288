package peerlink.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * Who is online, as the directories tell. One that is out of reach forgets nobody. Safe for use by several threads; reading
 * never blocks.
 */
final class Presence {
    /** What {@link #appeared} or {@link #left} changed. */
    sealed interface Change {
        record Nothing() implements Change {}

        record Now(Peer peer) implements Change {}

        record Gone(Peer peer) implements Change {}
    }

    // a directory that lists more is broken or means harm
    private static final int MAX_PEERS = 100_000;

    private final Map<PeerId, Map<Address, Peer>> tellings = new LinkedHashMap<>();
    private final ConcurrentHashMap<PeerId, Peer> online = new ConcurrentHashMap<>();

    /** Notes what a directory tells of a peer. */
    synchronized Change appeared(Address directory, Peer peer) {
        if (!tellings.containsKey(peer.id()) && tellings.size() >= MAX_PEERS) {
            return new Change.Nothing();
        }
        tellings.computeIfAbsent(peer.id(), _ -> new LinkedHashMap<>()).put(directory, peer);
        return publish(peer.id());
    }

    /** Notes that a directory knows a peer no more. */
    synchronized Change left(Address directory, PeerId id) {
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

    /** Tells whether a directory of this kind knows the peer. */
    synchronized boolean isTold(PeerId id, Predicate<Address> directory) {
        return tellings.getOrDefault(id, Map.of()).keySet().stream().anyMatch(directory);
    }

    /** Tells whether another key goes by the name. */
    boolean isAnothers(PeerName name, PeerId id) {
        return online.values().stream()
                .anyMatch(peer -> peer.name().equals(name) && !peer.id().equals(id));
    }

    /** Returns everybody, by name. */
    List<Peer> all() {
        return online.values().stream()
                .sorted(Comparator.comparing(Peer::name).thenComparing(Peer::id))
                .toList();
    }

    /** Returns one peer with the addresses of both, the first one's before the other's. */
    static Peer merge(Peer first, Peer second) {
        Set<Address> addresses = new LinkedHashSet<>(first.addresses());
        addresses.addAll(second.addresses());
        return new Peer(
                first.id(),
                first.name(),
                new ArrayList<>(addresses)
                        .subList(0, Math.min(addresses.size(), Peer.MAX_ADDRESSES)));
    }

    private Change publish(PeerId id) {
        Map<Address, Peer> all = tellings.getOrDefault(id, Map.of());
        Peer now = all.values().stream().reduce(Presence::merge).orElseThrow();
        return now.equals(online.put(id, now)) ? new Change.Nothing() : new Change.Now(now);
    }
}
