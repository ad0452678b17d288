package peerlink.cli.rpc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Registration;
import peerlink.core.Journal;
import peerlink.core.model.JournalEntry;

/**
 * One reader behind a cursor, on one connection. Reads from the journal only what is written next:
 * for a reader that takes nothing, nothing is kept but the journal on disk, and the newest states.
 */
final class Subscription implements AutoCloseable {
    /** The most entries of one read. */
    private static final int AT_ONCE = 64;

    private final BotNode bots;
    private final @Nullable String cursor;
    private final Set<String> kinds;
    private final long toldBefore;
    private final LiveStates live = new LiveStates();
    private final Registration watch;

    private volatile boolean isBegun;

    /** Held while it reads: all that it tells is noted before another one has its cursor. */
    private final ReentrantLock reading = new ReentrantLock();

    // the lock guards these
    private long position;
    private boolean isCatchingUp;
    private boolean isClosed;

    // guarded by this
    private boolean hasNews = true;
    private long lastTold;
    private long lastSkipped;
    private long acknowledged;

    /**
     * @param place where it begins; its holder releases it
     * @param wake has the connection's writer look again
     */
    Subscription(BotNode bots, BotNode.Place place, Set<String> kinds, Runnable wake) {
        this.bots = bots;
        this.cursor = place.cursor();
        this.kinds = Set.copyOf(kinds);
        this.position = place.after();
        this.acknowledged = place.acknowledged();
        this.lastTold = place.acknowledged();
        this.toldBefore = place.toldBefore();
        this.isCatchingUp = place.isCatchingUp();
        this.watch =
                cursor == null
                        ? () -> {}
                        : bots.journal()
                                .watch(
                                        () -> {
                                            news();
                                            wake.run();
                                        });
    }

    @Nullable String cursor() {
        return cursor;
    }

    /** Keeps a state for the subscriber, if it wants such ones. */
    boolean put(String kind, String thing, Map<String, @Nullable Object> fields) {
        if (!kinds.contains(kind)) {
            return false;
        }
        live.put(kind + " " + thing, new LiveStates.State(kind, fields));
        return true;
    }

    /** Lets notifications come, now that the client has its answer. */
    void begin() {
        isBegun = true;
    }

    private synchronized void news() {
        hasNews = true;
    }

    synchronized boolean isWaiting() {
        return isBegun && (hasNews && cursor != null || !live.isEmpty());
    }

    /**
     * Returns the notifications that come next, a few of them; none once it is closed. Called by
     * the writer alone.
     */
    List<RpcNotification> next() throws IOException {
        reading.lock();
        try {
            return isClosed ? List.of() : read();
        } finally {
            reading.unlock();
        }
    }

    private List<RpcNotification> read() throws IOException {
        List<RpcNotification> next = new ArrayList<>();
        for (LiveStates.State state : live.take()) {
            next.add(new RpcNotification(state.method(), state.fields()));
        }
        if (cursor != null && takeNews()) {
            Journal.End end = bots.journal().end();
            if (!kinds.contains("delivery") && end.received() <= position) {
                passOver(cursor, end.last());
            } else {
                entries(cursor, next);
            }
        }
        return next;
    }

    private synchronized boolean takeNews() {
        boolean had = hasNews;
        hasNews = false;
        return had;
    }

    /** Goes on behind entries of own messages alone, which the subscriber does not want. */
    private void passOver(String name, long last) {
        isCatchingUp = false;
        bots.caughtUp(name);
        if (last > position) {
            position = last;
            noted(name, 0, last);
        }
    }

    private void entries(String name, List<RpcNotification> next) throws IOException {
        List<JournalEntry> entries = bots.journal().read(name, position, AT_ONCE);
        if (entries.isEmpty()) {
            isCatchingUp = false;
            bots.caughtUp(name);
            return;
        }
        news(); // there may be more
        long told = 0;
        long skipped = 0;
        for (JournalEntry entry : entries) {
            position = Math.max(position, entry.number());
            String kind = RpcEvents.kind(entry);
            bots.met(entry.peer());
            if (kinds.contains(kind)) {
                told = entry.number();
                boolean again = isCatchingUp || entry.isAgain() || entry.number() <= toldBefore;
                next.add(new RpcNotification(kind, RpcEvents.of(bots.node(), name, entry, again)));
            } else {
                skipped = entry.number();
            }
        }
        // before it is written: what may have been read counts as told
        bots.told(name, told);
        noted(name, told, skipped);
    }

    /** Acknowledges by itself what the subscriber does not want, once nothing is before that. */
    private void noted(String name, long told, long skipped) {
        long own;
        synchronized (this) {
            lastTold = Math.max(lastTold, told);
            lastSkipped = Math.max(lastSkipped, skipped);
            own = unwanted();
        }
        if (own > 0) {
            bots.journal().acknowledgeSoon(name, own);
        }
    }

    /** Returns the number up to which nothing is left to acknowledge; 0 if there is none. */
    private long unwanted() {
        if (acknowledged >= lastTold && lastSkipped > acknowledged) {
            acknowledged = lastSkipped;
            return lastSkipped;
        }
        return 0;
    }

    /** Tells whether the subscriber has not acknowledged a number yet. */
    synchronized boolean isNew(long number) {
        return number > acknowledged;
    }

    /**
     * Notes that the subscriber has acknowledged all up to a number.
     *
     * @return the number that the journal is to have: it may be higher, as the subscriber does not
     *     want what follows
     */
    synchronized long acknowledge(long number) {
        acknowledged = Math.max(acknowledged, number);
        return Math.max(number, unwanted());
    }

    /** Ends it. It reads and notes nothing any more when this returns. */
    @Override
    public void close() {
        watch.close();
        reading.lock();
        try {
            isClosed = true;
        } finally {
            reading.unlock();
        }
    }
}
