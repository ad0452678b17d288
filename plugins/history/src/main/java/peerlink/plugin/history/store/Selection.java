package peerlink.plugin.history.store;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import peerlink.api.PeerId;
import peerlink.plugin.history.text.TypedWords;

/**
 * Says which messages are wanted: those that have all of it.
 *
 * @param words the words
 * @param peers the peers with whom they were said; empty for all
 * @param since not before this time of arrival
 * @param before before this time of arrival
 */
public record Selection(
        TypedWords words,
        Optional<Set<PeerId>> peers,
        Optional<Instant> since,
        Optional<Instant> before) {
    public Selection {
        peers = peers.map(Set::copyOf);
    }
}
