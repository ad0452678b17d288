package peerlink.registry.client;

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
 * Lists the peers of a directory, from pages of its list and from changes that arrive meanwhile. A
 * change overrules a page, whichever comes first, since the page may have been made before it.
 * Peers that are missing from the list after a reconnect are reported only when the list is
 * complete, and not as gone. Pure; not safe for use by several threads.
 */
final class DirectoryView {
    /**
     * The most peers that are kept: a directory may be lying, and gets no more memory than they
     * take.
     */
    static final int MAX_PEERS = 100_000;

    private final Map<PeerId, Peer> known = new LinkedHashMap<>();

    /** The peers that the listing under way has confirmed, by page or change. */
    private final Set<PeerId> confirmed = new HashSet<>();

    /** The peers that changes have named since the listing began. */
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

    /** Ends a listing: known peers that it has not confirmed are not listed any more. */
    List<DirectoryEvent> complete() {
        List<PeerId> missing =
                known.keySet().stream().filter(id -> !confirmed.contains(id)).toList();
        missing.forEach(known::remove);
        stop();
        return missing.isEmpty() ? List.of() : List.of(new DirectoryEvent.Unlisted(missing));
    }

    /** Ends a listing that could not be completed: no peer counts as gone for that. */
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

    /** Returns an event for each listed peer. */
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
