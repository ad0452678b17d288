package peerlink.registry.store.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import peerlink.registry.store.Change;
import peerlink.registry.store.Changes;
import peerlink.registry.store.Cursor;

/**
 * Keeps the last changes of an embedded store for the readers of its feed. A change is shown when
 * it is durable, so that no reader knows of one that a crash then undoes. Safe for use by several
 * threads.
 */
final class ChangeRing {
    /** The number of changes that are kept: a reader that was away for longer reads the list. */
    static final int CAPACITY = 16_384;

    private final String epoch;
    private final TreeMap<Long, Change> changes = new TreeMap<>();

    /** The first cursor that has missed nothing. */
    private long floor;

    /** The last durable position. */
    private long shown;

    private boolean isClosed;

    /**
     * @param position the place from which the feed goes on
     */
    ChangeRing(String epoch, long position) {
        this.epoch = epoch;
        this.floor = position;
        this.shown = position;
    }

    /** Returns an epoch that never was before. */
    static String newEpoch() {
        return new BigInteger(80, new SecureRandom()).toString(Character.MAX_RADIX);
    }

    /** Returns an empty feed of the same epoch that goes on from a position. */
    ChangeRing from(long position) {
        return new ChangeRing(epoch, position);
    }

    String epoch() {
        return epoch;
    }

    synchronized void add(long position, Change change) {
        changes.put(position, change);
        if (changes.size() > CAPACITY) {
            floor = changes.firstKey();
            changes.remove(floor);
        }
    }

    /** Shows all changes up to a position. */
    synchronized void show(long position) {
        if (position > shown) {
            shown = position;
            notifyAll();
        }
    }

    synchronized Cursor cursor() {
        return new Cursor(epoch, shown);
    }

    synchronized Changes read(Cursor after, int limit, Duration patience) throws IOException {
        if (!after.epoch().equals(epoch) || after.position() < floor || after.position() > shown) {
            return new Changes.Resync(cursor());
        }
        awaitPast(after.position(), patience);
        if (after.position() < floor) {
            return new Changes.Resync(cursor());
        }
        var read = new ArrayList<Change.At>();
        for (Map.Entry<Long, Change> entry :
                changes.subMap(after.position(), false, shown, true).entrySet()) {
            if (read.size() == limit) {
                return new Changes.Since(read, new Cursor(epoch, read.getLast().position()));
            }
            read.add(new Change.At(entry.getKey(), entry.getValue()));
        }
        return new Changes.Since(read, cursor());
    }

    /** Lets every waiting reader go. */
    synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    private boolean hasChangePast(long position) {
        Long next = changes.higherKey(position);
        return next != null && next <= shown;
    }

    private void awaitPast(long position, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos();
                    !hasChangePast(position) && left > 0 && !isClosed;
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for changes");
        }
        if (isClosed) {
            throw new IOException("the store is closed");
        }
    }
}
