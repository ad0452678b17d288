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
        List<Peer> found = directory.find(query);
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
        Registration watching;
        lock.lock();
        try {
            registered = registration;
            watching = watch;
        } finally {
            lock.unlock();
        }
        if (registered != null) {
            registered.close();
        }
        if (watching != null) {
            watching.close();
        }
        directory.close();
    }

    private void keepRegistered(Announcement announcement) {
        lock.lock();
        try {
            watch = directory.watch(this::told);
        } finally {
            lock.unlock();
        }
        Duration longest = FIRST_PAUSE;
        try {
            while (!register(announcement)) {
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
    private boolean register(Announcement announcement) {
        try {
            Registration fresh = directory.register(announcement);
            lock.lock();
            try {
                registration = fresh;
                detail = "";
                if (!closed) {
                    return true;
                }
            } finally {
                lock.unlock();
                connected();
            }
            fresh.close();
            return true;
        } catch (RefusedException e) {
            refused(Failures.reason(e));
        } catch (IOException e) {
            lost(Failures.reason(e));
        }
        return isClosed();
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
