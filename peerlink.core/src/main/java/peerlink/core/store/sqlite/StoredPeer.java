package peerlink.core.store.sqlite;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

/**
 * Holds the state of a peer that the store's thread remembers, so that it need not be read for
 * every change.
 */
final class StoredPeer {
    private final long number;
    private final LinkedHashMap<StreamId, MessageStore.Position> received = new LinkedHashMap<>();
    private @Nullable StreamId stream;
    private long lastSeq;
    private long lastKept;
    private long journaled;
    private @Nullable String request;
    private long used;

    /**
     * @param number the short form of its id in the database
     * @param lastKept the greatest number of a message of the peer's that was ever stored
     * @param journaled the number up to which our messages to it are in the journal
     * @param request the id of its last request that became an entry of the journal, or null
     */
    StoredPeer(
            long number,
            @Nullable StreamId stream,
            long lastSeq,
            long lastKept,
            long journaled,
            @Nullable String request) {
        this.number = number;
        this.stream = stream;
        this.lastSeq = lastSeq;
        this.lastKept = lastKept;
        this.journaled = journaled;
        this.request = request;
    }

    long number() {
        return number;
    }

    @Nullable StreamId stream() {
        return stream;
    }

    long lastSeq() {
        return lastSeq;
    }

    long lastKept() {
        return lastKept;
    }

    long journaled() {
        return journaled;
    }

    void journaled(long seq) {
        journaled = seq;
    }

    @Nullable String request() {
        return request;
    }

    void requested(String messageId) {
        request = messageId;
    }

    /** Returns the positions in the peer's streams, the least recently used one first. */
    Map<StreamId, MessageStore.Position> received() {
        return Collections.unmodifiableMap(received);
    }

    MessageStore.Position position(StreamId of) {
        return received.getOrDefault(of, MessageStore.Position.START);
    }

    void restart(StreamId fresh, long greatestPending) {
        stream = fresh;
        lastSeq = greatestPending;
        journaled = Math.min(journaled, greatestPending);
    }

    void submitted(long seq) {
        lastSeq = seq;
    }

    void kept(long message) {
        lastKept = message;
    }

    /**
     * Moves the position in a stream.
     *
     * @return the stream that is forgotten instead, or null
     */
    @Nullable StreamId moved(StreamId moved, MessageStore.Position to) {
        received.remove(moved);
        received.put(moved, to);
        if (received.size() <= MessageStore.MAX_STREAMS) {
            return null;
        }
        StreamId eldest = received.firstEntry().getKey();
        received.remove(eldest);
        return eldest;
    }

    /** Returns a number greater than any before, which orders the streams by their use. */
    long nextUse() {
        return ++used;
    }

    /**
     * Notes the position in a stream that was read from the database. Called in the order of their
     * use.
     */
    void restore(StreamId read, MessageStore.Position position, long use) {
        received.put(read, position);
        used = use;
    }
}
