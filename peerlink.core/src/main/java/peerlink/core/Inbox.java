package peerlink.core;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one peer's handlers have to do, one after the other on one virtual thread, which lives while there is something to
 * do. Messages are kept, and so acknowledged, while there is room for them here; the others wait, no more of them than the
 * window allows, so that no reader ever waits for a handler.
 */
final class Inbox {
    /** How many messages are kept ahead of the handlers. */
    static final int CAPACITY = 4096;

    /** How many bytes those messages may have, but for the last one. */
    static final long CAPACITY_BYTES = 4 << 20;

    private static final System.Logger LOG = System.getLogger(Inbox.class.getName());
    // acknowledgements of our own messages that the handlers have not been told of
    private static final int MAX_NOTES = 4096;

    /** What is done about one message. */
    interface Work {
        /**
         * Does it, and has the user told of it.
         *
         * @param onTold to be called once the user was told, or is not to be
         */
        void perform(Runnable onTold) throws InterruptedException;
    }

    /** A message that has arrived and is not kept yet. */
    interface Arrival {
        /** Returns the stream that it came in. */
        StreamId stream();

        int size();

        /** Has it kept; {@link #kept} or {@link #dropped} is called later. Must not block. */
        void keep();
    }

    /**
     * @param onFinished called when the handlers and the user have had it; not if the node ends before
     */
    private record Task(Work work, int size, boolean isNote, Runnable onFinished) {}

    private final Executor threads;
    private final CountDownLatch ready;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewerNotes = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private final ArrayDeque<Arrival> waiting = new ArrayDeque<>();
    private final ReentrantLock keeping = new ReentrantLock();
    private final Queue<Arrival> promoted = new ConcurrentLinkedQueue<>();
    private int messages;
    private long bytes;
    private int notes;
    private boolean hasWorker;
    private @Nullable Thread worker;
    private boolean running;
    private boolean refusing;
    private boolean closed;

    /**
     * @param name of its thread
     * @param ready nothing is done before, so that no handler comes too late
     */
    Inbox(String name, CountDownLatch ready) {
        this(worker -> Thread.ofVirtual().name(name).start(worker), ready);
    }

    /**
     * @param threads runs what has to be done, one thing at a time
     * @param ready nothing is done before, so that no handler comes too late
     */
    Inbox(Executor threads, CountDownLatch ready) {
        this.threads = threads;
        this.ready = ready;
    }

    /** Has a message kept, now or when there is room; unless no more are accepted. */
    void offer(Arrival arrival) {
        lock.lock();
        try {
            if (!refusing) {
                waiting.add(arrival);
                promote();
            }
        } finally {
            lock.unlock();
        }
        keepPromoted();
    }

    /**
     * Adds what is to be done about a message that is kept now.
     *
     * @param onFinished called when the handlers and the user have had it; not if the node ends before
     */
    void kept(Work work, int size, Runnable onFinished) {
        add(new Task(work, size, false, onFinished), false);
    }

    /** As {@link #kept}, for a message that was never {@linkplain #offer offered}, as it was kept before. */
    void restored(Work work, int size, Runnable onFinished) {
        add(new Task(work, size, false, onFinished), true);
    }

    /**
     * Gives back the room of a message that could not be kept.
     *
     * @return what waits behind it in its stream, which waits no more
     */
    List<Arrival> dropped(StreamId stream, int size) {
        List<Arrival> behind = new ArrayList<>();
        lock.lock();
        try {
            messages--;
            bytes -= size;
            waiting.removeIf(arrival -> arrival.stream().equals(stream) && behind.add(arrival));
            promote();
            idle.signalAll();
        } finally {
            lock.unlock();
        }
        keepPromoted();
        return behind;
    }

    /** Adds work that no message brings: never refused, never waits. */
    void note(Runnable work) {
        lock.lock();
        try {
            if (!closed) {
                notes++;
                add(new Task(_ -> work.run(), 0, true, () -> {}));
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

    /** Tells whether a handler of this peer calls. */
    boolean isWorking() {
        lock.lock();
        try {
            return Thread.currentThread() == worker;
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether there is nothing to do. */
    boolean isIdle() {
        lock.lock();
        try {
            return !hasWorker && messages == 0 && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Accepts no more messages; those that wait are let go, and their sender sends them again. */
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
            while ((hasWorker || messages > 0) && !closed && worker != Thread.currentThread()) {
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
            int unfinished = tasks.size();
            refusing = true;
            closed = true;
            tasks.clear();
            waiting.clear();
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

    private void add(Task task, boolean takesRoom) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (takesRoom) {
                messages++;
                bytes += task.size();
            }
            add(task);
        } finally {
            lock.unlock();
        }
    }

    private void add(Task task) {
        tasks.add(task);
        if (!hasWorker) {
            startWorker();
        }
    }

    private void startWorker() {
        hasWorker = true;
        threads.execute(this::work);
    }

    private void work() {
        boolean ended = false;
        try {
            begin();
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

    private void begin() throws InterruptedException {
        lock.lock();
        try {
            if (closed) {
                throw new InterruptedException("the node has ended");
            }
            worker = Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    private void perform(Task task) {
        // the handlers are the one part, the user who is told is the other one
        AtomicInteger parts = new AtomicInteger(2);
        Runnable part =
                () -> {
                    if (parts.decrementAndGet() == 0) {
                        task.onFinished().run();
                    }
                };
        try {
            task.work().perform(part);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // the next node handles it again
        } catch (Throwable e) {
            // whatever it is: the next message must be handled all the same
            LOG.log(Level.ERROR, "failed to handle what a peer sent", e);
            part.run();
        }
        if (!wasCutOff()) {
            part.run();
        }
    }

    private boolean wasCutOff() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Lets another thread take the place of this one, which can't go on. */
    private void goOn() {
        lock.lock();
        try {
            if (tasks.isEmpty()) {
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
        hasWorker = false;
        worker = null;
        idle.signalAll();
    }

    private @Nullable Task next() {
        Task next = poll();
        keepPromoted();
        return next;
    }

    private @Nullable Task poll() {
        lock.lock();
        try {
            if (!closed) {
                // left behind by a handler, it would hit the next one, whose file it would close
                Thread.interrupted();
            }
            Task next = tasks.poll();
            if (next == null) {
                rest();
                return null;
            }
            running = true;
            if (next.isNote()) {
                notes--;
                fewerNotes.signalAll();
            } else {
                messages--;
                bytes -= next.size();
                promote();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Gives room to those that there is room for. */
    private void promote() {
        while (!waiting.isEmpty() && messages < CAPACITY && bytes < CAPACITY_BYTES) {
            Arrival arrival = waiting.remove();
            messages++;
            bytes += arrival.size();
            promoted.add(arrival);
        }
    }

    /** Has those kept that have room now, in their order; without the lock, as whoever is told at once may come back here. */
    private void keepPromoted() {
        if (keeping.isHeldByCurrentThread()) {
            return; // it goes on with them further up
        }
        keeping.lock();
        try {
            for (Arrival arrival = promoted.poll(); arrival != null; arrival = promoted.poll()) {
                arrival.keep();
            }
        } finally {
            keeping.unlock();
        }
    }
}
