package peerlink.plugin.lan;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.PeerId;

/**
 * Lists the peers of the local network by their latest statements. There are at most {@value #MAX}
 * of them, and {@value #MAX_OF_ONE} from one source address; a newcomer takes the place of the
 * oldest from the source that has the most. A contact always finds room. Pure; not safe for use by
 * several threads.
 */
final class Neighbours {
    static final int MAX = 1_000;
    static final int MAX_OF_ONE = 64;

    private record Neighbour(Peer peer, long sequence, InetAddress from, long expires) {}

    /** The peers that are present, the one heard least lately first. */
    private final Map<PeerId, Neighbour> present = new LinkedHashMap<>();

    /** The last sequences of peers that were present, so that no old statement brings them back. */
    private final Map<PeerId, Long> departed = new LinkedHashMap<>();

    private final Predicate<PeerId> isContact;

    Neighbours(Predicate<PeerId> isContact) {
        this.isContact = isContact;
    }

    List<Peer> all() {
        return present.values().stream()
                .map(Neighbour::peer)
                .sorted(Comparator.comparing(Peer::name).thenComparing(Peer::id))
                .toList();
    }

    boolean isPresent(PeerId id) {
        return present.containsKey(id);
    }

    /** Returns the sequence of a peer's last statement, if one is remembered. */
    OptionalLong sequence(PeerId id) {
        Neighbour neighbour = present.get(id);
        if (neighbour != null) {
            return OptionalLong.of(neighbour.sequence());
        }
        Long last = departed.get(id);
        return last == null ? OptionalLong.empty() : OptionalLong.of(last);
    }

    /**
     * Notes that a peer is present.
     *
     * @param expires the time at which it has left if nothing more is heard of it
     */
    List<DirectoryEvent> present(Peer peer, long sequence, InetAddress from, long expires) {
        Neighbour before = present.remove(peer.id());
        List<DirectoryEvent> events = new ArrayList<>();
        if (before == null && !makeRoom(peer.id(), from, events)) {
            return List.of();
        }
        departed.remove(peer.id());
        present.put(peer.id(), new Neighbour(peer, sequence, from, expires));
        if (before == null || !before.peer().equals(peer)) {
            events.add(new DirectoryEvent.Appeared(peer));
        }
        return events;
    }

    /** Notes that a peer has said that it goes. */
    List<DirectoryEvent> gone(PeerId id, long sequence) {
        return leave(id, sequence) ? List.of(new DirectoryEvent.Left(id)) : List.of();
    }

    /** Takes out those of which nothing was heard for too long. */
    List<DirectoryEvent> expire(long now) {
        List<DirectoryEvent> events = new ArrayList<>();
        for (Neighbour neighbour : List.copyOf(present.values())) {
            if (neighbour.expires() - now <= 0) {
                events.addAll(gone(neighbour.peer().id(), neighbour.sequence()));
            }
        }
        return events;
    }

    private boolean makeRoom(PeerId id, InetAddress from, List<DirectoryEvent> events) {
        Map<InetAddress, Integer> counts = new HashMap<>();
        present.values().forEach(one -> counts.merge(one.from(), 1, Integer::sum));
        int own = counts.getOrDefault(from, 0);
        boolean isFull = present.size() >= MAX;
        if (own < MAX_OF_ONE && !isFull) {
            return true;
        }
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (!isContact.test(id) && (own >= MAX_OF_ONE || own >= most)) {
            return false;
        }
        Optional<Neighbour> oldest =
                present.values().stream()
                        .filter(
                                one ->
                                        own >= MAX_OF_ONE
                                                ? one.from().equals(from)
                                                : counts.getOrDefault(one.from(), 0) == most)
                        .filter(one -> !isContact.test(one.peer().id()))
                        .findFirst();
        oldest.ifPresent(one -> events.addAll(gone(one.peer().id(), one.sequence())));
        return oldest.isPresent();
    }

    private boolean leave(PeerId id, long sequence) {
        departed.remove(id);
        departed.put(id, sequence);
        if (departed.size() > MAX) {
            departed.remove(departed.keySet().iterator().next());
        }
        return present.remove(id) != null;
    }
}
