package peerlink.core.session;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.core.store.StreamId;

/**
 * Runs what one peer's handlers have to do, one after the other on one virtual thread, which lives while there is something to
 * do. Messages are kept, and so acknowledged, while there is room for them here; the others wait, no more of them than the
 * window allows, so that no reader ever waits for a handler.
 *
 * <p>The file is longer than most, as one lock guards the tasks, their thread and those who wait for either.
 */
final class HandlerQueue {
    private static final System.Logger LOG = System.getLogger(HandlerQueue.class.getName());
    // acknowledgements of our own messages that the handlers have not been told of
    private static final int MAX_NOTES = 4096;

    private final Executor threads;
    private final CountDownLatch ready;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewerNotes = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final ArrayDeque<HandlerTask> tasks = new ArrayDeque<>();
    private final ArrivalQueue arrivals = new ArrivalQueue();
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
    HandlerQueue(String name, CountDownLatch ready) {
        this(worker -> Thread.ofVirtual().name(name).start(worker), ready);
    }

    /**
     * @param threads runs what has to be done, one thing at a time
     * @param ready nothing is done before, so that no handler comes too late
     */
    HandlerQueue(Executor threads, CountDownLatch ready) {
        this.threads = threads;
        this.ready = ready;
    }

    /** Has a message kept, now or when there is room; unless no more are accepted. */
    void offer(ArrivalQueue.Arrival arrival) {
        lock.lock();
        try {
            if (!refusing) {
                arrivals.add(arrival);
            }
        } finally {
            lock.unlock();
        }
        arrivals.keepPromoted();
    }

    /**
     * Adds what is to be done about a message that is kept now.
     *
     * @param onFinished called when the handlers and the user have had it; not if the node ends before
     */
    void kept(HandlerTask.Work work, int size, Runnable onFinished) {
        add(new HandlerTask(work, size, false, onFinished), false);
    }

    /** As {@link #kept}, for a message that was never {@linkplain #offer offered}, as it was kept before. */
    void restored(HandlerTask.Work work, int size, Runnable onFinished) {
        add(new HandlerTask(work, size, false, onFinished), true);
    }

    /**
     * Gives back the room of a message that could not be kept.
     *
     * @return what waits behind it in its stream, which waits no more
     */
    List<ArrivalQueue.Arrival> dropped(StreamId stream, int size) {
        List<ArrivalQueue.Arrival> behind;
        lock.lock();
        try {
            behind = arrivals.drop(stream, size);
            idle.signalAll();
        } finally {
            lock.unlock();
        }
        arrivals.keepPromoted();
        return behind;
    }

    /** Adds work that no message brings: never refused, never waits. */
    void note(Runnable work) {
        lock.lock();
        try {
            if (!closed) {
                notes++;
                add(new HandlerTask(_ -> work.run(), 0, true, () -> {}));
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
            return !hasWorker && arrivals.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Accepts no more messages; those that wait are let go, and their sender sends them again. */
    void refuse() {
        lock.lock();
        try {
            refusing = true;
            arrivals.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all is done, unless it is a handler that calls; returns early at a time of {@link System#nanoTime}. */
    void drain(long end) throws InterruptedException {
        lock.lock();
        try {
            while ((hasWorker || arrivals.isInUse())
                    && !closed
                    && worker != Thread.currentThread()) {
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
            arrivals.clear();
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

    private void add(HandlerTask task, boolean takesRoom) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (takesRoom) {
                arrivals.take(task.size());
            }
            add(task);
        } finally {
            lock.unlock();
        }
    }

    private void add(HandlerTask task) {
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
            for (HandlerTask task = next(); task != null; task = next()) {
                task.perform(this::wasCutOff);
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

    private @Nullable HandlerTask next() {
        HandlerTask next = poll();
        arrivals.keepPromoted();
        return next;
    }

    private @Nullable HandlerTask poll() {
        lock.lock();
        try {
            if (!closed) {
                // left behind by a handler, it would hit the next one, whose file it would close
                Thread.interrupted();
            }
            HandlerTask next = tasks.poll();
            if (next == null) {
                rest();
                return null;
            }
            running = true;
            if (next.isNote()) {
                notes--;
                fewerNotes.signalAll();
            } else {
                arrivals.leave(next.size());
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
