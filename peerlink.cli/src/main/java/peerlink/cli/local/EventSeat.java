package peerlink.cli.local;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.core.model.NodeEvent;

/**
 * One screen of an {@link EventFan}, with what waits for it and the thread that shows it. The fan's
 * lock guards the fields.
 */
final class EventSeat {
    /** The largest number of events that wait for one screen. */
    static final int CAPACITY = 2048;

    private static final Duration TO_DRAIN = Duration.ofSeconds(1);
    private static final System.Logger LOG = System.getLogger(EventSeat.class.getName());

    private final EventScreen screen;
    private final ReentrantLock lock;
    private final Condition changed;
    private final Supplier<@Nullable UnseenMessages> unseen;
    private final Consumer<EventSeat> onEnd;
    private final CatchUp catchUp;
    private final ArrayDeque<Entry> queue = new ArrayDeque<>();
    private @Nullable Entry current;
    private int missed;
    private boolean isGone;

    /** An event, or a sent message, that waits for a screen. */
    sealed interface Entry {
        /**
         * An event of the node.
         *
         * @param telling follows it, if the node awaits that it is shown
         */
        record Event(NodeEvent event, @Nullable Telling telling) implements Entry {}

        record Sent(Delivery delivery, Peer peer) implements Entry {}
    }

    /** Follows an event until one screen has shown it. The fan's lock guards it. */
    static final class Telling {
        private final Set<EventSeat> pending;
        private boolean isShown;

        Telling(List<EventSeat> takers) {
            this.pending = new HashSet<>(takers);
        }

        /** Tells whether one screen has shown it. */
        boolean isShown() {
            return isShown;
        }

        /** Tells whether it is shown, or there is nobody left who could show it. */
        boolean isSettled() {
            return isShown || pending.isEmpty();
        }

        /** Takes their seats away from those that hold it up and may be left behind. */
        void leaveThoseWhoWait() {
            List.copyOf(pending).stream()
                    .filter(seat -> seat.screen.isDispensable())
                    .forEach(EventSeat::leave);
        }
    }

    /**
     * @param lock the fan's
     * @param changed is signalled when a seat has changed
     * @param unseen the messages that nobody has seen, called with the lock
     * @param onEnd takes the seat away, called with the lock
     */
    EventSeat(
            EventScreen screen,
            ReentrantLock lock,
            Condition changed,
            Supplier<@Nullable UnseenMessages> unseen,
            Consumer<EventSeat> onEnd) {
        this.screen = screen;
        this.lock = lock;
        this.changed = changed;
        this.unseen = unseen;
        this.onEnd = onEnd;
        this.catchUp = new CatchUp(screen, lock);
    }

    EventScreen screen() {
        return screen;
    }

    /** Sets whether it is first shown what nobody has seen. The caller has the lock. */
    void behind(boolean isIt) {
        catchUp.behind(isIt);
    }

    /** Tells whether it is to be told of an event. The caller has the lock. */
    boolean takes(NodeEvent event) {
        return catchUp.leaves(event);
    }

    /** Adds an entry, or leaves it out. The caller has the lock. */
    void put(Entry entry) {
        if (queue.size() < CAPACITY) {
            queue.add(entry);
            changed.signalAll();
            return;
        }
        if (screen.isDispensable()) {
            leave();
        } else {
            missed++;
        }
        settle(entry, false);
    }

    /** Shows entries until the seat is taken away. */
    void show() {
        try {
            while (true) {
                Entry entry = next();
                UnseenMessages kept = toCatchUp();
                if (kept != null) {
                    catchUp.run(kept);
                }
                if (entry == null && isOver()) {
                    return;
                }
                if (entry != null) {
                    show(entry);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "the thread of a screen was interrupted", e);
        }
    }

    private void show(Entry entry) {
        boolean isShown = false;
        try {
            switch (entry) {
                case Entry.Event(var event, _) -> {
                    screen.accept(event);
                    noteShown(event);
                }
                case Entry.Sent(var delivery, var peer) -> screen.sent(delivery, peer);
            }
            isShown = true;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.DEBUG, "an event could not be shown", e);
        } finally {
            done(entry, isShown);
        }
    }

    private @Nullable UnseenMessages toCatchUp() {
        lock.lock();
        try {
            return catchUp.isBehind() ? unseen.get() : null;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        lock.lock();
        try {
            return isGone;
        } finally {
            lock.unlock();
        }
    }

    private void noteShown(NodeEvent event) {
        UnseenMessages kept;
        lock.lock();
        try {
            kept = unseen.get();
        } finally {
            lock.unlock();
        }
        if (kept != null) {
            switch (event) {
                case NodeEvent.MessageArrived arrived -> kept.shown(arrived.message().id());
                case NodeEvent.MessageUnhandled unhandled -> kept.shown(unhandled.message().id());
                default -> {
                    // the journal has only messages
                }
            }
        }
    }

    private @Nullable Entry next() throws InterruptedException {
        int leftOut;
        Entry entry;
        lock.lock();
        try {
            while (queue.isEmpty() && !isGone && !catchUp.isBehind()) {
                changed.await();
            }
            entry = queue.poll();
            current = entry;
            leftOut = missed;
            missed = 0;
        } finally {
            lock.unlock();
        }
        if (leftOut > 0) {
            screen.missed(leftOut);
        }
        return entry;
    }

    private void done(Entry entry, boolean isShown) {
        lock.lock();
        try {
            current = null;
            settle(entry, isShown);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void settle(Entry entry, boolean isShown) {
        if (entry instanceof Entry.Event(_, Telling telling) && telling != null) {
            telling.isShown |= isShown;
            telling.pending.remove(this);
        }
    }

    /** Takes the seat away from a screen that takes nothing. The caller has the lock. */
    private void leave() {
        if (!isGone) {
            end();
            screen.left();
        }
    }

    private void end() {
        isGone = true;
        catchUp.behind(false);
        onEnd.accept(this);
        if (current != null) {
            settle(current, false);
        }
        queue.forEach(entry -> settle(entry, false));
        queue.clear();
        changed.signalAll();
    }

    /** Takes the seat away, and before lets it show what waits, for a second at most. */
    void close() {
        long left = TO_DRAIN.toNanos();
        lock.lock();
        try {
            while (!isGone && (current != null || !queue.isEmpty()) && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
            lock.unlock();
        }
    }
}
