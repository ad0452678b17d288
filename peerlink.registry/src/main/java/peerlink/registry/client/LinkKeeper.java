package peerlink.registry.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Link;
import peerlink.api.Printable;
import peerlink.api.thread.SocketThreads;
import peerlink.registry.protocol.Answer;

/**
 * Keeps one link to a registry open while its owner or a caller wants it: a thread of its own opens
 * it, tends it, and opens it again when it is lost, after pauses that {@link Reconnect} decides on.
 * Callers wait for the link that the thread has or is about to have.
 */
final class LinkKeeper implements AutoCloseable {
    /**
     * Uses the link, as its owner. All calls but {@link #connected} and {@link #changed} come from
     * the keeper's thread.
     */
    interface Owner {
        /**
         * Tells whether a link is wanted even if no caller waits for one; called with a lock held,
         * must not block.
         */
        boolean isWanted();

        /**
         * Learns that a link is open and the server has answered on it; called by the link's
         * reader, must not block.
         */
        void connected();

        /**
         * Does the work that is due on the link.
         *
         * @return the time until there may be work again
         */
        Duration tend(RegistryLink link) throws IOException;

        /** Takes a notice of the server; called by the link's reader. */
        void changed(Answer notice);

        /** Learns that there is no link now. */
        void lost(String reason);
    }

    private static final System.Logger LOG = System.getLogger(LinkKeeper.class.getName());

    private final String label;
    private final Connector connector;
    private final Owner owner;
    private final LinkSlot slot;
    private final LongSupplier nanos;

    /** Held while the owner hears of a link or of its loss: the last call must be true. */
    private final ReentrantLock telling = new ReentrantLock();

    private @Nullable Thread thread;
    private boolean isClosed;

    /** Is true while the thread waits in the connector. */
    private boolean isConnecting;

    /** Is true once the thread was interrupted to connect anew. */
    private boolean isHurried;

    /**
     * @param label the name of the registry in messages
     * @param patience the number of failed tries after which a waiting caller fails
     * @param nanos the timer by which links measure for how long the server was heard, such as
     *     {@link System#nanoTime}
     */
    LinkKeeper(
            String label,
            Connector connector,
            Owner owner,
            Backoff backoff,
            int patience,
            RandomGenerator random,
            LongSupplier nanos) {
        this.label = label;
        this.connector = connector;
        this.owner = owner;
        this.slot = new LinkSlot(label, patience, new Reconnect(backoff, random));
        this.nanos = nanos;
    }

    /** Returns the link, waiting for it if need be. */
    RegistryLink await(RequestDeadline deadline) throws IOException {
        start();
        return slot.await(deadline);
    }

    /** Returns the link if there is one now. */
    @Nullable RegistryLink currentIfOpen() {
        return slot.currentIfOpen();
    }

    /** Has the owner look again for wanted links and due work. */
    void wake() {
        start();
        slot.wake();
    }

    /**
     * Tries at once if there is no link: a try under way begins anew, as it may come from an
     * address that the machine has no more. A pause that the server has asked for stays.
     *
     * @return the link if there is one
     */
    @Nullable RegistryLink hurry() {
        slot.hurry();
        synchronized (this) {
            if (isConnecting && thread != null) {
                isHurried = true;
                thread.interrupt();
            }
        }
        return slot.currentIfOpen();
    }

    /** Ends the link and the thread; calls fail from now on. */
    @Override
    public void close() {
        RegistryLink last = slot.close();
        synchronized (this) {
            isClosed = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
        if (last != null) {
            last.close(new IOException("the directory is closed"));
        }
    }

    private synchronized void start() {
        if (thread == null && !isClosed) {
            thread = SocketThreads.start("peerlink directory-link-keeper", this::run);
        }
    }

    private void run() {
        try {
            while (slot.awaitWanted(owner::isWanted)) {
                Duration held = Duration.ZERO;
                IOException reason;
                boolean isFailedTry = false;
                try {
                    RegistryLink link = open();
                    reason = tend(link);
                    // not the age of the link: a server that says nothing has given none
                    held = link.held();
                } catch (IOException e) {
                    reason = e;
                    isFailedTry = true;
                } catch (RuntimeException | LinkageError e) {
                    // a fault in a plugin's transport, say: renewals must not stop for it
                    reason = fault(e);
                    isFailedTry = true;
                }
                slot.ended(reason, held, isFailedTry);
                lost(Printable.reason(reason));
                slot.pause();
            }
        } catch (InterruptedException e) {
            // outside of a try to connect only close() interrupts: nothing is left to do
            Thread.currentThread().interrupt();
        }
    }

    private RegistryLink open() throws IOException {
        var link =
                new RegistryLink(
                        connect(), owner::changed, this::answered, _ -> slot.wake(), nanos);
        link.start();
        if (slot.opened(link)) {
            return link;
        }
        var closed = new IOException("the directory is closed");
        link.close(closed);
        throw closed;
    }

    private Link connect() throws IOException {
        synchronized (this) {
            isConnecting = !isClosed;
        }
        try {
            return connector.connect();
        } finally {
            synchronized (this) {
                isConnecting = false;
                if (isHurried && !isClosed) {
                    // the interruption was meant for the try that has ended
                    Thread.interrupted();
                }
                isHurried = false;
            }
        }
    }

    private void answered() {
        telling.lock();
        try {
            // else it is lost already, and the owner hears of that
            if (slot.currentIfOpen() != null) {
                owner.connected();
            }
        } finally {
            telling.unlock();
        }
    }

    private void lost(String reason) {
        telling.lock();
        try {
            owner.lost(reason);
        } finally {
            telling.unlock();
        }
    }

    /** Tends the link until it ends, and returns the reason for its end. */
    private IOException tend(RegistryLink link) throws InterruptedException {
        while (link.isOpen()) {
            slot.rest();
            try {
                slot.awaitWoken(link, owner.tend(link));
            } catch (IOException e) {
                link.close(e);
            } catch (RuntimeException | LinkageError e) {
                link.close(fault(e));
            }
        }
        return link.end();
    }

    private IOException fault(Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "a link to " + label + " failed", e);
        return new IOException(Printable.reason(e), e);
    }
}
