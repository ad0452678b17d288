package peerlink.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keeps events, so that a thread can wait for one. Safe for use by several threads.
 *
 * @param <T> the events' type
 */
final class EventRecorder<T> implements Consumer<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<T> events = new ArrayList<>();

    @Override
    public void accept(T event) {
        lock.lock();
        try {
            events.add(event);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for an event of this type that fits. It may have happened already.
     *
     * @param deadline the latest moment, as {@link System#nanoTime} tells time
     */
    <E extends T> Optional<E> await(Class<E> kind, Predicate<E> fits, long deadline)
            throws InterruptedException {
        lock.lock();
        try {
            int seen = 0;
            while (true) {
                for (; seen < events.size(); seen++) {
                    T event = events.get(seen);
                    if (kind.isInstance(event) && fits.test(kind.cast(event))) {
                        return Optional.of(kind.cast(event));
                    }
                }
                if (more.awaitNanos(deadline - System.nanoTime()) <= 0 && seen == events.size()) {
                    return Optional.empty();
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
