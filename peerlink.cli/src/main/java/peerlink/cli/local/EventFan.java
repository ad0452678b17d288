package peerlink.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.api.Registration;
import peerlink.core.model.NodeEvent;

/**
 * Tells one node's events to everybody who looks: the chats on several terminals, and programs.
 * They come and go while the node runs. The node calls {@link #accept} with one event at a time.
 *
 * <p>A message counts as told when one of them has shown it. Each has a queue and a thread of its
 * own, so that a screen which takes nothing holds up no other one.
 */
public final class EventFan implements Consumer<NodeEvent> {
    /** The longest time for which screens that may be left behind hold a message up. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Duration patience;
    private final List<Consumer<NodeEvent>> watchers = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // the lock guards these
    private boolean isBegun;
    private @Nullable UnseenMessages unseen;
    private final List<EventSeat> seats = new ArrayList<>();
    private List<EventSeat> users = List.of(); // those of the seats that are users'
    private final StandingEvents standing = new StandingEvents();

    public EventFan() {
        this(PATIENCE);
    }

    EventFan(Duration patience) {
        this.patience = patience;
    }

    /**
     * Adds a screen. It is told first of what holds at present, and of what nobody was there to
     * see.
     *
     * @param name ends the name of its thread
     * @return takes the screen away when it is closed, and before lets it show what waits, for a
     *     second at most
     */
    public Registration add(String name, EventScreen screen) {
        EventSeat seat = new EventSeat(screen, lock, changed, () -> unseen, this::remove);
        lock.lock();
        try {
            standing.forNewcomer(screen.isUser() && users.isEmpty())
                    .forEach(event -> seat.put(new EventSeat.Entry.Event(event, null)));
            seats.add(seat);
            noteUsers();
            seat.behind(screen.isUser() && unseen != null);
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("peerlink event-sink " + name).start(seat::show);
        return seat::close;
    }

    /**
     * Adds a listener that must not block. It is told of each event before the screens, and a
     * message does not count as told by that.
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
            users.forEach(seat -> seat.behind(kept != null));
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

    /** Takes a seat away. The caller has the lock. */
    private void remove(EventSeat seat) {
        seats.remove(seat);
        noteUsers();
    }

    private void noteUsers() {
        users = seats.stream().filter(seat -> seat.screen().isUser()).toList();
    }

    @Override
    public void accept(NodeEvent event) {
        watchers.forEach(watcher -> watcher.accept(event));
        lock.lock();
        try {
            standing.note(event, users.isEmpty());
            if (!isAwaited(event)) {
                List.copyOf(seats)
                        .forEach(seat -> seat.put(new EventSeat.Entry.Event(event, null)));
                return;
            }
            awaitBegin();
            List<EventSeat> takers = users.stream().filter(seat -> seat.takes(event)).toList();
            EventSeat.Telling telling = new EventSeat.Telling(takers);
            takers.forEach(seat -> seat.put(new EventSeat.Entry.Event(event, telling)));
            await(telling);
            if (!telling.isShown() && unseen == null && event instanceof NodeEvent.MessageArrived) {
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
     * @param from the screen that shows it already; null if none does
     */
    public void sent(Delivery delivery, Peer peer, @Nullable EventScreen from) {
        lock.lock();
        try {
            for (EventSeat seat : List.copyOf(seats)) {
                EventScreen screen = seat.screen();
                if (screen != from && screen.isUser() && screen.showsSent()) {
                    seat.put(new EventSeat.Entry.Sent(delivery, peer));
                }
            }
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

    /** Waits until one screen has shown the event. The caller has the lock. */
    private void await(EventSeat.Telling telling) {
        long left = patience.toNanos();
        try {
            while (!telling.isSettled()) {
                left = changed.awaitNanos(left);
                if (left <= 0 && !telling.isSettled()) {
                    left = patience.toNanos();
                    telling.leaveThoseWhoWait();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
