package peerlink.core.peer;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.Printable;
import peerlink.core.model.Dial;

/** Keeps what became of one dial, for people who ask. Safe for use by several threads. */
final class DialRecord {
    private final DialRace race;

    /** The addresses that the peer announces now, by the word of directories. */
    private final Set<Address> told = ConcurrentHashMap.newKeySet();

    private volatile boolean isFound;
    private volatile boolean isAnswered;
    private volatile boolean isOver;

    DialRecord(DialRace race) {
        this.race = race;
    }

    /** Notes that a directory tells of the peer. */
    void listed(List<Address> addresses) {
        isFound = true;
        told.addAll(addresses);
    }

    /** Notes the answer of the directories that were asked. */
    void answered(List<Peer> found) {
        found.forEach(peer -> listed(peer.addresses()));
        isAnswered = true;
    }

    /** Tells whether the directories were asked, and none tells of the peer. */
    boolean isAnsweredWithNobody() {
        return isAnswered && !isFound;
    }

    /** Notes the end of the dial. */
    void over() {
        isOver = true;
    }

    DialRace race() {
        return race;
    }

    Set<Address> told() {
        return told;
    }

    Dial described() {
        IOException unasked = race.searchFailure();
        return new Dial(
                race.attempts(),
                !isOver,
                isAnswered,
                isFound,
                unasked == null ? "" : Printable.reason(unasked));
    }
}
