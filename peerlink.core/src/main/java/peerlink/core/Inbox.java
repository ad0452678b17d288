package peerlink.core;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
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
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewerNotes = lock.newCondition();
    private final ArrayDeque<Task> accepted = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Set<String> ids = new HashSet<>();
    private final ArrayDeque<String> oldestIds = new ArrayDeque<>();
    private long acceptedBytes;
    private int notes;
    private @Nullable Thread worker;
    private boolean closed;

    /**
     * @param name of its thread
     */
    Inbox(String name) {
        this.name = name;
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
            if (closed) {
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

    /** Drops what is left and interrupts the handler that runs. */
    void close() {
        lock.lock();
        try {
            closed = true;
            accepted.clear();
            waiting.clear();
            fewerNotes.signalAll();
            if (worker != null && worker != Thread.currentThread()) {
                worker.interrupt();
            }
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
            worker = Thread.ofVirtual().name(name).start(this::work);
        }
    }

    private void work() {
        for (Task task = next(); task != null; task = next()) {
            try {
                task.work().run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "failed to handle what a peer sent", e);
            }
        }
    }

    private @Nullable Task next() {
        Task next;
        Waiting promoted = null;
        lock.lock();
        try {
            next = accepted.poll();
            if (next == null) {
                worker = null;
                return null;
            }
            acceptedBytes -= next.size();
            if (next.isNote()) {
                notes--;
                fewerNotes.signalAll();
            }
            if (!isFull()) {
                promoted = waiting.poll();
                if (promoted != null && promoted.task() != null) {
                    accept(promoted.task());
                }
            }
        } finally {
            lock.unlock();
        }
        if (promoted != null) {
            promoted.onAccepted().run();
        }
        return next;
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
