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
 * Holds our messages to one peer that it has not acknowledged, in the order of their numbers, and
 * counts those that are on their way. Not safe for use by several threads: the session's lock
 * guards it.
 */
public final class SendQueue {
    /** Half of the numbers that a store takes last for 17 years of milliseconds from then on. */
    private static final Instant NUMBERS_BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** The number of messages that may be on their way, unacknowledged, on the link that sends. */
    public static final int WINDOW = 4096;

    /** The bytes of content that those messages may have, which the last one may exceed. */
    public static final long WINDOW_BYTES = 4 << 20;

    // messages that are written in one call
    private static final int BATCH = 256;
    private static final long BATCH_BYTES = 256 << 10;

    // less than the buffers of any connection; a frame has so much besides its content at most
    private static final long LIGHT_BYTES = 16 << 10;
    private static final int FRAME_BYTES = 256;

    private final TreeMap<Long, OutgoingMessage> pending = new TreeMap<>();

    // given up on their way: the other side holds them like others, so they count until it has
    // acknowledged them
    private final TreeMap<Long, OutgoingMessage> givenUp = new TreeMap<>();

    // the ids of given-up messages that may have arrived, while a message before them waits
    private final TreeMap<Long, String> withdrawn = new TreeMap<>();

    private final PendingBytes ofAllPeers;
    private long lastSeq;
    private long bytes;
    private long onTheWay;
    private long onTheWayBytes;

    /**
     * Returns the queue with the messages that an earlier run has left.
     *
     * @param begun the time at which this run of the node began
     * @param ofAllPeers counts the bytes that wait for all peers
     */
    static SendQueue of(MessageStore.PeerState kept, Instant begun, PendingBytes ofAllPeers) {
        return new SendQueue(lastSeq(kept, begun), kept, ofAllPeers);
    }

    /**
     * Returns the number after which this run's numbers come, which no earlier run has given. An
     * earlier run whose state was lost, and set back to a backup's, may have given higher ones, but
     * not as many as there have been milliseconds. That is a second line of defence, as the clock
     * may be wrong: {@link Exchange#have} is the first. A clock that is off by decades does not
     * count.
     */
    private static long lastSeq(MessageStore.PeerState kept, Instant begun) {
        long millis = Duration.between(NUMBERS_BEGIN, begun).toMillis();
        return kept.stream() == null || millis > MessageStore.MAX_NUMBER / 2
                ? kept.lastSeq()
                : Math.max(kept.lastSeq(), millis);
    }

    /**
     * @param ofAllPeers counts the bytes that wait for all peers
     */
    SendQueue(long lastSeq, MessageStore.PeerState kept, PendingBytes ofAllPeers) {
        this.lastSeq = lastSeq;
        this.ofAllPeers = ofAllPeers;
        kept.pending().forEach(message -> add(OutgoingMessage.restored(message)));
        withdrawn.putAll(kept.withdrawn());
    }

    /** Numbers a new message and adds it to the pending ones. */
    OutgoingMessage add(Message message, long queuedAt) {
        OutgoingMessage outgoing = OutgoingMessage.of(++lastSeq, message, queuedAt);
        add(outgoing);
        return outgoing;
    }

    /** Returns the number of the last message that was ever added. */
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

    /**
     * Tells whether a message of so many bytes could be sent at once; into an empty window it
     * always can.
     */
    boolean hasRoom(int size) {
        return pending.size() < WINDOW && (pending.isEmpty() || bytes + size <= WINDOW_BYTES);
    }

    /** Tells whether all that wait, sent or not, find room in the buffers of a connection. */
    boolean isLight() {
        return bytes + (long) pending.size() * FRAME_BYTES <= LIGHT_BYTES;
    }

    public Collection<OutgoingMessage> all() {
        return List.copyOf(pending.values());
    }

    /**
     * Tells whether a message may be the last one of this stream that the peer has. If not, it
     * belongs to a state that was lost, and the peer lacks the messages here with smaller numbers.
     */
    boolean mayHaveArrived(long seq, String id) {
        if (seq > lastSeq) {
            return false;
        }
        OutgoingMessage outgoing = pending.get(seq);
        if (outgoing != null) {
            return outgoing.message().id().equals(id);
        }
        // with nothing before it, no message could be taken for delivered
        return pending.isEmpty() || pending.firstKey() > seq || id.equals(withdrawn.get(seq));
    }

    /** Notes that the numbers now belong to another stream, of which the peer has nothing. */
    void restart() {
        withdrawn.clear();
    }

    /** Tells whether the next message may go out on a link that has sent all up to a number. */
    boolean hasNext(long sentSeq) {
        return onTheWay < WINDOW && onTheWayBytes < WINDOW_BYTES && next(sentSeq) != null;
    }

    /** Takes the messages for one write on a link that has sent all up to a number. */
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

    /**
     * Counts the messages on their way anew, for a link that takes over and has sent all up to a
     * number.
     */
    void takeOver(long sentSeq) {
        givenUp.clear();
        Collection<OutgoingMessage> sent = pending.headMap(sentSeq, true).values();
        onTheWay = sent.size();
        onTheWayBytes = sent.stream().mapToLong(OutgoingMessage::size).sum();
    }

    /** Drops and returns the messages up to a number, which the peer has. */
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

    /** Drops a message that is given up. */
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

    /** Drops a message that is given up, or could not be stored. */
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

    /** Returns the messages from a number on. */
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
        // a message after one that is not on disk yet is not on disk either
        return next != null && next.getValue().isKept() ? next.getValue() : null;
    }
}
