package peerlink.core.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import peerlink.core.store.StreamId;

/**
 * Holds a peer's arrived messages until there is room to keep them ahead of the handlers. The lock
 * of the {@link HandlerQueue} guards it, except for {@link #keepPromoted}.
 */
final class ArrivalQueue {
    /** The number of messages that are kept ahead of the handlers. */
    static final int CAPACITY = 4096;

    /** The size of those messages in bytes, which the last one may exceed. */
    static final long CAPACITY_BYTES = 4 << 20;

    /** A message that has arrived and is not kept yet. */
    interface Arrival {
        /** Returns the stream in which the message came. */
        StreamId stream();

        int size();

        /**
         * Starts to keep the message; {@link HandlerQueue#kept} or {@link HandlerQueue#dropped} is
         * called later. Must not block.
         */
        void keep();
    }

    private final ArrayDeque<Arrival> waiting = new ArrayDeque<>();
    private final ReentrantLock keeping = new ReentrantLock();
    private final Queue<Arrival> promoted = new ConcurrentLinkedQueue<>();
    private int messages;
    private long bytes;

    /** Adds a message, which gets room now or later. */
    void add(Arrival arrival) {
        waiting.add(arrival);
        promote();
    }

    /** Takes room for a message that is kept already. */
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
     * @return the later messages of its stream, which no longer wait
     */
    List<Arrival> drop(StreamId stream, int size) {
        List<Arrival> behind = new ArrayList<>();
        waiting.removeIf(arrival -> arrival.stream().equals(stream) && behind.add(arrival));
        leave(size);
        return behind;
    }

    /** Drops the messages that wait for room. */
    void clear() {
        waiting.clear();
    }

    /** Tells whether any message takes room. */
    boolean isInUse() {
        return messages > 0;
    }

    /** Tells whether the queue holds no message, with room or without. */
    boolean isEmpty() {
        return messages == 0 && waiting.isEmpty();
    }

    /**
     * Keeps, in their order, the messages that have got room. Runs without the handler queue's
     * lock, as a store that answers at once may call this method again.
     */
    void keepPromoted() {
        if (keeping.isHeldByCurrentThread()) {
            return; // the call further up the stack goes on with them
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
