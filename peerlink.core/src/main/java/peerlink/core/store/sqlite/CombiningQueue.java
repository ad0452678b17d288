package peerlink.core.store.sqlite;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers work that one thread at a time does, in the order of the additions. {@linkplain #ask
 * Questions} overtake it, and their callers answer them. A caller that has
 * {@linkplain Hurry#PROMISED promised} to come {@linkplain #help does it} for all who wait, unless
 * somebody is at it. Both save two changes of threads. The queue's own thread does what nobody has
 * promised, what has gathered during a caller's round, and what is too much for a caller.
 */
final class CombiningQueue<T> {
    /** The time for which a patient item waits for others. */
    static final long PATIENCE_NANOS = 10_000_000;

    /** The number of items in the longest round of a caller. */
    static final int MAX_HELPED = 64;

    /** The moment at which an item is to be done. */
    enum Hurry {
        /** Soon: with others, or after a while. */
        PATIENT,
        /** By the caller, which must call {@link #help} next. Nobody is woken for it. */
        PROMISED,
        /** At once, by the queue's thread. */
        NOW
    }

    private final Consumer<ArrayDeque<T>> work;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();

    // the queue's thread alone waits for it
    private final Condition changed = lock.newCondition();

    // the lock guards these
    private ArrayDeque<T> items = new ArrayDeque<>();
    private ArrayDeque<T> questions = new ArrayDeque<>();

    /** The time at which the oldest item came. */
    private long since;

    /** The items are not to wait any longer. */
    private boolean urgent;

    private boolean promised;

    /** The queue's thread waits for items. */
    private boolean resting;

    private boolean closed;

    /** The thread that is in a round. */
    private volatile @Nullable Thread worker;

    /**
     * @param name the name of the thread
     * @param work does the items that have gathered, and removes them; an exception ends the queue
     *     if it meets its own thread
     * @param end runs on the queue's thread after the last round
     */
    CombiningQueue(String name, Consumer<ArrayDeque<T>> work, Runnable end) {
        this.work = work;
        this.thread =
                Thread.ofPlatform()
                        .name(name)
                        .daemon()
                        .unstarted(
                                () -> {
                                    try {
                                        run();
                                    } finally {
                                        end.run();
                                    }
                                });
    }

    void start() {
        thread.start();
    }

    /** Adds an item. Never blocks. Returns false if the queue is closed. */
    boolean add(T item, Hurry hurry) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (items.isEmpty()) {
                since = System.nanoTime();
            }
            items.add(item);
            promised |= hurry == Hurry.PROMISED;
            if (hurry == Hurry.NOW && !urgent) {
                urgent = true;
                wake();
            } else if (hurry == Hurry.PATIENT && resting) {
                // it begins to count the time
                wake();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds an item that overtakes all others: it is done at once, and those that are patient stay
     * so. The caller does it, unless another thread is in a round, or about to be. An interrupt of
     * the caller waits meanwhile. Returns false if the queue is closed.
     */
    boolean ask(T item) {
        ArrayDeque<T> some;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            questions.add(item);
            if (worker != null || urgent) {
                wake();
                return true;
            }
            some = questions;
            questions = new ArrayDeque<>();
            worker = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        uninterrupted(some);
        return true;
    }

    /**
     * Does what has gathered, once, if any of it was promised. Returns at once if another thread is
     * in a round or about to be: that one sees to it.
     *
     * <p>An interrupt of the caller waits until the end, as others' work may be a part of it. A
     * virtual thread leaves the work to the queue's: it would keep its carrier from other threads.
     */
    void help() {
        ArrayDeque<T> some;
        lock.lock();
        try {
            if (!promised || urgent || worker != null) {
                return;
            }
            if (Thread.currentThread().isVirtual() || items.size() > MAX_HELPED) {
                urgent = true;
                wake();
                return;
            }
            some = takeItems();
            worker = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        uninterrupted(some);
    }

    private void uninterrupted(ArrayDeque<T> some) {
        boolean interrupted = Thread.interrupted();
        try {
            round(some);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Tells whether the calling thread is in a round. */
    boolean isWorking() {
        return Thread.currentThread() == worker;
    }

    /**
     * Takes no more items, and waits until the ones that are there are done. A caller in a round
     * does not wait.
     */
    void close() {
        lock.lock();
        try {
            closed = true;
            wake();
        } finally {
            lock.unlock();
        }
        if (!isWorking()) {
            awaitEnd();
        }
    }

    private void run() {
        for (ArrayDeque<T> some = next(); !some.isEmpty(); some = next()) {
            round(some);
        }
    }

    private void round(ArrayDeque<T> some) {
        try {
            work.accept(some);
        } finally {
            lock.lock();
            try {
                worker = null;
                urgent |= promised || !some.isEmpty();
                // none, unless an exception came
                while (!some.isEmpty()) {
                    items.addFirst(some.removeLast());
                }
                if (closed || urgent || !questions.isEmpty() || resting && !items.isEmpty()) {
                    wake();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits for a round of the queue's thread. Returns no items at the end. */
    private ArrayDeque<T> next() {
        lock.lock();
        try {
            while (!isDue()) {
                if (items.isEmpty() || worker != null) {
                    resting = true;
                    changed.awaitUninterruptibly();
                    resting = false;
                } else {
                    changed.awaitNanos(nanosLeft());
                }
            }
            return take();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts " + thread.getName(), e);
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue() {
        return worker == null && (closed || !questions.isEmpty() || areItemsDue());
    }

    private boolean areItemsDue() {
        return !items.isEmpty() && (closed || urgent || nanosLeft() <= 0);
    }

    private long nanosLeft() {
        return PATIENCE_NANOS - (System.nanoTime() - since);
    }

    /** Begins a round of the queue's thread: the questions, and the items if they are due. */
    private ArrayDeque<T> take() {
        ArrayDeque<T> some = questions;
        questions = new ArrayDeque<>();
        if (areItemsDue()) {
            some.addAll(takeItems());
        }
        if (!some.isEmpty()) {
            worker = Thread.currentThread();
        }
        return some;
    }

    private ArrayDeque<T> takeItems() {
        ArrayDeque<T> some = items;
        items = new ArrayDeque<>();
        urgent = false;
        promised = false;
        return some;
    }

    /** Lets the queue's thread look, unless a round is under way, whose end does so. */
    private void wake() {
        if (worker == null) {
            changed.signal();
        }
    }

    private void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                // the work is done in spite of it
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
