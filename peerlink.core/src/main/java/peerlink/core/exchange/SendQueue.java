package peerlink.core.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.core.store.MessageStore;

/**
 * Our messages to one peer that it has not acknowledged, in the order of their numbers, and how many of them are on their way.
 * Not safe for use by several threads: the session's lock guards it.
 */
public final class SendQueue {
    /** Half of the numbers that a store takes last for 17 years of milliseconds from then on. */
    private static final Instant NUMBERS_BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** How many messages may be on their way, unacknowledged, on the link that sends. */
    public static final int WINDOW = 4096;

    /** How many bytes of content those may have, but for the last one. */
    public static final long WINDOW_BYTES = 4 << 20;

    // what is written in one call
    private static final int BATCH = 256;
    private static final long BATCH_BYTES = 256 << 10;

    private final TreeMap<Long, OutgoingMessage> pending = new TreeMap<>();

    // given up on their way: the other side has them wait like others, so that they count until it
    // has acknowledged them
    private final TreeMap<Long, OutgoingMessage> givenUp = new TreeMap<>();

    // the ids of those given up that may have arrived, while something before them waits
    private final TreeMap<Long, String> withdrawn = new TreeMap<>();

    private final PendingBytes ofAllPeers;
    private long lastSeq;
    private long bytes;
    private long onTheWay;
    private long onTheWayBytes;

    /**
     * Returns the messages that an earlier run has left.
     *
     * @param begun when this run of the node has begun
     * @param ofAllPeers counts what waits for this peer, too
     */
    static SendQueue of(MessageStore.PeerState kept, Instant begun, PendingBytes ofAllPeers) {
        return new SendQueue(lastSeq(kept, begun), kept, ofAllPeers);
    }

    /**
     * Returns the number after which this run's numbers come: no earlier run has given them. One may have whose state was lost, and
     * was set back to that of a backup, but not as many as there have been milliseconds. That is a second line of defence, as the
     * clock may be wrong: {@link Exchange#have} is the first. A clock that is off by decades does not count.
     */
    private static long lastSeq(MessageStore.PeerState kept, Instant begun) {
        long millis = Duration.between(NUMBERS_BEGIN, begun).toMillis();
        return kept.stream() == null || millis > MessageStore.MAX_NUMBER / 2
                ? kept.lastSeq()
                : Math.max(kept.lastSeq(), millis);
    }

    /**
     * @param ofAllPeers counts these messages, too
     */
    SendQueue(long lastSeq, MessageStore.PeerState kept, PendingBytes ofAllPeers) {
        this.lastSeq = lastSeq;
        this.ofAllPeers = ofAllPeers;
        kept.pending().forEach(message -> add(OutgoingMessage.restored(message)));
        withdrawn.putAll(kept.withdrawn());
    }

    /** Numbers a message that is new and takes it among the pending ones. */
    OutgoingMessage add(Message message, long queuedAt) {
        OutgoingMessage outgoing = OutgoingMessage.of(++lastSeq, message, queuedAt);
        add(outgoing);
        return outgoing;
    }

    /** Returns the number of the last message ever added. */
    long lastSeq() {
        return lastSeq;
    }

    public boolean isEmpty() {
        return pending.isEmpty();
    }

    public int count() {
        return pending.size();
    }

    public long bytes() {
        return bytes;
    }

    /** Tells whether a message of so many bytes could be sent at once; one always can. */
    boolean hasRoom(int size) {
        return pending.size() < WINDOW && (pending.isEmpty() || bytes + size <= WINDOW_BYTES);
    }

    public Collection<OutgoingMessage> all() {
        return List.copyOf(pending.values());
    }

    /**
     * Tells whether a message may be the last one that the peer has of this state's. If not, it is of a state that was lost, and what has
     * smaller numbers here is not with the peer.
     */
    boolean mayHaveArrived(long seq, String id) {
        if (seq > lastSeq) {
            return false;
        }
        OutgoingMessage outgoing = pending.get(seq);
        if (outgoing != null) {
            return outgoing.message().id().equals(id);
        }
        // with nothing before it, there is nothing to be taken for delivered
        return pending.isEmpty() || pending.firstKey() > seq || id.equals(withdrawn.get(seq));
    }

    /** Notes that the numbers are those of another stream: the peer has nothing of it. */
    void restart() {
        withdrawn.clear();
    }

    /** Tells whether the next message may go out on a link that has sent those up to a number. */
    boolean hasNext(long sentSeq) {
        return onTheWay < WINDOW && onTheWayBytes < WINDOW_BYTES && next(sentSeq) != null;
    }

    /** Takes as many messages as are written at once on a link that has sent those up to a number. */
    List<OutgoingMessage> take(long sentSeq) {
        List<OutgoingMessage> batch = new ArrayList<>();
        long last = sentSeq;
        long size = 0;
        while (batch.size() < BATCH && size < BATCH_BYTES && hasNext(last)) {
            OutgoingMessage outgoing = next(last);
            if (outgoing == null) {
                break;
            }
            outgoing.markSent();
            batch.add(outgoing);
            last = outgoing.seq();
            size += outgoing.size();
            onTheWay++;
            onTheWayBytes += outgoing.size();
        }
        return batch;
    }

    /** Counts what is on its way anew, for a link that takes over and has sent those up to a number. */
    void takeOver(long sentSeq) {
        givenUp.clear();
        Collection<OutgoingMessage> sent = pending.headMap(sentSeq, true).values();
        onTheWay = sent.size();
        onTheWayBytes = sent.stream().mapToLong(OutgoingMessage::size).sum();
    }

    /** Drops and returns those up to a number, which the peer has. */
    List<OutgoingMessage> settle(long seq, long sentSeq) {
        List<OutgoingMessage> settled = new ArrayList<>();
        for (Map.Entry<Long, OutgoingMessage> first = pending.firstEntry();
                first != null && first.getKey() <= seq && first.getValue().isKept();
                first = pending.firstEntry()) {
            settled.add(first.getValue());
            drop(first.getValue());
            leave(first.getValue(), sentSeq);
        }
        while (!givenUp.isEmpty() && givenUp.firstKey() <= seq) {
            leave(givenUp.pollFirstEntry().getValue(), sentSeq);
        }
        trimWithdrawn();
        return settled;
    }

    /** Drops one that is given up. */
    void withdraw(OutgoingMessage outgoing, long sentSeq) {
        if (outgoing.mayHaveArrived()) {
            withdrawn.put(outgoing.seq(), outgoing.message().id());
        }
        remove(outgoing, sentSeq);
        trimWithdrawn();
    }

    private void trimWithdrawn() {
        if (pending.isEmpty()) {
            withdrawn.clear();
        } else {
            withdrawn.headMap(pending.firstKey()).clear();
        }
    }

    /** Drops one that is given up, or could not be kept. */
    void remove(OutgoingMessage outgoing, long sentSeq) {
        if (drop(outgoing) && outgoing.seq() <= sentSeq) {
            givenUp.put(outgoing.seq(), outgoing);
        }
    }

    private boolean drop(OutgoingMessage outgoing) {
        boolean wasThere = pending.remove(outgoing.seq()) != null;
        if (wasThere) {
            bytes -= outgoing.size();
            ofAllPeers.remove(outgoing.size());
        }
        return wasThere;
    }

    private void leave(OutgoingMessage outgoing, long sentSeq) {
        if (outgoing.seq() <= sentSeq) {
            onTheWay--;
            onTheWayBytes -= outgoing.size();
        }
    }

    /** Returns those from a number on. */
    List<OutgoingMessage> from(long seq) {
        return List.copyOf(pending.tailMap(seq, true).values());
    }

    private void add(OutgoingMessage outgoing) {
        pending.put(outgoing.seq(), outgoing);
        bytes += outgoing.size();
        ofAllPeers.add(outgoing.size());
    }

    private @Nullable OutgoingMessage next(long sentSeq) {
        Map.Entry<Long, OutgoingMessage> next = pending.higherEntry(sentSeq);
        // what follows one that is not on disk yet is not either
        return next != null && next.getValue().isKept() ? next.getValue() : null;
    }
}
