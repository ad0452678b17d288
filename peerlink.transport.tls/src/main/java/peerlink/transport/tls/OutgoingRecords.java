package peerlink.transport.tls;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Orders the records of one connection: they leave one at a time, and none after the last.
 *
 * <p>Bouncy Castle's TLS seals and writes a record in the thread that has a reason for it: the
 * sending thread writes data; the reading thread writes the answer to the other side's
 * close_notify, and alerts about its records. Its own lock is around data alone. But all of them
 * share the number of the next record, which makes its nonce (RFC 8446, section 5.3), the cipher
 * and the stream. So {@link ClientProtocol} and {@link ServerProtocol} take this lock for every
 * step that writes. Any thread may call.
 */
final class OutgoingRecords {
    private final Wire wire;
    private final Duration limit;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean ending;

    /** Runs a part of the protocol that may write records. */
    interface Step {
        void run() throws IOException;
    }

    /**
     * @param wire the wire that takes the records; closed if the last one can't leave in time
     * @param limit the longest time that the last record may take, waiting for others included
     */
    OutgoingRecords(Wire wire, Duration limit) {
        this.wire = wire;
        this.limit = limit;
    }

    /**
     * Runs a step that writes, after the one that writes already.
     *
     * @throws IOException if the last record has left or is about to
     */
    void write(Step step) throws IOException {
        lock.lock();
        try {
            if (ending) {
                throw new IOException("TLS has ended");
            }
            step.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes a record in the midst of a greater step, or of the handshake, which has one thread.
     */
    void writeOne(Step step) throws IOException {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes the last record, unless it has left before. A thread that sends meanwhile gets no
     * further than the end of a record. The thread that reads calls it too, while another may be
     * stuck in a write to a peer that doesn't read any more: hence the limit.
     */
    void end(Step step) throws IOException {
        ending = true;
        try (HandshakeDeadline _ = HandshakeDeadline.closing(wire, limit)) {
            writeOne(step);
        }
    }
}
