package peerlink.registry.store.embedded;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import peerlink.registry.store.Change;

/**
 * Makes each step of an embedded store into journal, table and feed alike, one after another, so
 * that all three have the same order. A thread holds the lock while it makes steps, and not while
 * it waits for the disk.
 */
final class StoreSteps {
    private final LeaseTable table;
    private final ChangeRing feed;
    private final Journal journal;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private long position;

    /**
     * @param position of the last step that was made before
     */
    StoreSteps(LeaseTable table, ChangeRing feed, Journal journal, long position) {
        this.table = table;
        this.feed = feed;
        this.journal = journal;
        this.position = position;
    }

    LeaseTable table() {
        return table;
    }

    ChangeRing feed() {
        return feed;
    }

    /** Returns the lock that is held while a step is decided on and made. */
    ReentrantLock lock() {
        return lock;
    }

    /** Makes a step; the lock is held. */
    void make(LogEntry step) throws IOException {
        position = journal.append(step);
        Change change = table.apply(step);
        if (change != null) {
            feed.add(position, change);
        }
        journal.commit();
    }

    /** Returns the position of the last step; the lock is held. */
    long position() {
        return position;
    }

    /** Waits until a step is durable; the lock is not held. */
    void await(long step) throws IOException {
        journal.await(step);
    }

    void probe() throws IOException {
        journal.probe();
    }

    /** Ends journal and feed; waiting threads are let go. */
    void close() {
        journal.close();
        feed.close();
    }
}
