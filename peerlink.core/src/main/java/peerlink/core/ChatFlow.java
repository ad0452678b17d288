package peerlink.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.ProtocolViolationException;

/**
 * What is on its way on one link, in both directions. Its reader, its writer and whoever sends meet here, and wait here for each
 * other; nobody reads or writes the link meanwhile.
 */
final class ChatFlow {
    private static final long ACK_DELAY_NANOS = 100_000;

    /**
     * What the writer writes in one call.
     *
     * @param ack the number to acknowledge; 0 if there is none
     * @param firstSeq the number of the first message
     * @param refusal what ends the link, or null
     */
    record Batch(
            long ack,
            long firstSeq,
            List<Outgoing> messages,
            ChatFrame.@Nullable Refusal refusal) {}

    /**
     * The messages that an end of the link leaves behind.
     *
     * @param refused those that the other side won't have
     * @param sent those that may or may not have arrived
     * @param queued those that were not sent
     */
    record Remains(List<Outgoing> refused, List<Outgoing> sent, List<Outgoing> queued) {}

    private enum Writer {
        BUSY,
        IDLE,
        DELAYING
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final SendWindow outgoing = new SendWindow();
    private final ReceiveWindow incoming = new ReceiveWindow();
    private Writer writer = Writer.BUSY;
    private ChatFrame.@Nullable Refusal refusal;
    private boolean confirming;
    private boolean ended;

    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Queues a message, after waiting for room in the window; returns null if the link has ended. */
    @Nullable Outgoing add(Message message) throws InterruptedException {
        lock.lock();
        try {
            while (!ended && outgoing.isFull(message.content().size())) {
                room.await();
            }
            if (ended) {
                return null;
            }
            Outgoing delivery = new Outgoing(message);
            outgoing.add(delivery);
            wakeWriter();
            return delivery;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything is acknowledged or the link has ended; returns early at a time of {@link System#nanoTime}. */
    void drain(long end) throws InterruptedException {
        lock.lock();
        try {
            while (confirming || !ended && !outgoing.isEmpty()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                room.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notes a message that came in; returns whether anybody wants it, which is not so after {@link #refuse}. */
    boolean received(long seq, int size) throws ProtocolViolationException {
        lock.lock();
        try {
            if (refusal != null) {
                return false;
            }
            incoming.received(seq, size);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a message be acknowledged. */
    void accepted(long seq, int size) {
        lock.lock();
        try {
            incoming.accepted(seq, size);
            if (writer == Writer.IDLE || writer == Writer.DELAYING && incoming.isAckUrgent()) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets the writer tell the other side that a message, and all after it, won't be accepted. */
    void refuse(ChatFrame.Refusal last) {
        lock.lock();
        try {
            refusal = last;
            wakeWriter();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the messages that are delivered now; {@link #drain} waits for {@link #confirmed} as well. */
    List<Outgoing> acknowledged(long seq) throws ProtocolViolationException {
        lock.lock();
        try {
            List<Outgoing> delivered = outgoing.acknowledged(seq);
            confirming = true;
            room.signalAll();
            return delivered;
        } finally {
            lock.unlock();
        }
    }

    void confirmed() {
        lock.lock();
        try {
            confirming = false;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to write, and returns it; null once the link has ended. For the writer alone. */
    @Nullable Batch next() throws InterruptedException {
        lock.lock();
        try {
            awaitWork();
            if (ended) {
                return null;
            }
            long ack = incoming.takeAck();
            List<Outgoing> messages = new ArrayList<>();
            long first = outgoing.takeBatch(messages);
            return new Batch(ack, first, messages, refusal);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the link has ended, no longer than this. For the writer alone. */
    void awaitEnd(long seconds) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(seconds);
            while (!ended && left > 0) {
                left = work.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends it and returns what is left; null if it had ended before. */
    @Nullable Remains end() {
        lock.lock();
        try {
            return ended ? null : remains(List.of());
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #end}, since the other side has refused a message and all that come after it. */
    @Nullable Remains endRefused(long seq) throws ProtocolViolationException {
        lock.lock();
        try {
            return ended ? null : remains(outgoing.refused(seq));
        } finally {
            lock.unlock();
        }
    }

    private Remains remains(List<Outgoing> refused) {
        ended = true;
        work.signalAll();
        room.signalAll();
        return new Remains(refused, outgoing.removeSent(), outgoing.removeQueued());
    }

    private void awaitWork() throws InterruptedException {
        boolean delayed = false;
        while (!ended && !outgoing.hasQueued() && refusal == null) {
            if (!incoming.isAckDue()) {
                writer = Writer.IDLE;
                work.await();
            } else if (incoming.isDense() && !delayed) {
                delayed = true;
                writer = Writer.DELAYING;
                work.awaitNanos(ACK_DELAY_NANOS);
            } else {
                break;
            }
        }
        writer = Writer.BUSY;
    }

    private void wakeWriter() {
        if (writer != Writer.BUSY) {
            work.signal();
        }
    }
}
