package peerlink.testkit.contract;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;

/** Carries the frames of a link in one direction: a queue, bounded by its bytes. */
final class LoopbackPipe {
    /** About as much as two socket buffers hold; one frame always fits. */
    private static final int CAPACITY = 1 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Entry> frames = new ArrayDeque<>();
    private final LongSupplier delay;
    private int bytes;
    private boolean ended;
    private @Nullable String broken;

    /**
     * A frame on its way.
     *
     * @param due the time of {@link System#nanoTime} at which it arrives
     */
    private record Entry(Bytes frame, long due) {}

    /**
     * @param delay returns the time that a frame takes, in nanoseconds
     */
    LoopbackPipe(LongSupplier delay) {
        this.delay = delay;
    }

    void put(Bytes frame) throws IOException {
        lock.lock();
        try {
            while (broken == null && !ended && bytes > 0 && bytes + frame.size() > CAPACITY) {
                await(0);
            }
            if (broken != null) {
                throw new IOException(broken);
            }
            if (ended) {
                throw new IOException("link closed");
            }
            frames.add(new Entry(frame, System.nanoTime() + delay.getAsLong()));
            bytes += frame.size();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Bytes take() throws IOException {
        lock.lock();
        try {
            while (true) {
                if (broken != null) {
                    throw new IOException(broken);
                }
                Entry next = frames.peek();
                long left = next == null ? 0 : next.due() - System.nanoTime();
                if (next != null && left <= 0) {
                    frames.remove();
                    bytes -= next.frame().size();
                    changed.signalAll();
                    return next.frame();
                }
                if (next == null && ended) {
                    throw new EOFException("link closed by the other side");
                }
                await(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream in order: its frames can still be taken. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream at once, for both sides: its frames are lost. */
    void breakWith(String reason) {
        lock.lock();
        try {
            if (broken == null) {
                broken = reason;
            }
            frames.clear();
            bytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a change, and no longer than a time if that is not 0. */
    private void await(long nanos) throws IOException {
        try {
            if (nanos > 0) {
                changed.awaitNanos(nanos);
            } else {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
