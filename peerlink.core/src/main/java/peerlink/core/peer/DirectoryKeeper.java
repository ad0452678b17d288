package peerlink.core.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.Printable;
import peerlink.api.Query;
import peerlink.api.RefusedException;
import peerlink.api.Registration;
import peerlink.core.model.DirectoryStatus;

/**
 * Keeps this node registered in one directory, watches it, and knows how it stands with it. When to connect again is the
 * directory's to decide, which tells those who watch it; decided here is only when to register again where it has declined, or
 * where it failed and does not tell of such things.
 */
final class DirectoryKeeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DirectoryKeeper.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Told of what a directory says, by several threads. */
    interface Listener {
        /**
         * Called by threads of the directory's; for what it tells of itself and of this node's registration also by the thread that
         * registers and by whoever has asked, one at a time and in the order in which it became so, under a lock: then it must not
         * wait, nor call the directory.
         */
        void told(Address directory, DirectoryEvent event);

        /** Called by whoever has asked. */
        void found(List<Peer> peers);
    }

    private final Address address;
    private final Directory directory;
    private final Listener listener;
    private final DirectoryState standing;
    private final RandomGenerator random;

    /** Held while the standing changes and that is told, so that what is told last is how it stands. */
    private final ReentrantLock telling = new ReentrantLock();

    // changed while the standing is open
    private volatile @Nullable Registration registration;
    private volatile @Nullable Registration watch;
    private volatile @Nullable Thread registrar;
    // of the registrar's thread alone
    private boolean watching;
    private int failures;

    DirectoryKeeper(Address address, Directory directory, Listener listener) {
        this(address, directory, listener, RandomGenerator.getDefault());
    }

    DirectoryKeeper(
            Address address, Directory directory, Listener listener, RandomGenerator random) {
        this.address = address;
        this.random = random;
        this.directory = directory;
        this.listener = listener;
        this.standing = new DirectoryState(address);
    }

    /** Begins to watch and to register; returns at once. */
    void start(Announcement announcement) {
        standing.ifOpen(
                () ->
                        registrar =
                                Thread.ofVirtual()
                                        .name("peerlink directory-registrar " + address)
                                        .start(() -> keepRegistered(announcement)));
    }

    DirectoryStatus status() {
        return standing.status();
    }

    List<Peer> find(Query query) throws IOException {
        List<Peer> found;
        try {
            found = List.copyOf(directory.find(query));
        } catch (RefusedException e) {
            // that is an answer
            connected();
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // foreign code: the other directories are asked all the same
            throw new IOException(Printable.reason(e), e);
        }
        connected();
        listener.found(found);
        return found;
    }

    /** Deregisters and closes the directory. */
    @Override
    public void close() {
        standing.close();
        Thread thread = registrar;
        if (thread != null) {
            // it may be waiting in the directory
            thread.interrupt();
        }
        Registration registered = registration;
        if (registered != null) {
            registered.close();
        }
        Registration watched = watch;
        if (watched != null) {
            watched.close();
        }
        directory.close();
    }

    private void keepRegistered(Announcement announcement) {
        try {
            while (!attempt(announcement)) {
                failures++;
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, () -> "no more attempts to register with " + address);
        }
    }

    /** Returns whether there is nothing left to do; if there is, it is time for it. */
    private boolean attempt(Announcement announcement) throws InterruptedException {
        int connections = standing.connections();
        try {
            watch();
            register(announcement);
            return true;
        } catch (RefusedException e) {
            connected();
            refused(new DirectoryEvent.Refused(e.code(), Printable.reason(e)));
            standing.pause(pause(failures, asked(e), random));
        } catch (IOException e) {
            failed(Printable.reason(e), connections);
            Duration pause = pause(failures, Duration.ZERO, random);
            if (standing.connections() == connections) {
                standing.awaitConnection(connections, LONGEST_PAUSE, pause);
            } else {
                // it was there, and that did not help: another link alone is no reason to hurry
                standing.pause(pause);
            }
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // one catch point for what a foreign directory throws
            LOG.log(Level.DEBUG, () -> "the directory " + address + " failed", e);
            failed(Printable.reason(e), connections);
            standing.pause(pause(failures, Duration.ZERO, random));
        }
        return standing.isClosed();
    }

    private static Duration asked(RefusedException refused) {
        return refused.retryAfter().orElse(Duration.ZERO);
    }

    /**
     * Returns how long to wait before the next attempt: what the directory has asked for, and on top of it a random time below a
     * bound that doubles, or below half of that if it is more. Many may be told the same, and must not come back at once.
     *
     * @param failures how many attempts have failed before this one
     * @param asked bounded already, as {@link RefusedException} does
     */
    static Duration pause(int failures, Duration asked, RandomGenerator random) {
        long doubled = FIRST_PAUSE.toMillis() << Math.min(failures, 16);
        long bound = Math.min(doubled, LONGEST_PAUSE.toMillis());
        return asked.plusMillis(random.nextLong(1, Math.max(bound, asked.toMillis() / 2) + 1));
    }

    private void watch() {
        if (watching) {
            return;
        }
        // no lock is held: it is foreign code, which may take its time, and tells of events
        // meanwhile
        Registration fresh = directory.watch(this::told);
        watching = true;
        if (!standing.ifOpen(() -> watch = fresh)) {
            fresh.close();
        }
    }

    private void register(Announcement announcement) throws IOException {
        Registration fresh = directory.register(announcement);
        if (standing.ifOpen(() -> registration = fresh)) {
            connected();
            granted();
        } else {
            fresh.close();
        }
    }

    private void told(DirectoryEvent event) {
        switch (event) {
            case DirectoryEvent.Connected connected ->
                    tellIf(() -> standing.told(connected), connected);
            case DirectoryEvent.Disconnected lost -> tellIf(() -> standing.told(lost), lost);
            case DirectoryEvent.Refused refused -> refused(refused);
            case DirectoryEvent.Granted() -> granted();
            case DirectoryEvent.Conflict conflict ->
                    tellIf(() -> standing.conflict(conflict.reason()), conflict);
            case DirectoryEvent.Appeared _, DirectoryEvent.Left _, DirectoryEvent.Unlisted _ ->
                    // the listener may wait
                    listener.told(address, event);
        }
    }

    private void connected() {
        tellIf(standing::connected, new DirectoryEvent.Connected());
    }

    private void failed(String reason, int connections) {
        tellIf(() -> standing.failed(reason, connections), new DirectoryEvent.Disconnected(reason));
    }

    private void refused(DirectoryEvent.Refused refused) {
        tellIf(() -> standing.refused(refused.reason()), refused);
    }

    private void granted() {
        tellIf(standing::granted, new DirectoryEvent.Granted());
    }

    /**
     * Changes the standing and tells of it.
     *
     * @param change returns whether it is news
     */
    private void tellIf(BooleanSupplier change, DirectoryEvent event) {
        telling.lock();
        try {
            if (change.getAsBoolean()) {
                listener.told(address, event);
            }
        } finally {
            telling.unlock();
        }
    }
}
