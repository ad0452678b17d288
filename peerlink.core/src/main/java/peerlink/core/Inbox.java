package peerlink.core;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one peer's handlers have to do, one after the other on one virtual thread, which lives while there is something to
 * do. A message is <em>accepted</em> once it is among the first {@value #CAPACITY}; the others wait, no more of them than
 * the links' windows allow, so that no reader ever waits for a handler.
 */
final class Inbox {
    /** How many messages are accepted ahead of the handlers. */
    static final int CAPACITY = 256;

    /** How many bytes those messages may have, but for the last one. */
    static final long CAPACITY_BYTES = 4 << 20;

    private static final System.Logger LOG = System.getLogger(Inbox.class.getName());
    // ids that a peer may send again after it lost an acknowledgement
    private static final int REMEMBERED = 4096;
    // acknowledgements of our own messages that the handlers have not been told of
    private static final int MAX_NOTES = 4096;

    private record Task(Runnable work, int size, boolean isNote) {}

    private record Waiting(@Nullable Task task, Runnable onAccepted) {}

    private final String name;
    private final CountDownLatch ready;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewerNotes = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final ArrayDeque<Task> accepted = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Set<String> ids = new HashSet<>();
    private final ArrayDeque<String> oldestIds = new ArrayDeque<>();
    private long acceptedBytes;
    private int notes;
    private @Nullable Thread worker;
    private boolean running;
    private boolean refusing;
    private boolean closed;

    /**
     * @param name of its thread
     * @param ready nothing is done before, so that no handler comes too late
     */
    Inbox(String name, CountDownLatch ready) {
        this.name = name;
        this.ready = ready;
    }

    /**
     * Takes a message; one whose id is among the last {@value #REMEMBERED} is accepted without any work.
     *
     * @param size of the message, in bytes
     * @param onAccepted called once, on this thread or the worker's
     */
    void offer(String id, int size, Runnable work, Runnable onAccepted) {
        lock.lock();
        try {
            if (refusing) {
                return;
            }
            Task task = isNew(id) ? new Task(work, size, false) : null;
            if (!waiting.isEmpty() || task != null && isFull()) {
                waiting.add(new Waiting(task, onAccepted));
                return;
            }
            if (task != null) {
                accept(task);
            }
        } finally {
            lock.unlock();
        }
        onAccepted.run();
    }

    /** Adds work that no message brings: never refused, never waits. */
    void note(Runnable work) {
        lock.lock();
        try {
            if (!closed) {
                notes++;
                accept(new Task(work, 0, true));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the handlers are far behind with notes, unless it is a handler that calls. */
    void awaitFewerNotes() throws InterruptedException {
        lock.lock();
        try {
            while (notes >= MAX_NOTES && !closed && Thread.currentThread() != worker) {
                fewerNotes.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether there is nothing to do. */
    boolean isIdle() {
        lock.lock();
        try {
            return worker == null;
        } finally {
            lock.unlock();
        }
    }

    /** Accepts no more messages; those that wait are let go, and their sender never gets an acknowledgement. */
    void refuse() {
        lock.lock();
        try {
            refusing = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all is done, unless it is a handler that calls; returns early at a time of {@link System#nanoTime}. */
    void drain(long end) throws InterruptedException {
        lock.lock();
        try {
            while (worker != null && !closed && worker != Thread.currentThread()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                idle.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Drops what is left and interrupts the handler that runs.
     *
     * @return how many messages and notes were not handled to their end
     */
    int close() {
        lock.lock();
        try {
            int unfinished = accepted.size();
            refusing = true;
            closed = true;
            accepted.clear();
            waiting.clear();
            acceptedBytes = 0;
            notes = 0;
            fewerNotes.signalAll();
            idle.signalAll();
            if (worker != null && worker != Thread.currentThread()) {
                worker.interrupt();
                unfinished += running ? 1 : 0;
            }
            return unfinished;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull() {
        return accepted.size() - notes >= CAPACITY || acceptedBytes >= CAPACITY_BYTES;
    }

    private void accept(Task task) {
        accepted.add(task);
        acceptedBytes += task.size();
        if (worker == null) {
            startWorker();
        }
    }

    private void startWorker() {
        worker = Thread.ofVirtual().name(name).start(this::work);
    }

    private void work() {
        boolean ended = false;
        try {
            ready.await();
            for (Task task = next(); task != null; task = next()) {
                perform(task);
            }
            ended = true;
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the node ended before it was ready");
        } finally {
            if (!ended) {
                goOn();
            }
        }
    }

    private void perform(Task task) {
        try {
            task.work().run();
        } catch (Throwable e) {
            // whatever it is: the next message must be handled all the same
            LOG.log(Level.ERROR, "failed to handle what a peer sent", e);
        }
    }

    /** Lets another thread take the place of this one, which can't go on. */
    private void goOn() {
        lock.lock();
        try {
            if (accepted.isEmpty()) {
                rest();
            } else {
                startWorker();
            }
        } finally {
            lock.unlock();
        }
    }

    private void rest() {
        running = false;
        worker = null;
        idle.signalAll();
    }

    private @Nullable Task next() {
        Task next;
        List<Runnable> callbacks = new ArrayList<>();
        lock.lock();
        try {
            if (!closed) {
                // left behind by a handler, it would hit the next one, whose file it would close
                Thread.interrupted();
            }
            next = accepted.poll();
            if (next == null) {
                rest();
                return null;
            }
            running = true;
            acceptedBytes -= next.size();
            if (next.isNote()) {
                notes--;
                fewerNotes.signalAll();
            }
            promote(callbacks);
        } finally {
            lock.unlock();
        }
        callbacks.forEach(Runnable::run);
        return next;
    }

    /** Accepts what there is room for; duplicates, which need none, as well. */
    private void promote(List<Runnable> callbacks) {
        while (!waiting.isEmpty() && !isFull()) {
            Waiting promoted = waiting.remove();
            if (promoted.task() != null) {
                accept(promoted.task());
            }
            callbacks.add(promoted.onAccepted());
        }
    }

    private boolean isNew(String id) {
        if (!ids.add(id)) {
            return false;
        }
        oldestIds.add(id);
        if (oldestIds.size() > REMEMBERED) {
            ids.remove(oldestIds.remove());
        }
        return true;
    }
}
