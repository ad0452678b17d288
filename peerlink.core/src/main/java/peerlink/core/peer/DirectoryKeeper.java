package peerlink.core.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.DirectoryProbe;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.Query;
import peerlink.api.RefusedException;
import peerlink.api.Registration;
import peerlink.core.model.DirectoryCheck;
import peerlink.core.model.DirectoryStatus;

/**
 * Keeps this node registered in one directory, watches it, and knows its state. The directory
 * decides on its own when to connect again, and tells its watchers. This class decides only when to
 * register again: after the directory has declined, or after a failure of a directory that does not
 * tell of its connection.
 *
 * <p>The file is longer than most, as the thread that registers and the directory's events share
 * one state: each must see what the other has just done.
 */
final class DirectoryKeeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DirectoryKeeper.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Learns of a directory's events and answers, on several threads. */
    interface Listener {
        /**
         * Learns of an event. The directory's threads call this. For events about the directory
         * itself and this node's registration, the registering thread and the threads that ask call
         * it, too: one at a time, in the order of the changes, under a lock. Then it must not wait,
         * nor call the directory.
         */
        void told(Address directory, DirectoryEvent event);

        /**
         * Learns of a peer that tells of itself in a directory that is no {@linkplain
         * Directory#isAuthority authority}: its name binds nobody. The directory's threads call
         * this.
         */
        void claimed(Address directory, Peer peer);

        /** Learns of the peers in an authority's answer, on the thread that has asked. */
        void found(List<Peer> peers);

        /**
         * Learns from where a directory sees this node, on a thread of the directory's.
         *
         * @param local this end of the connection that the directory sees, if it is known
         */
        void observed(Address directory, Address seen, Optional<Address> local);

        /**
         * Learns of a signal that a directory passes on, on a thread of the directory's; must not
         * wait.
         */
        default void signalled(Address directory, DirectoryEvent.Signalled signal) {}
    }

    private final Address address;
    private final Directory directory;
    private final Listener listener;
    private final DirectoryState state;
    private final RandomGenerator random;

    /**
     * Held while the state changes and its event is told, so that the last event told is the state.
     */
    private final ReentrantLock telling = new ReentrantLock();

    // changed while the state is not closed
    private volatile @Nullable Announcement wanted;
    private volatile @Nullable Registration registration;
    private volatile @Nullable Registration watch;
    private volatile @Nullable Thread registrar;
    // only the registrar's thread uses it
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
        this.state = new DirectoryState(address);
    }

    /**
     * Begins to watch and to register, or registers anew with other content; returns at once. An
     * attempt or a pause that is under way goes on, and the newest announcement follows.
     */
    void announce(Announcement announcement) {
        state.ifOpen(
                () -> {
                    wanted = announcement;
                    if (registrar == null) {
                        registrar =
                                Thread.ofVirtual()
                                        .name("peerlink directory-registrar " + address)
                                        .start(() -> keepRegistered(announcement));
                    }
                });
    }

    /** Has the directory prove its connection or make a new one; returns at once. */
    void networkChanged() {
        try {
            directory.networkChanged();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // foreign code
            LOG.log(Level.DEBUG, "the directory " + address + " failed", e);
        }
        state.hurry();
    }

    /**
     * Has the directory pass a signal on.
     *
     * @throws IOException as {@link Directory#signal}
     */
    void signal(PeerId peer, Bytes data) throws IOException {
        try {
            directory.signal(peer, data);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // foreign code
            throw new IOException(Printable.reason(e), e);
        }
    }

    /** Returns the relays that the directory has offered so far. */
    List<Address> relays() {
        try {
            return directory.relays();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // foreign code
            LOG.log(Level.DEBUG, "the directory " + address + " failed", e);
            return List.of();
        }
    }

    /**
     * Returns the directory's address with its key, if it lets others use it, and has this node's
     * registration as far as is known.
     */
    Optional<Address> pinned() {
        if (registration == null || state.isRefused()) {
            return Optional.empty();
        }
        try {
            return directory.pinned();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // foreign code
            LOG.log(Level.DEBUG, "the directory " + address + " failed", e);
            return Optional.empty();
        }
    }

    /** Tells whether the directory was found to be out of reach. */
    boolean isLost() {
        return state.isLost();
    }

    DirectoryStatus status() {
        return state.status();
    }

    /** Tells whether the directory answers for names, as {@link Directory#isAuthority} says. */
    boolean isAuthority() {
        return directory.isAuthority();
    }

    List<Peer> find(Query query) throws IOException {
        List<Peer> found;
        try {
            found = List.copyOf(directory.find(query));
        } catch (RefusedException e) {
            // a refusal is an answer
            connected();
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // foreign code: the other directories are asked in spite of its failure
            throw new IOException(Printable.reason(e), e);
        }
        if (isAuthority()) {
            connected();
            listener.found(found);
        }
        return found;
    }

    /** Asks the directory how it sees this node, as {@link Directory#probe} does. */
    DirectoryCheck probe(int port) {
        try {
            Optional<DirectoryProbe> told = directory.probe(port);
            if (told.isPresent()) {
                connected();
            }
            return new DirectoryCheck(address, told, "", "");
        } catch (RefusedException e) {
            // a refusal is an answer
            connected();
            return new DirectoryCheck(address, Optional.empty(), e.code(), Printable.reason(e));
        } catch (IOException
                | RuntimeException
                | LinkageError
                | StackOverflowError
                | AssertionError e) {
            // also the failure of foreign code
            return new DirectoryCheck(address, Optional.empty(), "", Printable.reason(e));
        }
    }

    /** Deregisters and closes the directory. */
    @Override
    public void close() {
        state.close();
        Registration registered = registration;
        if (registered != null) {
            registered.close();
        }
        Registration watched = watch;
        if (watched != null) {
            watched.close();
        }
        directory.close();
        Thread thread = registrar;
        if (thread != null) {
            // not before: the interrupt may cost the link by which the directory deregisters, and
            // leave a registration that nobody withdraws
            thread.interrupt();
        }
    }

    private void keepRegistered(Announcement first) {
        Announcement announcement = first;
        try {
            while (!attempt(announcement) || !isNewest(announcement)) {
                announcement = Objects.requireNonNull(wanted);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, () -> "no more attempts to register with " + address);
        }
    }

    /** Tells whether nothing newer is to be announced; then the registrar is done. */
    private boolean isNewest(Announcement announced) {
        AtomicBoolean isNewest = new AtomicBoolean(true);
        state.ifOpen(
                () -> {
                    isNewest.set(announced.equals(wanted));
                    if (isNewest.get()) {
                        registrar = null;
                    }
                });
        return isNewest.get();
    }

    /**
     * Watches and registers once. Returns whether nothing is left to do; otherwise the next attempt
     * is due at once.
     */
    private boolean attempt(Announcement announcement) throws InterruptedException {
        int connections = state.connections();
        try {
            watch();
            register(announcement);
            failures = 0;
            return true;
        } catch (RefusedException e) {
            connected();
            refused(new DirectoryEvent.Refused(e.code(), Printable.reason(e)));
            state.pause(pause(failures, asked(e), random));
        } catch (IOException e) {
            failed(Printable.reason(e), connections);
            Duration pause = pause(failures, Duration.ZERO, random);
            if (state.connections() == connections) {
                state.awaitConnection(connections, LONGEST_PAUSE, pause);
            } else {
                // it was connected, and that did not help: another link alone is no reason to hurry
                state.pause(pause);
            }
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // one catch point for the exceptions of a foreign directory
            LOG.log(Level.DEBUG, () -> "the directory " + address + " failed", e);
            failed(Printable.reason(e), connections);
            state.pause(pause(failures, Duration.ZERO, random));
        }
        failures++;
        return state.isClosed();
    }

    private static Duration asked(RefusedException refused) {
        return refused.retryAfter().orElse(Duration.ZERO);
    }

    /**
     * Returns the wait before the next attempt: the time for which the directory has asked, plus a
     * random time below a bound that doubles, or below half of the asked time if that is more. Many
     * nodes may be told the same time, and must not come back at once.
     *
     * @param failures the number of failed attempts before this one
     * @param asked the asked time, bounded already by {@link RefusedException}
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
        // holds no lock: it is foreign code, which may take its time, and tells of events meanwhile
        Registration fresh = directory.watch(this::told);
        watching = true;
        if (!state.ifOpen(() -> watch = fresh)) {
            fresh.close();
        }
    }

    private void register(Announcement announcement) throws IOException {
        Registration fresh = directory.register(announcement);
        if (state.ifOpen(() -> registration = fresh)) {
            connected();
            granted();
        } else {
            fresh.close();
        }
    }

    private void told(DirectoryEvent event) {
        switch (event) {
            case DirectoryEvent.Connected connected ->
                    tellIf(() -> state.told(connected), connected);
            case DirectoryEvent.Disconnected lost -> tellIf(() -> state.told(lost), lost);
            case DirectoryEvent.Refused refused -> refused(refused);
            case DirectoryEvent.Granted(Optional<Address> observed, Optional<Address> local) -> {
                observed.ifPresent(seen -> listener.observed(address, seen, local));
                granted();
            }
            case DirectoryEvent.Signalled signal -> listener.signalled(address, signal);
            case DirectoryEvent.Conflict conflict ->
                    tellIf(() -> state.conflict(conflict.reason()), conflict);
            // the listener may wait
            case DirectoryEvent.Appeared(Peer peer) when !isAuthority() ->
                    listener.claimed(address, peer);
            case DirectoryEvent.Appeared _, DirectoryEvent.Left _, DirectoryEvent.Unlisted _ ->
                    listener.told(address, event);
        }
    }

    private void connected() {
        tellIf(state::connected, new DirectoryEvent.Connected());
    }

    private void failed(String reason, int connections) {
        tellIf(() -> state.failed(reason, connections), new DirectoryEvent.Disconnected(reason));
    }

    private void refused(DirectoryEvent.Refused refused) {
        tellIf(() -> state.refused(refused.code(), refused.reason()), refused);
    }

    private void granted() {
        tellIf(state::granted, new DirectoryEvent.Granted(Optional.empty()));
    }

    /**
     * Changes the state and tells of it.
     *
     * @param change returns whether the state has changed
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
