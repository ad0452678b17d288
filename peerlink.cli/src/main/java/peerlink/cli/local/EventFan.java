package peerlink.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.api.Registration;
import peerlink.core.model.JournalEntry;
import peerlink.core.model.NodeEvent;

/**
 * Tells one node's events to everybody who looks: the chats on several terminals, and programs.
 * They come and go while the node runs. The node calls {@link #accept} with one event at a time.
 *
 * <p>A message counts as told when one of them has shown it. Each has a queue and a thread of its
 * own, so that a screen which takes nothing holds up no other one.
 *
 * <p>The file is longer than most, as one lock guards the sinks, their queues and the events that
 * wait for them.
 */
public final class EventFan implements Consumer<NodeEvent> {
    /** The largest number of events that wait for one sink. */
    static final int CAPACITY = 2048;

    /** The longest time for which sinks that may be left behind hold a message up. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration TO_DRAIN = Duration.ofSeconds(1);
    private static final System.Logger LOG = System.getLogger(EventFan.class.getName());

    private final Duration patience;
    private final List<Consumer<NodeEvent>> watchers = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // the lock guards these
    private boolean isBegun;
    private @Nullable UnseenMessages unseen;
    private final List<Seat> seats = new ArrayList<>();
    private final StandingEvents standing = new StandingEvents();

    /** Shows events to a user. All calls come on one thread, which may wait for the screen. */
    public interface Sink {
        /**
         * Shows an event, and returns when it is shown.
         *
         * @throws RuntimeException if it can't be shown
         */
        void accept(NodeEvent event);

        /** Shows a message that another chat or program of the profile has sent. */
        default void sent(Delivery delivery, Peer peer) {}

        /** Says that events were left out, since the screen was too far behind. */
        default void missed(int events) {}

        /** Tells whether a user looks here: messages are for those alone. */
        default boolean isUser() {
            return true;
        }

        /** Tells whether the sink may be left behind when it takes nothing. */
        default boolean isDispensable() {
            return false;
        }

        /** Says that it is told of nothing any more, since it takes nothing. Must not block. */
        default void left() {}
    }

    /** An event, or a sent message, that waits for a sink. */
    private sealed interface Entry {
        record Event(NodeEvent event, @Nullable Telling telling) implements Entry {}

        record Sent(Delivery delivery, Peer peer) implements Entry {}
    }

    public EventFan() {
        this(PATIENCE);
    }

    EventFan(Duration patience) {
        this.patience = patience;
    }

    /**
     * Adds a sink. It is told first of what holds at present, and of what nobody was there to see.
     *
     * @param name ends the name of its thread
     * @return takes the sink away when it is closed, and before lets it show what waits, for a
     *     second at most
     */
    public Registration add(String name, Sink sink) {
        Seat seat = new Seat(sink);
        lock.lock();
        try {
            standing.forNewcomer(sink.isUser() && users().isEmpty())
                    .forEach(event -> seat.queue.add(new Entry.Event(event, null)));
            seats.add(seat);
            seat.isBehind = sink.isUser() && unseen != null;
        } finally {
            lock.unlock();
        }
        seat.thread = Thread.ofVirtual().name("peerlink event-sink " + name).start(seat::show);
        return seat::close;
    }

    /**
     * Adds a listener that must not block. It is told of each event before the sinks, and a message
     * does not count as told by that.
     */
    public Registration watch(Consumer<NodeEvent> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /**
     * Begins to tell messages.
     *
     * @param kept the messages that nobody has seen, which each user is shown first; null if none
     *     are kept
     */
    void begin(@Nullable UnseenMessages kept) {
        lock.lock();
        try {
            isBegun = true;
            unseen = kept;
            users().forEach(seat -> seat.isBehind = kept != null);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of messages that no screen has shown. */
    long waiting() throws IOException {
        UnseenMessages kept;
        lock.lock();
        try {
            kept = unseen;
        } finally {
            lock.unlock();
        }
        return kept == null ? 0 : kept.waiting();
    }

    /** Ends the keeping of messages. To be called before the node ends. */
    void end() {
        UnseenMessages kept;
        lock.lock();
        try {
            kept = unseen;
            unseen = null; // what comes from now on counts as told only if it is shown
        } finally {
            lock.unlock();
        }
        if (kept != null) {
            kept.close();
        }
    }

    /** Returns the seats of users. The caller has the lock. */
    private List<Seat> users() {
        return seats.stream().filter(seat -> seat.sink.isUser()).toList();
    }

    @Override
    public void accept(NodeEvent event) {
        watchers.forEach(watcher -> watcher.accept(event));
        lock.lock();
        try {
            List<Seat> users = users();
            standing.note(event, users.isEmpty());
            if (!isAwaited(event)) {
                List.copyOf(seats).forEach(seat -> seat.put(new Entry.Event(event, null)));
                return;
            }
            awaitBegin();
            List<Seat> takers = users().stream().filter(seat -> seat.takes(event)).toList();
            Telling telling = new Telling(new HashSet<>(takers));
            takers.forEach(seat -> seat.put(new Entry.Event(event, telling)));
            await(telling);
            if (!telling.isShown && unseen == null && event instanceof NodeEvent.MessageArrived) {
                throw new UncheckedIOException(
                        new IOException(
                                "nobody was there to be shown it; the node's next run tells"));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Shows a message of the user's own in the chats.
     *
     * @param from the sink that shows it already; null if none does
     */
    public void sent(Delivery delivery, Peer peer, @Nullable Sink from) {
        lock.lock();
        try {
            users().stream()
                    .filter(seat -> seat.sink != from)
                    .forEach(seat -> seat.put(new Entry.Sent(delivery, peer)));
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether the node keeps what it tells of until that is shown. */
    private static boolean isAwaited(NodeEvent event) {
        return event instanceof NodeEvent.MessageArrived
                || event instanceof NodeEvent.RequestArrived;
    }

    /** Waits until it is known what becomes of messages. The caller has the lock. */
    private void awaitBegin() {
        long left = patience.toNanos();
        try {
            while (!isBegun && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until one sink has shown the event. The caller has the lock. */
    private void await(Telling telling) {
        long left = patience.toNanos();
        try {
            while (!telling.isShown && !telling.pending.isEmpty()) {
                left = changed.awaitNanos(left);
                if (left <= 0 && !telling.isShown) {
                    left = patience.toNanos();
                    List.copyOf(telling.pending).stream()
                            .filter(seat -> seat.sink.isDispensable())
                            .forEach(Seat::leave);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Follows an event until one sink has shown it. The fan's lock guards it. */
    private static final class Telling {
        private final Set<Seat> pending;
        private boolean isShown;

        Telling(Set<Seat> pending) {
            this.pending = pending;
        }
    }

    /** A sink, and what waits for it. The fan's lock guards its queue. */
    private final class Seat {
        private final Sink sink;
        private final ArrayDeque<Entry> queue = new ArrayDeque<>();
        private @Nullable Thread thread;
        private int missed;

        /** True while the journal has entries that it shows first. */
        private boolean isBehind;

        /** True if a message has come while it was behind. */
        private boolean isPassedOver;

        private final Set<String> caughtUp = new HashSet<>();
        private @Nullable Entry current;
        private boolean isGone;

        Seat(Sink sink) {
            this.sink = sink;
        }

        /** Tells whether it is to be told of a message, and not shown it otherwise. */
        boolean takes(NodeEvent event) {
            if (!(event instanceof NodeEvent.MessageArrived arrived)) {
                return true;
            }
            isPassedOver |= isBehind;
            return !isBehind && !caughtUp.remove(arrived.message().id());
        }

        /** Shows what the journal has, until nothing is left. */
        private void catchUp(UnseenMessages kept) {
            long number = 0;
            while (isStillBehind(false)) {
                List<JournalEntry> entries;
                try {
                    entries = kept.after(number);
                } catch (IOException e) {
                    LOG.log(Level.WARNING, "the messages that wait can't be read", e);
                    isStillBehind(true);
                    return;
                }
                if (entries.isEmpty() && !isStillBehind(true)) {
                    return;
                }
                for (JournalEntry entry : entries) {
                    number = entry.number();
                    try {
                        kept.event(entry).ifPresent(sink::accept);
                        caughtUp(entry.message().id());
                        kept.shown(entry.message().id());
                    } catch (RuntimeException | Error e) {
                        LOG.log(Level.DEBUG, "an event could not be shown", e);
                        isStillBehind(true);
                        return;
                    }
                }
            }
        }

        /**
         * Tells whether there may be more to catch up with.
         *
         * @param isThrough whether the journal has nothing more
         */
        private boolean isStillBehind(boolean isThrough) {
            lock.lock();
            try {
                isBehind &= !isGone && (!isThrough || isPassedOver);
                isPassedOver = false;
                return isBehind;
            } finally {
                lock.unlock();
            }
        }

        private void caughtUp(String messageId) {
            lock.lock();
            try {
                if (caughtUp.size() >= CAPACITY) {
                    caughtUp.clear(); // their events have come long ago
                }
                caughtUp.add(messageId);
            } finally {
                lock.unlock();
            }
        }

        private @Nullable UnseenMessages toCatchUp() {
            lock.lock();
            try {
                return isBehind ? unseen : null;
            } finally {
                lock.unlock();
            }
        }

        /** Adds an entry, or leaves it out. The caller has the lock. */
        void put(Entry entry) {
            if (queue.size() < CAPACITY) {
                queue.add(entry);
                changed.signalAll();
                return;
            }
            if (sink.isDispensable()) {
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
                        catchUp(kept);
                    }
                    if (entry == null && isOver()) {
                        return;
                    }
                    if (entry == null) {
                        continue;
                    }
                    boolean isShown = false;
                    try {
                        shown(entry);
                        isShown = true;
                    } catch (RuntimeException | Error e) {
                        LOG.log(Level.DEBUG, "an event could not be shown", e);
                    } finally {
                        done(entry, isShown);
                    }
                }
            } catch (InterruptedException e) {
                LOG.log(Level.WARNING, "the thread of a screen was interrupted", e);
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

        private void shown(Entry entry) {
            switch (entry) {
                case Entry.Event(var event, _) -> {
                    sink.accept(event);
                    noteShown(event);
                }
                case Entry.Sent(var delivery, var peer) -> sink.sent(delivery, peer);
            }
        }

        private void noteShown(NodeEvent event) {
            UnseenMessages kept;
            lock.lock();
            try {
                kept = unseen;
            } finally {
                lock.unlock();
            }
            if (kept != null) {
                switch (event) {
                    case NodeEvent.MessageArrived arrived -> kept.shown(arrived.message().id());
                    case NodeEvent.MessageUnhandled unhandled ->
                            kept.shown(unhandled.message().id());
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
                while (queue.isEmpty() && !isGone && !isBehind) {
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
                sink.missed(leftOut);
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

        /** Takes the seat away from a sink that takes nothing. The caller has the lock. */
        void leave() {
            if (!isGone) {
                end();
                sink.left();
            }
        }

        private void end() {
            isGone = true;
            seats.remove(this);
            if (current != null) {
                settle(current, false);
            }
            queue.forEach(entry -> settle(entry, false));
            queue.clear();
            changed.signalAll();
        }

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
}
