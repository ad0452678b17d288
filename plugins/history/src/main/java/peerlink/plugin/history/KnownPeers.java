package peerlink.plugin.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peerlink.api.CommandException;
import peerlink.api.Messenger;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.plugin.history.store.Entry;

/** The peers that users name: those that are known now, and those of whom the history has more. */
final class KnownPeers {
    private final Map<PeerId, PeerName> now = new HashMap<>();
    private final Map<PeerId, PeerName> before;
    private final List<Peer> peers;

    /**
     * @param before the peers of the history, with the names under which they were last heard of
     */
    KnownPeers(Messenger messenger, Map<PeerId, PeerName> before) {
        this.peers = messenger.peers();
        this.before = Map.copyOf(before);
        peers.forEach(peer -> now.put(peer.id(), peer.name()));
    }

    /** Returns the peer's name now: one that another peer has meanwhile would deceive. */
    PeerName name(Entry entry) {
        return now.getOrDefault(entry.peer(), entry.name());
    }

    /**
     * Returns the peers that a user means. A name is that of a known peer, whatever it was called
     * before; and of an unknown one that had it last.
     */
    Set<PeerId> matching(String nameOrId) throws CommandException {
        if (PeerId.isPeerId(nameOrId)) {
            return Set.of(new PeerId(nameOrId));
        }
        if (!PeerName.isPeerName(nameOrId)) {
            throw new CommandException(
                    "not a name: '" + Printable.excerpt(nameOrId) + "'",
                    ("/history " + Printable.line(nameOrId)).strip());
        }
        PeerName name = new PeerName(nameOrId);
        Set<PeerId> ids = new HashSet<>();
        PeerName.matching(nameOrId, peers, Peer::name).forEach(peer -> ids.add(peer.id()));
        before.forEach(
                (id, last) -> {
                    if (!now.containsKey(id) && last.equalsIgnoreCase(name)) {
                        ids.add(id);
                    }
                });
        return ids;
    }
}
