package peerlink.core.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import peerlink.api.ProtocolViolationException;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

/**
 * Holds this side's position in each stream of one peer: the last message that was taken, and the
 * last that is stored. Not safe for use by several threads: the session's lock guards it.
 */
final class ReceivedStreams {
    private static final class Stream {
        private long taken;
        private MessageStore.Position kept;

        private Stream(MessageStore.Position kept) {
            this.kept = kept;
            this.taken = kept.seq();
        }

        private boolean isUnused() {
            return taken == 0;
        }
    }

    /** The streams; the one used last comes last. */
    private final LinkedHashMap<StreamId, Stream> streams = new LinkedHashMap<>();

    private int waiting;
    private long waitingBytes;

    ReceivedStreams(Map<StreamId, MessageStore.Position> kept) {
        kept.forEach((id, position) -> streams.put(id, new Stream(position)));
    }

    /**
     * Notes a stream that a link is to carry. Tells apart as many streams as the {@linkplain
     * MessageStore#MAX_STREAMS store does}, and those that links carry. A peer begins another
     * stream when it has lost its state, or at each start until it has sent a message.
     *
     * @param isCarried tells of a stream whether a link carries it
     */
    void begin(StreamId id, Predicate<StreamId> isCarried) {
        Stream stream = streams.remove(id);
        streams.put(id, stream == null ? new Stream(MessageStore.Position.START) : stream);
        forget(other -> !isCarried.test(other) && stream(other).isUnused());
        forget(other -> !isCarried.test(other) && isSettled(other));
    }

    private void forget(Predicate<StreamId> which) {
        for (StreamId id : List.copyOf(streams.sequencedKeySet())) {
            if (streams.size() > MessageStore.MAX_STREAMS && which.test(id)) {
                streams.remove(id);
            }
        }
    }

    /** Returns the position up to which a stream is stored. */
    MessageStore.Position kept(StreamId id) {
        return stream(id).kept;
    }

    /** Returns the number of the last message taken from a stream, stored or not. */
    long lastTaken(StreamId id) {
        return stream(id).taken;
    }

    /** Tells whether all messages taken from a stream are stored. */
    boolean isSettled(StreamId id) {
        Stream stream = stream(id);
        return stream.taken == stream.kept.seq();
    }

    /** Tells whether a message was taken before. */
    boolean isKnown(StreamId id, long seq) {
        return seq <= stream(id).taken;
    }

    /**
     * Takes a message, which waits until it is stored.
     *
     * @return the number before it
     * @throws ProtocolViolationException if more messages would wait than the window allows. A
     *     second window is for messages that their sender has given up since and counts no more
     */
    long take(StreamId id, long seq, int size) throws ProtocolViolationException {
        if (waiting >= 2 * SendQueue.WINDOW || waitingBytes > 2 * SendQueue.WINDOW_BYTES) {
            throw new ProtocolViolationException("more messages than the window allows");
        }
        Stream stream = stream(id);
        long previous = stream.taken;
        stream.taken = seq;
        waiting++;
        waitingBytes += size;
        return previous;
    }

    /** Notes that a message is stored. */
    void kept(StreamId id, long seq, String messageId, int size) {
        stream(id).kept = new MessageStore.Position(seq, messageId);
        leave(size);
    }

    /** Notes that a message was not stored, so that no later one counts as taken. */
    void dropped(StreamId id, int size) {
        Stream stream = stream(id);
        stream.taken = stream.kept.seq();
        leave(size);
    }

    private void leave(int size) {
        waiting--;
        waitingBytes -= size;
    }

    private Stream stream(StreamId id) {
        Stream stream = streams.get(id);
        if (stream == null) {
            throw new IllegalStateException("a stream that has not begun");
        }
        return stream;
    }
}
