package peerlink.core;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the node's events one at a time, in order, on one thread of its own. */
final class EventQueue implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventQueue.class.getName());
    private static final int CAPACITY = 1024;

    private final Consumer<NodeEvent> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<NodeEvent> events = new ArrayDeque<>();
    private final Thread teller;
    private boolean closed;

    EventQueue(Consumer<NodeEvent> listener) {
        this.listener = listener;
        this.teller = Thread.ofVirtual().name("peerlink events").start(this::tell);
    }

    /** Adds an event at once: for what is rare, and for threads that must not wait. */
    void post(NodeEvent event) {
        lock.lock();
        try {
            add(event);
        } finally {
            lock.unlock();
        }
    }

    /** Adds an event, and first waits while the listener is far behind: for what others can make come often. */
    void postWhenRoom(NodeEvent event) throws InterruptedException {
        lock.lock();
        try {
            while (events.size() >= CAPACITY && !closed && Thread.currentThread() != teller) {
                room.await();
            }
            add(event);
        } finally {
            lock.unlock();
        }
    }

    /** Tells what is there, for a second at most. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        if (Thread.currentThread() == teller) {
            return;
        }
        try {
            if (!teller.join(Duration.ofSeconds(1))) {
                LOG.log(Level.WARNING, "the listener for events still blocks at the end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(NodeEvent event) {
        if (!closed) {
            events.add(event);
            notEmpty.signal();
        }
    }

    private void tell() {
        try {
            for (NodeEvent event = next(); event != null; event = next()) {
                try {
                    listener.accept(event);
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "the listener for events failed", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "the thread for events was interrupted", e);
        }
    }

    private @Nullable NodeEvent next() throws InterruptedException {
        lock.lock();
        try {
            while (events.isEmpty() && !closed) {
                notEmpty.await();
            }
            NodeEvent event = events.poll();
            if (events.size() == CAPACITY / 2 || events.isEmpty()) {
                room.signalAll();
            }
            return event;
        } finally {
            lock.unlock();
        }
    }
}
