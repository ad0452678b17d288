package peerlink.registry.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import peerlink.api.Circuit;
import peerlink.registry.admin.RelayMetrics;

/**
 * Carries the bytes of two joined connections, as they are. A thread reads each direction and
 * writes what it has read at once, so that TCP's own back-pressure reaches the sender. An idle
 * direction holds a small buffer.
 */
final class Splice {
    /** The buffer of a direction in which little happens: one message of a chat fits in. */
    private static final int SMALL = 1 << 10;

    /** The longest piece that is read at once, in bytes. */
    private static final int LARGE = 64 << 10;

    /** The time for the other direction to end once one has, in nanoseconds. */
    private static final long LINGER = 2_000_000_000L;

    private static final long SECOND = 1_000_000_000L;

    /** The bytes a second that pass whatever limits are used up, so that a chat lives for ever. */
    static final int FREE_PER_SECOND = 1 << 10;

    /** The bytes of those that may come at once. */
    static final int FREE_AT_ONCE = 64 << 10;

    private final Circuit caller;
    private final Circuit called;
    private final RelayMetrics metrics;
    private final LongSupplier nanos;
    private final Budget free;
    private final List<Budget> limits;
    private final int piece;
    private final LongAdder bytes = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** The directions that have ended, and whether all is over; under the lock. */
    private int ended;

    private boolean isClosed;

    /** The last time at which a byte came, or is about to leave. */
    private volatile long activeAt;

    /**
     * @param caller this splice closes it, as it does the other one
     * @param rate the bytes a second of this circuit
     * @param shared what its peers, their addresses and all together may use
     */
    Splice(
            Circuit caller,
            Circuit called,
            long rate,
            List<Budget> shared,
            RelayMetrics metrics,
            LongSupplier nanos) {
        this.caller = caller;
        this.called = called;
        this.metrics = metrics;
        this.nanos = nanos;
        long now = nanos.getAsLong();
        this.free = new Budget(FREE_AT_ONCE, SECOND * (FREE_AT_ONCE / FREE_PER_SECOND), now);
        this.limits =
                Stream.concat(Stream.of(new Budget(10.0 * rate, 10 * SECOND, now)), shared.stream())
                        .toList();
        // a piece is no longer than a quarter of a second
        this.piece = Math.clamp(rate / 4, SMALL, LARGE);
        this.activeAt = now;
    }

    /**
     * Begins to carry, on threads of its own: they have fresh stacks, while those of the links have
     * grown in TLS and in reading frames, and keep that memory.
     *
     * @param onEnd called once, when both directions are over; must not block
     */
    void start(Runnable onEnd) {
        AtomicInteger going = new AtomicInteger(2);
        carry(caller, called, going, onEnd);
        carry(called, caller, going, onEnd);
    }

    private void carry(Circuit from, Circuit to, AtomicInteger going, Runnable onEnd) {
        Thread.ofVirtual()
                .name("peerlink relay-circuit " + from.remoteAddress().hostAndPort())
                .start(
                        () -> {
                            carry(from, to);
                            if (going.decrementAndGet() == 0) {
                                onEnd.run();
                            }
                        });
    }

    private void carry(Circuit from, Circuit to) {
        try {
            pump(from.input(), to.output());
            to.endOutput();
            endDirection();
        } catch (IOException e) {
            RelayLog.debug("a circuit broke", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close("ended");
        }
    }

    private void pump(InputStream in, OutputStream out) throws IOException, InterruptedException {
        byte[] buffer = new byte[SMALL];
        while (true) {
            int count = in.read(buffer);
            if (count < 0) {
                return;
            }
            await(count);
            out.write(buffer, 0, count);
            bytes.add(count);
            metrics.carried(count);
            if (count == buffer.length && count < piece) {
                buffer = new byte[piece];
            } else if (count < SMALL && buffer.length > SMALL) {
                buffer = new byte[SMALL];
            }
        }
    }

    /** Waits until as many bytes may pass. */
    private void await(int count) throws IOException, InterruptedException {
        long now = nanos.getAsLong();
        activeAt = now;
        if (free.tryTake(count, now)) {
            return;
        }
        long wait = 0;
        for (Budget limit : limits) {
            wait = Math.max(wait, limit.take(count, now));
        }
        if (wait > 0) {
            metrics.slowed();
            activeAt = now + wait;
            pause(now + wait);
        }
    }

    private void pause(long until) throws IOException, InterruptedException {
        lock.lock();
        try {
            long left = until - nanos.getAsLong();
            while (left > 0 && !isClosed) {
                // a while at a time: the timer may be a test's
                changed.await(Math.min(left, SECOND / 10), TimeUnit.NANOSECONDS);
                left = until - nanos.getAsLong();
            }
            if (isClosed) {
                throw new IOException("the circuit was cut");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notes the end of one direction, and waits a little for that of the other one. */
    private void endDirection() throws InterruptedException {
        lock.lock();
        try {
            ended++;
            changed.signalAll();
            long left = LINGER;
            while (ended < 2 && !isClosed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether no byte has come for so many nanoseconds. */
    boolean isIdle(long now, long time) {
        return now - activeAt > time;
    }

    /** Cuts the circuit. Does nothing the second time. */
    void close(String reason) {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        caller.close();
        called.close();
        RelayLog.ended(bytes.sum(), reason);
    }
}
