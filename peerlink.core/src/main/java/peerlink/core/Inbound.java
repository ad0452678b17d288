package peerlink.core;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import peerlink.api.ProtocolViolationException;

/**
 * How far the streams of one peer have come: what was taken, and what of it is kept. Not safe for use by several threads: the
 * session's lock guards it.
 */
final class Inbound {
    /** How many streams of one peer are told apart. */
    static final int MAX_STREAMS = 64;

    private static final class Stream {
        private long taken;
        private MessageStore.Position kept;

        private Stream(MessageStore.Position kept) {
            this.kept = kept;
            this.taken = kept.seq();
        }
    }

    private final Map<StreamId, Stream> streams = new HashMap<>();
    private int waiting;
    private long waitingBytes;

    Inbound(Map<StreamId, MessageStore.Position> kept) {
        kept.forEach((id, position) -> streams.put(id, new Stream(position)));
    }

    /**
     * Notes a stream that a link is to carry. Those that nothing has come of are forgotten when there are many: a peer that has never
     * sent anything begins a new one each time it starts.
     *
     * @param isInUse tells whether a link carries a stream
     */
    void begin(StreamId id, Predicate<StreamId> isInUse) throws ProtocolViolationException {
        if (!streams.containsKey(id)) {
            if (streams.size() >= MAX_STREAMS) {
                streams.entrySet()
                        .removeIf(
                                stream ->
                                        stream.getValue().taken == 0
                                                && !isInUse.test(stream.getKey()));
            }
            if (streams.size() >= MAX_STREAMS) {
                throw new ProtocolViolationException(
                        "more than " + MAX_STREAMS + " streams of one peer");
            }
            streams.put(id, new Stream(MessageStore.Position.START));
        }
    }

    /** Returns how far a stream is kept. */
    MessageStore.Position kept(StreamId id) {
        return stream(id).kept;
    }

    /** Tells whether all that was taken of a stream is kept. */
    boolean isSettled(StreamId id) {
        Stream stream = stream(id);
        return stream.taken == stream.kept.seq();
    }

    /** Tells whether a message is one that was taken before. */
    boolean isKnown(StreamId id, long seq) {
        return seq <= stream(id).taken;
    }

    /**
     * Takes a message, which waits until it is kept.
     *
     * @return the number before it
     * @throws ProtocolViolationException if more of them would wait than the window allows; a second window is for those that their
     *     sender has given up since and counts no more
     */
    long take(StreamId id, long seq, int size) throws ProtocolViolationException {
        if (waiting >= 2 * Outbound.WINDOW || waitingBytes > 2 * Outbound.WINDOW_BYTES) {
            throw new ProtocolViolationException("more messages than the window allows");
        }
        Stream stream = stream(id);
        long previous = stream.taken;
        stream.taken = seq;
        waiting++;
        waitingBytes += size;
        return previous;
    }

    /** Notes that a message is kept. */
    void kept(StreamId id, long seq, String messageId, int size) {
        stream(id).kept = new MessageStore.Position(seq, messageId);
        leave(size);
    }

    /** Notes that a message was not kept: nothing after it counts as taken. */
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
