package peerlink.transport.tls;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes a wire when time is up, unless it is closed itself before. It bounds an exchange as a
 * whole, while a socket's read timeout starts again with every byte that a slow peer sends.
 */
final class HandshakeDeadline implements AutoCloseable {
    private final CountDownLatch inTime = new CountDownLatch(1);
    private final Wire wire;
    private final long nanos;
    private volatile boolean passed;

    private HandshakeDeadline(Wire wire, Duration limit) {
        this.wire = wire;
        this.nanos = limit.toNanos();
    }

    static HandshakeDeadline closing(Wire wire, Duration limit) {
        HandshakeDeadline deadline = new HandshakeDeadline(wire, limit);
        Thread.ofVirtual().name("peerlink tls-deadline").start(deadline::watch);
        return deadline;
    }

    private void watch() {
        try {
            passed = !inTime.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
        if (passed) {
            wire.close();
        }
    }

    /** Tells whether time was up, and the wire closed for it. */
    boolean passed() {
        return passed;
    }

    @Override
    public void close() {
        inTime.countDown();
    }
}
