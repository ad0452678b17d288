package peerlink.core.session;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.core.model.EventSink;
import peerlink.core.model.NodeEvent;

/** Tells the listener the node's events one at a time, in order, on one thread of its own. */
public final class EventQueue implements EventSink, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventQueue.class.getName());

    /** The number of waiting events from which frequent events must wait or are dropped. */
    static final int CAPACITY = 1024;

    /** The further room for events that change for good what a user sees. */
    static final int RESERVE = 1024;

    /**
     * @param onTold called when the listener has had the event
     */
    private record Entry(NodeEvent event, Runnable onTold) {}

    private final Consumer<NodeEvent> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final ArrayDeque<Entry> events = new ArrayDeque<>();
    private final Thread teller;
    private int dropped;
    private boolean isTelling;
    private boolean closed;

    public EventQueue(Consumer<NodeEvent> listener) {
        this.listener = listener;
        this.teller = Thread.ofVirtual().name("peerlink event-teller").start(this::tell);
    }

    @Override
    public void post(NodeEvent event) {
        lock.lock();
        try {
            if (events.size() < (isLasting(event) ? CAPACITY + RESERVE : CAPACITY)) {
                add(new Entry(event, () -> {}));
            } else {
                dropped++;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void postWhenRoom(NodeEvent event, Runnable onTold) throws InterruptedException {
        lock.lock();
        try {
            while (events.size() >= CAPACITY && !closed && Thread.currentThread() != teller) {
                room.await();
            }
            add(new Entry(event, onTold));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the listener has had all events. Returns early at a time of {@link
     * System#nanoTime}.
     */
    public void drain(long end) throws InterruptedException {
        lock.lock();
        try {
            while (isTelling || !events.isEmpty()) {
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

    /** Tells the events that wait, for a second at most. */
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

    private static boolean isLasting(NodeEvent event) {
        return switch (event) {
            case NodeEvent.LinkOpened _,
                    NodeEvent.LinkClosed _,
                    NodeEvent.ContactsChanged _,
                    NodeEvent.IdentityChanged _,
                    NodeEvent.NameClaimed _,
                    NodeEvent.PluginFailed _ ->
                    // peers can cause these in any number
                    false;
            case NodeEvent.ProgressChanged progress -> progress.finished();
            case NodeEvent.StatusChanged status -> status.gone();
            default -> true;
        };
    }

    private void add(Entry entry) {
        if (!closed) {
            events.add(entry);
            notEmpty.signal();
        }
    }

    private void tell() {
        try {
            for (Entry entry = next(); entry != null; entry = next()) {
                try {
                    listener.accept(entry.event());
                    entry.onTold().run();
                } catch (RuntimeException | Error e) {
                    // handlers wait for this thread: it must go on
                    LOG.log(Level.ERROR, "the listener for events failed", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "the thread for events was interrupted", e);
        }
    }

    private void tellDropped() {
        if (dropped > 0) {
            LOG.log(Level.WARNING, "{0} events were not told: their listener is slow", dropped);
            dropped = 0;
        }
    }

    private @Nullable Entry next() throws InterruptedException {
        lock.lock();
        try {
            isTelling = false;
            while (events.isEmpty() && !closed) {
                idle.signalAll();
                notEmpty.await();
            }
            Entry entry = events.poll();
            isTelling = entry != null;
            if (!isTelling) {
                idle.signalAll();
            }
            if (events.size() == CAPACITY / 2 || events.isEmpty()) {
                room.signalAll();
                tellDropped();
            }
            return entry;
        } finally {
            lock.unlock();
        }
    }
}
