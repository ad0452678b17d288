package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import peerlink.registry.store.Change;
import peerlink.registry.store.Changes;
import peerlink.registry.store.Cursor;

/** Reads the change feed: a stream whose ids are the positions. Safe for use by several threads. */
final class RedisFeed implements AutoCloseable {
    /** The most changes that one script reads, so that none takes long. */
    private static final int PART = 500;

    /** An epoch that never was, since they are numbers. */
    private static final Cursor NOWHERE = new Cursor("none", 0);

    private final Lane lane;
    private final Keys keys;
    private final FeedWatch watch;

    /**
     * The furthest position that any caller was told of here: if the feed has lost it, all must
     * know.
     */
    private Cursor seen = NOWHERE;

    RedisFeed(Lane lane, Keys keys, Servers servers) {
        this.lane = lane;
        this.keys = keys;
        this.watch = new FeedWatch(servers, keys);
    }

    Cursor cursor() throws IOException {
        Changes changes = read(NOWHERE, 0);
        return switch (changes) {
            case Changes.Resync(Cursor now) -> now;
            case Changes.Since(_, Cursor next) -> next;
        };
    }

    Changes changes(Cursor after, int limit, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            long stamp = watch.stamp();
            Changes changes = read(after, limit);
            boolean isNothing = changes instanceof Changes.Since(var found, _) && found.isEmpty();
            if (!isNothing || System.nanoTime() >= end) {
                return changes;
            }
            watch.await(stamp, end);
        }
    }

    @Override
    public void close() {
        watch.close();
    }

    private Changes read(Cursor after, int limit) throws IOException {
        var found = new ArrayList<Change.At>();
        Cursor from = after;
        while (true) {
            int count = Math.min(PART, limit - found.size());
            List<?> answer = ask(from, Math.max(1, count));
            String epoch = Replies.text(answer.get(1));
            if (!Replies.text(answer.getFirst()).equals("ok")) {
                Cursor now = saw(new Cursor(epoch, Long.parseLong(Replies.text(answer.get(2)))));
                // changes that were read before the loss are of no use
                return new Changes.Resync(now);
            }
            List<?> entries = (List<?>) answer.get(3);
            for (Object entry : count == 0 ? List.of() : entries) {
                from = new Cursor(epoch, add((List<?>) entry, found));
            }
            saw(from);
            if (entries.size() < count || found.size() >= limit) {
                return new Changes.Since(found, from);
            }
        }
    }

    /** Returns the entry's position. */
    private static long add(List<?> entry, List<Change.At> found) throws IOException {
        Change.At change = RecordForm.change(entry);
        if (change != null) {
            found.add(change);
        }
        return RecordForm.position(Replies.text(entry.getFirst()));
    }

    private List<?> ask(Cursor from, int count) throws IOException {
        Cursor known = seen();
        Object answer =
                lane.call(
                        Script.FEED.call(
                                keys,
                                List.of(
                                        from.epoch(),
                                        Long.toString(from.position()),
                                        known.epoch(),
                                        Long.toString(known.position()),
                                        count)));
        if (answer instanceof List<?> parts && parts.size() >= 3) {
            return parts;
        }
        throw new IOException("the feed of the store is damaged");
    }

    private synchronized Cursor seen() {
        return seen;
    }

    private synchronized Cursor saw(Cursor cursor) {
        boolean isFurther =
                !cursor.epoch().equals(seen.epoch()) || cursor.position() > seen.position();
        if (isFurther) {
            seen = cursor;
        }
        return cursor;
    }
}
