package peerlink.core.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import peerlink.core.store.StreamId;

/**
 * Holds a peer's incoming messages until there is room to keep them ahead of the handlers. The lock
 * of the {@link HandlerQueue} guards it, except for {@link #keepPromoted}.
 */
final class IncomingQueue {
    /** The number of messages that are kept ahead of the handlers. */
    static final int CAPACITY = 4096;

    /** The size of those messages in bytes, which the last one may exceed. */
    static final long CAPACITY_BYTES = 4 << 20;

    /** A message that came in and is not kept yet. */
    interface IncomingMessage {
        /** Returns the stream in which the message came. */
        StreamId stream();

        int size();

        /**
         * Starts to keep the message; {@link HandlerQueue#kept} or {@link HandlerQueue#dropped} is
         * called later. Must not block.
         */
        void keep();
    }

    private final BooleanSupplier hasRoom;
    private final ArrayDeque<IncomingMessage> waiting = new ArrayDeque<>();
    private final ReentrantLock keeping = new ReentrantLock();
    private final Queue<IncomingMessage> promoted = new ConcurrentLinkedQueue<>();
    private int messages;
    private long bytes;

    /**
     * @param hasRoom tells whether the journal lets messages be kept
     */
    IncomingQueue(BooleanSupplier hasRoom) {
        this.hasRoom = hasRoom;
    }

    /** Adds a message, which gets room now or later. */
    void add(IncomingMessage message) {
        waiting.add(message);
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
    List<IncomingMessage> drop(StreamId stream, int size) {
        List<IncomingMessage> behind = new ArrayList<>();
        waiting.removeIf(message -> message.stream().equals(stream) && behind.add(message));
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
            for (IncomingMessage message = promoted.poll();
                    message != null;
                    message = promoted.poll()) {
                message.keep();
            }
        } finally {
            keeping.unlock();
        }
    }

    /** Gives room to messages that wait, as far as there is some. */
    void promote() {
        while (!waiting.isEmpty()
                && messages < CAPACITY
                && bytes < CAPACITY_BYTES
                && hasRoom.getAsBoolean()) {
            IncomingMessage message = waiting.remove();
            take(message.size());
            promoted.add(message);
        }
    }
}
