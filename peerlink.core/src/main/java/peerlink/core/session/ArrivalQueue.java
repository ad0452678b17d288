package peerlink.core.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import peerlink.core.store.StreamId;

/**
 * Holds the messages of a peer that arrived, until there is room to keep them ahead of the handlers. The lock of the {@link HandlerQueue} guards it,
 * but for {@link #keepPromoted}.
 */
final class ArrivalQueue {
    /** How many messages are kept ahead of the handlers. */
    static final int CAPACITY = 4096;

    /** How many bytes those messages may have, but for the last one. */
    static final long CAPACITY_BYTES = 4 << 20;

    /** A message that has arrived and is not kept yet. */
    interface Arrival {
        /** Returns the stream that it came in. */
        StreamId stream();

        int size();

        /** Has it kept; {@link HandlerQueue#kept} or {@link HandlerQueue#dropped} is called later. Must not block. */
        void keep();
    }

    private final ArrayDeque<Arrival> waiting = new ArrayDeque<>();
    private final ReentrantLock keeping = new ReentrantLock();
    private final Queue<Arrival> promoted = new ConcurrentLinkedQueue<>();
    private int messages;
    private long bytes;

    /** Adds a message, which has room now or later. */
    void add(Arrival arrival) {
        waiting.add(arrival);
        promote();
    }

    /** Takes room for a message that was kept before. */
    void take(int size) {
        messages++;
        bytes += size;
    }

    /** Gives back the room of a message. */
    void leave(int size) {
        messages--;
        bytes -= size;
        promote();
    }

    /**
     * Gives back the room of a message that could not be kept.
     *
     * @return what waits behind it in its stream, which waits no more
     */
    List<Arrival> drop(StreamId stream, int size) {
        List<Arrival> behind = new ArrayList<>();
        waiting.removeIf(arrival -> arrival.stream().equals(stream) && behind.add(arrival));
        leave(size);
        return behind;
    }

    /** Lets those go that wait for room. */
    void clear() {
        waiting.clear();
    }

    /** Tells whether a message has room that the handlers have not begun with. */
    boolean isInUse() {
        return messages > 0;
    }

    /** Tells whether there is none, with room or without. */
    boolean isEmpty() {
        return messages == 0 && waiting.isEmpty();
    }

    /** Has those kept that have room now, in their order; without the inbox's lock, as whoever is told at once may come back here. */
    void keepPromoted() {
        if (keeping.isHeldByCurrentThread()) {
            return; // it goes on with them further up
        }
        keeping.lock();
        try {
            for (Arrival arrival = promoted.poll(); arrival != null; arrival = promoted.poll()) {
                arrival.keep();
            }
        } finally {
            keeping.unlock();
        }
    }

    private void promote() {
        while (!waiting.isEmpty() && messages < CAPACITY && bytes < CAPACITY_BYTES) {
            Arrival arrival = waiting.remove();
            take(arrival.size());
            promoted.add(arrival);
        }
    }
}
