package peerlink.transport.tls;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has the records of one connection leave one at a time, in order, and none after the last.
 *
 * <p>Bouncy Castle's TLS seals and writes a record in whatever thread has a reason for it: data where it is sent; the answer to the other
 * side's close_notify, and alerts about what that has sent, where it is read. Its own lock is around data alone. But all of them share the
 * number of the next record, which makes its nonce (RFC 8446, section 5.3), the cipher and the stream. So {@link ClientProtocol} and {@link
 * ServerProtocol} take this lock for whatever writes. Any thread may call.
 */
final class OutgoingRecords {
    private final Wire wire;
    private final Duration limit;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean ending;

    /** A part of the protocol that may write records. */
    interface Step {
        void run() throws IOException;
    }

    /**
     * @param wire where the records go; closed if the last one can't leave in time
     * @param limit the longest time that the last record may take, waiting for others included
     */
    OutgoingRecords(Wire wire, Duration limit) {
        this.wire = wire;
        this.limit = limit;
    }

    /**
     * Writes something, and waits for whoever writes already.
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

    /** Writes a record that belongs to something greater, or to the handshake, which has one thread. */
    void writeOne(Step step) throws IOException {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes the last record, unless it has left before. Whoever sends meanwhile gets no further than the end of a record. The thread that reads calls it
     * too, while another may be stuck in a write to somebody who doesn't read any more: hence the limit.
     */
    void end(Step step) throws IOException {
        ending = true;
        try (Deadline _ = Deadline.closing(wire, limit)) {
            writeOne(step);
        }
    }
}
