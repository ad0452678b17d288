package peerlink.core;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.Query;
import peerlink.api.RefusedException;
import peerlink.api.Registration;

/** Keeps this node registered in one directory, watches it, and knows how it stands with it. */
final class DirectoryKeeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DirectoryKeeper.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    /** Told of what a directory says; calls come from threads of the directory's. */
    interface Listener {
        void told(Address directory, DirectoryEvent event);

        void refused(Address directory, String reason);
    }

    private enum State {
        UNKNOWN,
        CONNECTED,
        LOST
    }

    private final Address address;
    private final Directory directory;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition tryAgain = lock.newCondition();
    private State state = State.UNKNOWN;
    private String detail = "";
    private @Nullable Registration registration;
    private @Nullable Registration watch;
    private @Nullable Thread registrar;
    // of the registrar's thread alone
    private boolean watching;
    private boolean closed;

    DirectoryKeeper(Address address, Directory directory, Listener listener) {
        this.address = address;
        this.directory = directory;
        this.listener = listener;
    }

    /** Begins to watch and to register; returns at once. */
    void start(Announcement announcement) {
        registrar =
                Thread.ofVirtual()
                        .name("peerlink directory " + address)
                        .start(() -> keepRegistered(announcement));
    }

    DirectoryStatus status() {
        lock.lock();
        try {
            return new DirectoryStatus(address, state == State.CONNECTED, detail);
        } finally {
            lock.unlock();
        }
    }

    List<Peer> find(Query query) throws IOException {
        List<Peer> found;
        try {
            found = directory.find(query);
        } catch (RuntimeException e) {
            // foreign code: the other directories are asked all the same
            throw new IOException(Failures.reason(e), e);
        }
        connected();
        return found;
    }

    /** Deregisters and closes the directory. */
    @Override
    public void close() {
        Thread thread;
        lock.lock();
        try {
            closed = true;
            thread = registrar;
        } finally {
            lock.unlock();
        }
        if (thread != null) {
            // it may be waiting in the directory
            thread.interrupt();
        }
        Registration registered;
        Registration watched;
        lock.lock();
        try {
            registered = registration;
            watched = watch;
        } finally {
            lock.unlock();
        }
        if (registered != null) {
            registered.close();
        }
        if (watched != null) {
            watched.close();
        }
        directory.close();
    }

    private void keepRegistered(Announcement announcement) {
        Duration longest = FIRST_PAUSE;
        try {
            while (!attempt(announcement)) {
                pause(longest);
                longest = longest.multipliedBy(2);
                if (longest.compareTo(LONGEST_PAUSE) > 0) {
                    longest = LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, () -> "no more attempts to register with " + address);
        }
    }

    /** Returns whether there is nothing left to do. */
    private boolean attempt(Announcement announcement) {
        try {
            watch();
            register(announcement);
            return true;
        } catch (RefusedException e) {
            refused(Failures.reason(e));
        } catch (IOException e) {
            lost(Failures.reason(e));
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // one catch point for what a foreign directory throws
            LOG.log(Level.DEBUG, () -> "the directory " + address + " failed", e);
            lost(Failures.reason(e));
        }
        return isClosed();
    }

    private void watch() {
        if (watching) {
            return;
        }
        // no lock is held: it is foreign code, which may take its time, and tells of events
        // meanwhile
        Registration fresh = directory.watch(this::told);
        watching = true;
        if (!keep(() -> watch = fresh)) {
            fresh.close();
        }
    }

    private void register(Announcement announcement) throws IOException {
        Registration fresh = directory.register(announcement);
        boolean kept =
                keep(
                        () -> {
                            registration = fresh;
                            detail = "";
                        });
        if (kept) {
            connected();
        } else {
            fresh.close();
        }
    }

    /** Returns false, and does nothing, if this has been closed. */
    private boolean keep(Runnable change) {
        lock.lock();
        try {
            if (!closed) {
                change.run();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration longest) throws InterruptedException {
        // full jitter: many nodes lose a directory at once and must not come back at once
        long nanos = ThreadLocalRandom.current().nextLong(longest.toNanos() / 2, longest.toNanos());
        lock.lock();
        try {
            if (!closed && tryAgain.await(nanos, TimeUnit.NANOSECONDS)) {
                LOG.log(Level.DEBUG, () -> address + " is back: registering again");
            }
        } finally {
            lock.unlock();
        }
    }

    private void told(DirectoryEvent event) {
        switch (event) {
            case DirectoryEvent.Connected _ -> connected();
            case DirectoryEvent.Disconnected(String reason) -> lost(reason);
            case DirectoryEvent.Appeared _, DirectoryEvent.Left _ -> listener.told(address, event);
        }
    }

    private void connected() {
        lock.lock();
        try {
            if (state == State.CONNECTED || closed) {
                return;
            }
            state = State.CONNECTED;
            detail = "";
            tryAgain.signalAll();
        } finally {
            lock.unlock();
        }
        listener.told(address, new DirectoryEvent.Connected());
    }

    private void lost(String reason) {
        lock.lock();
        try {
            detail = reason;
            if (state == State.LOST || closed) {
                return;
            }
            state = State.LOST;
        } finally {
            lock.unlock();
        }
        listener.told(address, new DirectoryEvent.Disconnected(reason));
    }

    private void refused(String reason) {
        connected();
        lock.lock();
        try {
            if (reason.equals(detail) || closed) {
                return;
            }
            detail = reason;
        } finally {
            lock.unlock();
        }
        listener.refused(address, reason);
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
