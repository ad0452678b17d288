package peerlink.core;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.ProtocolViolationException;

/**
 * One link that speaks {@code peerlink/1}. One thread reads it; another drains what is to be sent and writes it in one call,
 * together with the acknowledgement that is due. Neither holds a lock while it reads or writes.
 */
final class ChatLink {
    /** How many messages may be on their way, unacknowledged, in each direction. */
    static final int WINDOW = 1024;

    /** How many bytes of content those may have, but for the last one. */
    static final long WINDOW_BYTES = 4 << 20;

    private static final System.Logger LOG = System.getLogger(ChatLink.class.getName());
    private static final int BATCH = 256;
    private static final long BATCH_BYTES = 256 << 10;
    // while messages come densely, one acknowledgement a moment covers many of them
    private static final int DENSE = 4;
    private static final long ACK_DELAY_NANOS = 100_000;

    /** What the link is for. All calls come from the link's threads, and must not block. */
    interface Listener {
        /** Takes a message over; {@code onAccepted} lets it be acknowledged. */
        void arrived(ChatLink link, Message message, Runnable onAccepted);

        /** Is told before the delivery is complete. */
        void acknowledged(Outgoing outgoing);

        /** Is told once that the link has ended. */
        void ended(ChatLink link, String reason);
    }

    private enum Writer {
        BUSY,
        IDLE,
        DELAYING
    }

    private final AgreedLink link;
    private final PeerId self;
    private final Listener listener;
    private final LinkInfo info;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<Outgoing> queued = new ArrayDeque<>();
    private final ArrayDeque<Outgoing> unacknowledged = new ArrayDeque<>();
    private long outgoingBytes;
    private long sentSeq;
    private long ackedByPeer;
    private long receivedSeq;
    private long acceptedSeq;
    private long ackedByUs;
    private long unacceptedBytes;
    private boolean dense;
    private Writer writer = Writer.BUSY;
    private boolean confirming;
    private boolean ended;

    ChatLink(AgreedLink link, PeerId self, Listener listener) {
        this.link = link;
        this.self = self;
        this.listener = listener;
        this.info = link.info();
    }

    /** Returns what the other side calls itself. */
    PeerName remoteName() {
        return link.remoteName();
    }

    LinkInfo info() {
        return info;
    }

    /** Tells whether messages of ours may go over it. */
    boolean canSend() {
        return !link.oneWay() && !hasEnded();
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Starts the writer and reads until the link ends. */
    void run() {
        Thread.ofVirtual().name("peerlink writer " + info.remote().shortForm()).start(this::write);
        read();
    }

    /**
     * Queues a message, after waiting for room in the window.
     *
     * @return null if the link has ended; the message was not sent then
     */
    @Nullable Outgoing send(Message message) throws InterruptedIOException {
        int size = message.content().size();
        lock.lock();
        try {
            while (!ended && isWindowFull(size)) {
                room.await();
            }
            if (ended) {
                return null;
            }
            Outgoing outgoing = new Outgoing(message);
            queued.add(outgoing);
            outgoingBytes += size;
            if (writer != Writer.BUSY) {
                work.signal();
            }
            return outgoing;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before the message was sent");
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything is acknowledged or the link has ended; returns early at a time of {@link System#nanoTime}. */
    void drain(long end) throws InterruptedException {
        lock.lock();
        try {
            while (confirming || !ended && outgoing() > 0) {
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

    /** Closes the link; what was not acknowledged fails. Does nothing the second time. */
    void end(String reason) {
        List<Outgoing> unsent;
        List<Outgoing> unknown;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
            unsent = List.copyOf(queued);
            unknown = List.copyOf(unacknowledged);
            queued.clear();
            unacknowledged.clear();
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        link.close();
        String lost = "the link was lost (" + reason + "): ";
        unknown.forEach(outgoing -> outgoing.fail(lost + "the message may not have arrived"));
        unsent.forEach(outgoing -> outgoing.fail(lost + "the message was not sent"));
        listener.ended(this, reason);
    }

    private void read() {
        try {
            while (true) {
                Bytes frame = link.receive();
                switch (ChatFrame.decode(frame, info.remote(), self)) {
                    case ChatFrame.Carrier(long seq, Message message) -> take(seq, message);
                    case ChatFrame.Ack(long seq) -> acknowledged(seq);
                    case ChatFrame.Unknown(String type) ->
                            LOG.log(
                                    Level.INFO,
                                    "{0} sent a frame of the unknown type ''{1}''",
                                    info.remote().shortForm(),
                                    type);
                }
            }
        } catch (EOFException e) {
            end("closed by the other side");
        } catch (IOException e) {
            end(Failures.reason(e));
        } finally {
            end("failed");
        }
    }

    private void take(long seq, Message message) throws ProtocolViolationException {
        int size = message.content().size();
        lock.lock();
        try {
            if (seq != receivedSeq + 1) {
                throw new ProtocolViolationException(
                        "message %d came after message %d".formatted(seq, receivedSeq));
            }
            if (seq - ackedByUs > WINDOW || unacceptedBytes > WINDOW_BYTES) {
                throw new ProtocolViolationException("more messages than the window allows");
            }
            receivedSeq = seq;
            unacceptedBytes += size;
        } finally {
            lock.unlock();
        }
        listener.arrived(this, message, () -> accepted(seq, size));
    }

    private void accepted(long seq, int size) {
        lock.lock();
        try {
            acceptedSeq = Math.max(acceptedSeq, seq);
            unacceptedBytes -= size;
            if (writer == Writer.IDLE
                    || writer == Writer.DELAYING && acceptedSeq - ackedByUs >= WINDOW / 4) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void acknowledged(long seq) throws ProtocolViolationException {
        List<Outgoing> delivered = new ArrayList<>();
        lock.lock();
        try {
            if (seq > sentSeq) {
                throw new ProtocolViolationException(
                        "message %d was acknowledged, %d was the last sent"
                                .formatted(seq, sentSeq));
            }
            while (ackedByPeer < seq && !unacknowledged.isEmpty()) {
                Outgoing outgoing = unacknowledged.remove();
                outgoingBytes -= outgoing.message().content().size();
                delivered.add(outgoing);
                ackedByPeer++;
            }
            confirming = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            for (Outgoing outgoing : delivered) {
                // in this order: who awaits the delivery may close the node then, and handlers must
                // know before
                listener.acknowledged(outgoing);
                outgoing.complete();
            }
        } finally {
            confirmed();
        }
    }

    private void confirmed() {
        lock.lock();
        try {
            confirming = false;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        List<Outgoing> batch = new ArrayList<>();
        List<Bytes> frames = new ArrayList<>();
        try {
            while (awaitWork()) {
                long ack;
                long seq;
                lock.lock();
                try {
                    ack = acceptedSeq > ackedByUs ? acceptedSeq : 0;
                    if (ack > 0) {
                        dense = ack - ackedByUs >= DENSE;
                        ackedByUs = ack;
                    }
                    seq = sentSeq;
                    takeBatch(batch);
                } finally {
                    lock.unlock();
                }
                if (ack > 0) {
                    frames.add(ChatFrame.encodeAck(ack));
                }
                for (Outgoing outgoing : batch) {
                    frames.add(ChatFrame.encode(++seq, outgoing.message()));
                }
                link.send(frames);
                frames.clear();
                batch.clear();
            }
        } catch (IOException e) {
            end(Failures.reason(e));
        } catch (InterruptedException e) {
            end("interrupted");
        } finally {
            end("failed");
        }
    }

    /** Returns whether there is something to write; not until there is, and false once the link has ended. */
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            boolean delayed = false;
            while (!ended && queued.isEmpty()) {
                if (acceptedSeq == ackedByUs) {
                    writer = Writer.IDLE;
                    work.await();
                } else if (dense && !delayed) {
                    delayed = true;
                    writer = Writer.DELAYING;
                    work.awaitNanos(ACK_DELAY_NANOS);
                } else {
                    break;
                }
            }
            writer = Writer.BUSY;
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    private void takeBatch(List<Outgoing> batch) {
        long size = 0;
        while (!queued.isEmpty() && batch.size() < BATCH && size < BATCH_BYTES) {
            Outgoing outgoing = queued.remove();
            unacknowledged.add(outgoing);
            batch.add(outgoing);
            size += outgoing.message().content().size();
            sentSeq++;
        }
    }

    private int outgoing() {
        return queued.size() + unacknowledged.size();
    }

    private boolean isWindowFull(int size) {
        return outgoing() >= WINDOW || outgoing() > 0 && outgoingBytes + size > WINDOW_BYTES;
    }
}
