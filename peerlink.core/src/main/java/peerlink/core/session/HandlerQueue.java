package peerlink.core.session;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.core.guard.CallBody;
import peerlink.core.store.StreamId;

/**
 * Runs the handler tasks of one peer, one after the other, on one virtual thread, which lives while
 * there are tasks: it tells the user, and hands the message to the handlers, which have threads of
 * their own. A message is kept, and so acknowledged, while there is room for it here, until the
 * handlers are through with it. The others wait, at most as many as the window allows, so that no
 * reader ever waits for a handler.
 *
 * <p>The file is longer than most, as one lock guards the tasks, their thread and the callers that
 * wait for either.
 */
final class HandlerQueue implements HandlerTask.Queue {
    private static final System.Logger LOG = System.getLogger(HandlerQueue.class.getName());
    // acknowledgements of our own messages of which the handlers do not know yet
    private static final int MAX_NOTES = 4096;

    /** Tells a handler of the queue's peer from other callers. */
    private static final ScopedValue<HandlerQueue> HANDLING = ScopedValue.newInstance();

    private final Executor threads;
    private final CountDownLatch ready;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewerNotes = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final ArrayDeque<HandlerTask> tasks = new ArrayDeque<>();
    private final IncomingQueue incoming;
    private int notes;

    /** The number of tasks that the handlers are not through with. */
    private int open;

    private boolean hasWorker;
    private @Nullable Thread worker;
    private boolean refusing;
    private boolean closed;

    /**
     * @param name the name of its thread
     * @param ready opens when all handlers are registered; no task runs before
     * @param hasRoom tells whether the journal lets messages be kept
     */
    HandlerQueue(String name, CountDownLatch ready, BooleanSupplier hasRoom) {
        this(worker -> Thread.ofVirtual().name(name).start(worker), ready, hasRoom);
    }

    /**
     * @param threads runs the tasks, one at a time
     * @param ready opens when all handlers are registered; no task runs before
     * @param hasRoom tells whether the journal lets messages be kept
     */
    HandlerQueue(Executor threads, CountDownLatch ready, BooleanSupplier hasRoom) {
        this.threads = threads;
        this.ready = ready;
        this.incoming = new IncomingQueue(hasRoom);
    }

    /** Keeps a message now or when there is room, unless the queue refuses messages. */
    void offer(IncomingQueue.IncomingMessage message) {
        lock.lock();
        try {
            if (!refusing) {
                incoming.add(message);
            }
        } finally {
            lock.unlock();
        }
        incoming.keepPromoted();
    }

    /** Keeps messages that wait, as the journal has room again. Must not block. */
    void journalHasRoom() {
        lock.lock();
        try {
            incoming.promote();
        } finally {
            lock.unlock();
        }
        incoming.keepPromoted();
    }

    /**
     * Adds the work for a message that is now on disk. Its acknowledgement comes first.
     *
     * @param onFinished called when the handlers and the user have had the message; not if the node
     *     ends before
     * @return whether {@link #begin} must be called for it
     */
    boolean kept(HandlerTask.Work work, int size, Runnable onFinished) {
        lock.lock();
        try {
            if (!closed) {
                append(new HandlerTask(work, size, false, onFinished));
            }
            return !closed && !hasWorker;
        } finally {
            lock.unlock();
        }
    }

    /** Begins with the tasks that wait, unless that was done. */
    void begin() {
        lock.lock();
        try {
            if (!tasks.isEmpty() && !hasWorker) {
                startWorker();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds the work for a message that an earlier run has kept, and that was never {@linkplain
     * #offer offered}, and begins with it. Otherwise as {@link #kept}.
     */
    void restored(HandlerTask.Work work, int size, Runnable onFinished) {
        lock.lock();
        try {
            if (!closed) {
                incoming.take(size);
                append(new HandlerTask(work, size, false, onFinished));
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives back the room of a message that could not be kept.
     *
     * @return the later messages of its stream, which no longer wait
     */
    List<IncomingQueue.IncomingMessage> dropped(StreamId stream, int size) {
        List<IncomingQueue.IncomingMessage> behind;
        lock.lock();
        try {
            behind = incoming.drop(stream, size);
            idle.signalAll();
        } finally {
            lock.unlock();
        }
        incoming.keepPromoted();
        return behind;
    }

    /**
     * Adds work that belongs to no message. Never refuses it and never waits.
     *
     * @param onFinished called as that of a message
     */
    void note(HandlerTask.Work work, Runnable onFinished) {
        lock.lock();
        try {
            if (!closed) {
                notes++;
                append(new HandlerTask(work, 0, true, onFinished));
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the handlers are far behind with notes, unless the caller is a handler. */
    void awaitFewerNotes() throws InterruptedException {
        lock.lock();
        try {
            while (notes >= MAX_NOTES && !closed && !isWorking()) {
                fewerNotes.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether the caller is a handler of this peer. */
    boolean isWorking() {
        lock.lock();
        try {
            return Thread.currentThread() == worker || HANDLING.isBound() && HANDLING.get() == this;
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether there are no tasks. */
    boolean isIdle() {
        lock.lock();
        try {
            return !hasWorker && open == 0 && incoming.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses further messages and drops those that wait, which their sender sends again. */
    void refuse() {
        lock.lock();
        try {
            refusing = true;
            incoming.clear();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all tasks are done, unless the caller is a handler. Returns early at a time of
     * {@link System#nanoTime}.
     */
    void drain(long end) throws InterruptedException {
        lock.lock();
        try {
            while ((hasWorker || open > 0 || incoming.isInUse()) && !closed && !isWorking()) {
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
     * Drops the tasks that are left. From now on no handler's end counts.
     *
     * @return the number of messages and notes that were not handled to their end
     */
    int close() {
        lock.lock();
        try {
            refusing = true;
            closed = true;
            tasks.clear();
            incoming.clear();
            fewerNotes.signalAll();
            idle.signalAll();
            if (worker != null && worker != Thread.currentThread()) {
                worker.interrupt();
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    private void append(HandlerTask task) {
        open++;
        tasks.add(task);
    }

    private void startWorker() {
        hasWorker = true;
        threads.execute(this::work);
    }

    private void work() {
        boolean ended = false;
        try {
            enter();
            ready.await();
            for (HandlerTask task = next(); task != null; task = next()) {
                task.perform(this);
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

    private void enter() throws InterruptedException {
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

    @Override
    public boolean wasCutOff() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void handled(HandlerTask task) {
        lock.lock();
        try {
            open--;
            if (task.isNote()) {
                notes--;
                fewerNotes.signalAll();
            } else {
                incoming.leave(task.size());
            }
            idle.signalAll();
        } finally {
            lock.unlock();
        }
        incoming.keepPromoted();
    }

    @Override
    public <T> CallBody<T> asHandler(CallBody<T> body) {
        return () -> ScopedValue.where(HANDLING, this).call(body::call);
    }

    /** Lets another thread take the place of this one, which cannot go on. */
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
        hasWorker = false;
        worker = null;
        idle.signalAll();
    }

    private @Nullable HandlerTask next() {
        lock.lock();
        try {
            if (!closed) {
                // an interrupt that is left would end the wait for the user
                Thread.interrupted();
            }
            HandlerTask next = tasks.poll();
            if (next == null) {
                rest();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
