package peerlink.api.contract;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;

/** Carries the frames of a link in one direction: a queue, bounded by its bytes. */
final class LoopbackPipe {
    /** About as much as two socket buffers hold; one frame always fits. */
    private static final int CAPACITY = 1 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Bytes> frames = new ArrayDeque<>();
    private int bytes;
    private boolean ended;
    private @Nullable String broken;

    void put(Bytes frame) throws IOException {
        lock.lock();
        try {
            while (broken == null && !ended && bytes > 0 && bytes + frame.size() > CAPACITY) {
                await();
            }
            if (broken != null) {
                throw new IOException(broken);
            }
            if (ended) {
                throw new IOException("link closed");
            }
            frames.add(frame);
            bytes += frame.size();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Bytes take() throws IOException {
        lock.lock();
        try {
            while (broken == null && !ended && frames.isEmpty()) {
                await();
            }
            if (broken != null) {
                throw new IOException(broken);
            }
            Bytes frame = frames.poll();
            if (frame == null) {
                throw new EOFException("link closed by the other side");
            }
            bytes -= frame.size();
            changed.signalAll();
            return frame;
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

    private void await() throws IOException {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
