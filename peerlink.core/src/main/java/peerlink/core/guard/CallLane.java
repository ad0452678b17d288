package peerlink.core.guard;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands items to code of one owner, one after another and many in one go on a thread. Safe for use
 * by several threads.
 *
 * @param <T> the items, such as messages
 */
public final class CallLane<T> {
    /** The number of items after which other calls of the owner get the thread. */
    private static final int SERIES = 64;

    private final GuardedCalls calls;
    private final int capacity;
    private final Step<T> step;
    private final Consumer<? super T> onDropped;
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by the lock
    private final ArrayDeque<T> waiting = new ArrayDeque<>();
    private boolean isBusy;
    private boolean closed;

    /** Makes the calls for one item. */
    public interface Step<T> {
        /**
         * Runs on a thread of the owner's, as {@link GuardedCalls#make} requires.
         *
         * @param goOn to be run once by a call that was given up: the lane goes on elsewhere
         * @return false if a call was given up
         */
        boolean perform(T item, Runnable goOn);
    }

    /**
     * @param capacity the most items that wait; one more drops the oldest
     * @param onDropped gets each item that is not performed; holds no lock
     */
    public CallLane(GuardedCalls calls, int capacity, Step<T> step, Consumer<? super T> onDropped) {
        this.calls = calls;
        this.capacity = capacity;
        this.step = step;
        this.onDropped = onDropped;
    }

    /** Adds an item, or drops it once the lane is closed. Never blocks. */
    public void add(T item) {
        T dropped = null;
        boolean isFirst = false;
        lock.lock();
        try {
            if (closed) {
                dropped = item;
            } else {
                dropped = waiting.size() == capacity ? waiting.poll() : null;
                waiting.add(item);
                isFirst = !isBusy;
                isBusy = true;
            }
        } finally {
            lock.unlock();
        }
        if (dropped != null) {
            onDropped.accept(dropped);
        }
        if (isFirst) {
            goOn();
        }
    }

    /** Drops the items that wait. The one that is performed goes on. */
    public void close() {
        List<T> left;
        lock.lock();
        try {
            closed = true;
            left = List.copyOf(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(onDropped);
    }

    private void goOn() {
        calls.series(this::work, this::close);
    }

    private void work() {
        for (int done = 0; done < SERIES; done++) {
            T item = next();
            if (item == null || !step.perform(item, this::goOn)) {
                return;
            }
        }
        goOn();
    }

    private @Nullable T next() {
        lock.lock();
        try {
            T item = waiting.poll();
            isBusy = item != null;
            return item;
        } finally {
            lock.unlock();
        }
    }
}
