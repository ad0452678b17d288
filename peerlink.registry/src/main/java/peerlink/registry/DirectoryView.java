package peerlink.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.PeerId;

/**
 * Who is in the directory, put together from pages of the list and from changes that arrive meanwhile. A change overrules a
 * page, whichever comes first, since the page may have been made before it. Those who are missing from the list after a
 * reconnect are told of only when the list is complete, and not as gone. Pure; not safe for use by several threads.
 */
final class DirectoryView {
    /** A directory may be lying: it gets no more memory than this many peers take. */
    static final int MAX_PEERS = 100_000;

    private final Map<PeerId, Peer> known = new LinkedHashMap<>();

    /** Those whom the listing under way has told of, by page or change. */
    private final Set<PeerId> confirmed = new HashSet<>();

    /** Those of whom a change has told since the listing began. */
    private final Set<PeerId> changed = new HashSet<>();

    private boolean isListing;

    /** Begins a listing. */
    void begin() {
        isListing = true;
        confirmed.clear();
        changed.clear();
    }

    List<DirectoryEvent> listed(List<Peer> page) {
        var events = new ArrayList<DirectoryEvent>();
        for (Peer peer : page) {
            if (!changed.contains(peer.id())) {
                appear(peer, events);
            }
        }
        return events;
    }

    /** Ends a listing: whoever was known, but was not told of again, is not listed any more. */
    List<DirectoryEvent> complete() {
        List<PeerId> missing =
                known.keySet().stream().filter(id -> !confirmed.contains(id)).toList();
        missing.forEach(known::remove);
        stop();
        return missing.isEmpty() ? List.of() : List.of(new DirectoryEvent.Unlisted(missing));
    }

    /** Ends a listing that could not be completed: nobody is gone for that. */
    void stop() {
        isListing = false;
        confirmed.clear();
        changed.clear();
    }

    List<DirectoryEvent> came(Peer peer) {
        var events = new ArrayList<DirectoryEvent>();
        note(peer.id());
        appear(peer, events);
        return events;
    }

    List<DirectoryEvent> went(PeerId id) {
        note(id);
        confirmed.remove(id);
        return known.remove(id) == null ? List.of() : List.of(new DirectoryEvent.Left(id));
    }

    /** Returns an event for each who is there. */
    List<DirectoryEvent> present() {
        return known.values().stream().<DirectoryEvent>map(DirectoryEvent.Appeared::new).toList();
    }

    private void note(PeerId id) {
        if (isListing && changed.size() < MAX_PEERS) {
            changed.add(id);
        }
    }

    private void appear(Peer peer, List<DirectoryEvent> events) {
        if (known.size() >= MAX_PEERS && !known.containsKey(peer.id())) {
            return;
        }
        known.put(peer.id(), peer);
        if (isListing) {
            confirmed.add(peer.id());
        }
        events.add(new DirectoryEvent.Appeared(peer));
    }
}
