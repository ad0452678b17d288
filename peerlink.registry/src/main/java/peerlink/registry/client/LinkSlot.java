package peerlink.registry.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Printable;

/**
 * Holds the current link to a registry, or none: callers wait here for the links that the keeper's
 * thread opens, and that thread for callers. Safe for use by several threads.
 */
final class LinkSlot {
    private final String label;
    private final int patience;
    private final Reconnect reconnect;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable RegistryLink current;
    private @Nullable IOException lastFailure;
    private long failedTries;
    private int waiting;
    private boolean isWoken;
    private boolean isClosed;

    /**
     * @param label the name of the registry in messages
     * @param patience the number of failed tries after which a waiting caller fails
     */
    LinkSlot(String label, int patience, Reconnect reconnect) {
        this.label = label;
        this.patience = patience;
        this.reconnect = reconnect;
    }

    // ---- for callers

    /**
     * Returns the link, waiting for it if need be; does not wait for a registry that wants to be
     * left alone for longer than the deadline.
     */
    RegistryLink await(RequestDeadline deadline) throws IOException {
        lock.lock();
        waiting++;
        try {
            isWoken = true;
            changed.signalAll();
            long before = failedTries;
            while (true) {
                requireOpen();
                if (current != null && current.isOpen()) {
                    return current;
                }
                requireWelcome(deadline);
                if (lastFailure != null && failedTries - before >= patience) {
                    throw unreachable(lastFailure);
                }
                if (changed.awaitNanos(deadline.left().toNanos()) <= 0) {
                    throw new IOException("no answer in time from " + label, lastFailure);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("no answer in time from " + label);
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

    /** Has the keeper's thread look again for wanted links and due work. */
    void wake() {
        lock.lock();
        try {
            isWoken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Has the next try come at once, as the network is another one. */
    void hurry() {
        lock.lock();
        try {
            reconnect.hurry();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waiting; returns the last link, if there is one. */
    @Nullable RegistryLink close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
            return current;
        } finally {
            lock.unlock();
        }
    }

    // ---- for the keeper's thread

    /**
     * Waits until a link is wanted.
     *
     * @param isWantedAnyway tells whether a link is wanted though no caller waits; called with the
     *     lock held
     * @return false if none ever will be any more
     */
    boolean awaitWanted(BooleanSupplier isWantedAnyway) throws InterruptedException {
        lock.lock();
        try {
            while (!isClosed && waiting == 0 && !isWantedAnyway.getAsBoolean()) {
                changed.await();
            }
            return !isClosed;
        } finally {
            lock.unlock();
        }
    }

    /** Offers a link to all waiting callers; returns false if no link is wanted any more. */
    boolean opened(RegistryLink link) {
        lock.lock();
        try {
            current = link;
            lastFailure = null;
            changed.signalAll();
            return !isClosed;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all that woke the thread so far: {@link #awaitWoken} waits for later calls. */
    void rest() {
        lock.lock();
        try {
            isWoken = false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the thread is woken, the link has ended or the time is over. */
    void awaitWoken(RegistryLink link, Duration time) throws InterruptedException {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (!isWoken && link.isOpen() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes that there is no link.
     *
     * @param reason the reason for its end, or for the failure to open one
     * @param held the time for which the server was heard on it, before the reason
     * @param isFailedTry true if waiting callers are to count it
     */
    void ended(IOException reason, Duration held, boolean isFailedTry) {
        lock.lock();
        try {
            current = null;
            lastFailure = reason;
            failedTries += isFailedTry ? 1 : 0;
            reconnect.ended(reason, held);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the next try is due: sooner while a caller waits for the link. */
    void pause() throws InterruptedException {
        lock.lock();
        try {
            while (!isClosed) {
                Duration left = reconnect.left(waiting > 0);
                if (!left.isPositive()) {
                    return;
                }
                changed.awaitNanos(left.toNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (isClosed) {
            throw new IOException("the directory is closed");
        }
    }

    private void requireWelcome(RequestDeadline deadline) throws IOException {
        Duration asked = reconnect.askedFor();
        // a registry that has asked for nothing does not want to be left alone, however late it is
        if (lastFailure != null && asked.isPositive() && asked.compareTo(deadline.left()) > 0) {
            throw new IOException(
                    "%s wants to be left alone for %d s: %s"
                            .formatted(label, asked.toSeconds() + 1, Printable.reason(lastFailure)),
                    lastFailure);
        }
    }

    private IOException unreachable(IOException cause) {
        return cause instanceof IdentityMismatchException
                ? cause
                : new IOException("cannot reach " + label + ": " + Printable.reason(cause), cause);
    }
}
