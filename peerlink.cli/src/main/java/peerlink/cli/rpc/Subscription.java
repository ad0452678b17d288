package peerlink.cli.rpc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peerlink.api.Registration;
import peerlink.core.model.JournalEntry;

/**
 * One reader behind a cursor, on one connection. Reads from the journal only what is written next:
 * for a reader that takes nothing, nothing is kept but the journal on disk, and the newest states.
 */
final class Subscription implements AutoCloseable {
    /** The most entries of one read. */
    private static final int AT_ONCE = 64;

    private final RpcService service;
    private final @Nullable String cursor;
    private final Set<String> kinds;
    private final long toldBefore;
    private final LiveStates live = new LiveStates();
    private final Registration watch;

    private volatile boolean isBegun;

    // the writer's
    private long position;
    private boolean isCatchingUp;

    // guarded by this
    private boolean hasNews = true;
    private long lastTold;
    private long lastSkipped;
    private long acknowledged;

    /**
     * @param cursor the cursor, or null for one who wants states alone
     * @param after the number after which to begin
     * @param toldBefore the highest number that this process has told behind the cursor
     * @param isCatchingUp whether another process may have told what waits now
     * @param wake has the connection's writer look again
     */
    Subscription(
            RpcService service,
            @Nullable String cursor,
            Set<String> kinds,
            long after,
            long acknowledged,
            long toldBefore,
            boolean isCatchingUp,
            Runnable wake) {
        this.service = service;
        this.cursor = cursor;
        this.kinds = Set.copyOf(kinds);
        this.position = after;
        this.acknowledged = acknowledged;
        this.lastTold = acknowledged;
        this.toldBefore = toldBefore;
        this.isCatchingUp = isCatchingUp;
        this.watch =
                cursor == null
                        ? () -> {}
                        : service.journal()
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

    /** Returns the notifications that come next, a few of them. Called by the writer alone. */
    List<RpcNotification> next() throws IOException {
        List<RpcNotification> next = new ArrayList<>();
        for (LiveStates.State state : live.take()) {
            next.add(new RpcNotification(state.method(), state.fields()));
        }
        if (cursor != null && takeNews()) {
            entries(cursor, next);
        }
        return next;
    }

    private synchronized boolean takeNews() {
        boolean had = hasNews;
        hasNews = false;
        return had;
    }

    private void entries(String name, List<RpcNotification> next) throws IOException {
        List<JournalEntry> entries = service.journal().read(name, position, AT_ONCE);
        if (entries.isEmpty()) {
            isCatchingUp = false;
            service.caughtUp(name);
            return;
        }
        news(); // there may be more
        long told = 0;
        long skipped = 0;
        for (JournalEntry entry : entries) {
            position = Math.max(position, entry.number());
            String kind = RpcEvents.kind(entry);
            service.met(entry.peer());
            if (kinds.contains(kind)) {
                told = entry.number();
                boolean again = isCatchingUp || entry.isAgain() || entry.number() <= toldBefore;
                next.add(
                        new RpcNotification(
                                kind, RpcEvents.of(service.node(), name, entry, again)));
            } else {
                skipped = entry.number();
            }
        }
        // before it is written: what may have been read counts as told
        service.told(name, told);
        noted(name, told, skipped);
    }

    /** Acknowledges by itself what the subscriber does not want, once nothing is before that. */
    private void noted(String name, long told, long skipped) throws IOException {
        long own;
        synchronized (this) {
            lastTold = Math.max(lastTold, told);
            lastSkipped = Math.max(lastSkipped, skipped);
            own = unwanted();
        }
        if (own > 0) {
            service.journal().acknowledge(name, own);
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

    @Override
    public void close() {
        watch.close();
    }
}
