package peerlink.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.IdentityMismatchException;

/**
 * Keeps one link to a registry open while somebody wants it: a thread of its own opens it, tends it, and opens it again when
 * it is lost, with growing pauses. Callers wait for the link that the thread has or is about to have.
 */
final class LinkKeeper implements AutoCloseable {
    /** Whose link it is. All calls but {@link #changed} come from the keeper's thread. */
    interface Owner {
        /** Tells whether a link is wanted even if nobody waits for one; called with a lock held, must not block. */
        boolean isWanted();

        /** A link is open. */
        void connected();

        /**
         * Does on the link what is due.
         *
         * @return how long until there may be something again
         */
        Duration tend(RegistryLink link) throws IOException;

        /** The server told of changes; called by the link's reader. */
        void changed(Reply news);

        /** There is no link now. */
        void lost(String reason);
    }

    private static final System.Logger LOG = System.getLogger(LinkKeeper.class.getName());

    /** A link that held so long is a success: the pauses are short again. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final String label;
    private final Connector connector;
    private final Owner owner;
    private final Backoff backoff;
    private final int patience;
    private final RandomGenerator random;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread thread;
    private @Nullable RegistryLink current;
    private @Nullable IOException lastFailure;
    private long failedTries;
    private int waiting;
    private boolean isWoken;
    private boolean isClosed;

    /**
     * @param label what messages call the registry
     * @param patience after how many failed tries a caller that waits is told
     */
    LinkKeeper(
            String label,
            Connector connector,
            Owner owner,
            Backoff backoff,
            int patience,
            RandomGenerator random) {
        this.label = label;
        this.connector = connector;
        this.owner = owner;
        this.backoff = backoff;
        this.patience = patience;
        this.random = random;
    }

    /** Returns the link, waiting for it if need be. */
    RegistryLink await(Deadline deadline) throws IOException {
        lock.lock();
        waiting++;
        try {
            wakeLocked();
            long before = failedTries;
            while (true) {
                requireOpen();
                if (current != null && current.isOpen()) {
                    return current;
                }
                if (lastFailure != null && failedTries - before >= patience) {
                    throw unreachable(lastFailure);
                }
                if (changed.awaitNanos(deadline.left().toNanos()) <= 0) {
                    throw new IOException("no answer in time from " + label, lastFailure);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting");
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /** Returns the link if there is one now. */
    @Nullable RegistryLink currentIfOpen() {
        lock.lock();
        try {
            return current != null && current.isOpen() ? current : null;
        } finally {
            lock.unlock();
        }
    }

    /** Has the owner look again at what is wanted and due. */
    void wake() {
        lock.lock();
        try {
            wakeLocked();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the link and the thread; calls fail from now on. */
    @Override
    public void close() {
        RegistryLink last;
        lock.lock();
        try {
            isClosed = true;
            last = current;
            changed.signalAll();
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close(new IOException("the directory is closed"));
        }
    }

    void requireOpen() throws IOException {
        if (isClosed) {
            throw new IOException("the directory is closed");
        }
    }

    private void wakeLocked() {
        isWoken = true;
        changed.signalAll();
        if (thread == null && !isClosed) {
            thread = Thread.ofVirtual().name("registry-keeper").start(this::run);
        }
    }

    private void run() {
        try {
            keep();
        } catch (InterruptedException e) {
            // only close() interrupts, and then there is nothing left to do
            Thread.currentThread().interrupt();
        }
    }

    private void keep() throws InterruptedException {
        int failures = 0;
        while (awaitWanted()) {
            long openedAt = System.nanoTime();
            IOException reason;
            try {
                RegistryLink link = open();
                owner.connected();
                reason = tend(link);
            } catch (IOException e) {
                reason = e;
                failed(e);
            } catch (RuntimeException | LinkageError e) {
                // a fault in a plugin's transport, say: renewals must not stop for it
                reason = fault(e);
                failed(reason);
            }
            owner.lost(Reason.of(reason));
            boolean wasSteady = System.nanoTime() - openedAt > STEADY.toNanos();
            failures = wasSteady ? 0 : failures + 1;
            pause(Math.max(0, failures - 1));
        }
    }

    private boolean awaitWanted() throws InterruptedException {
        lock.lock();
        try {
            while (!isClosed && waiting == 0 && !owner.isWanted()) {
                changed.await();
            }
            return !isClosed;
        } finally {
            lock.unlock();
        }
    }

    private RegistryLink open() throws IOException {
        var link = new RegistryLink(connector.connect(), owner::changed, reason -> wake());
        link.start();
        lock.lock();
        try {
            current = link;
            lastFailure = null;
            changed.signalAll();
            if (!isClosed) {
                return link;
            }
        } finally {
            lock.unlock();
        }
        var closed = new IOException("the directory is closed");
        link.close(closed);
        throw closed;
    }

    /** Tends the link until it ends, and returns why it did. */
    private IOException tend(RegistryLink link) throws InterruptedException {
        while (link.isOpen()) {
            Duration next;
            lock.lock();
            try {
                isWoken = false;
            } finally {
                lock.unlock();
            }
            try {
                next = owner.tend(link);
            } catch (IOException e) {
                link.close(e);
                break;
            } catch (RuntimeException | LinkageError e) {
                link.close(fault(e));
                break;
            }
            lock.lock();
            try {
                long nanos = next.toNanos();
                while (!isWoken && link.isOpen() && nanos > 0) {
                    nanos = changed.awaitNanos(nanos);
                }
            } finally {
                lock.unlock();
            }
        }
        lock.lock();
        try {
            current = null;
        } finally {
            lock.unlock();
        }
        return link.end();
    }

    private IOException fault(Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "a link to " + label + " failed", e);
        return new IOException(Reason.of(e), e);
    }

    private void failed(IOException e) {
        lock.lock();
        try {
            lastFailure = e;
            failedTries++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits before the next try: shorter while a caller waits for the link. */
    private void pause(int failures) throws InterruptedException {
        Deadline usual = Deadline.in(backoff.delay(failures, random));
        Deadline quick = Deadline.in(backoff.delay(0, random));
        lock.lock();
        try {
            while (!isClosed) {
                Duration left = (waiting > 0 ? quick : usual).left();
                if (!left.isPositive()) {
                    return;
                }
                changed.awaitNanos(left.toNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    private IOException unreachable(IOException cause) {
        return cause instanceof IdentityMismatchException
                ? cause
                : new IOException("cannot reach " + label + ": " + Reason.of(cause), cause);
    }
}
