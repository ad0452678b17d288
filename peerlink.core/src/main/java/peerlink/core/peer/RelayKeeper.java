package peerlink.core.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Listener;
import peerlink.api.Printable;
import peerlink.api.RefusedException;
import peerlink.api.thread.SocketThreads;
import peerlink.core.model.RelayStatus;

/**
 * Keeps a place at one relay, or at another carrier's server: takes it, takes it again after a
 * loss, and knows the time that the server takes to answer. Safe for use by several threads.
 *
 * <p>The file is longer than most, as one lock guards the place and the attempt to take it.
 */
final class RelayKeeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RelayKeeper.class.getName());

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** The shortest pause after a refusal: the server's operator has to do something. */
    private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);

    /** The failures one after another with which a relay is as good as none. */
    private static final int HOPELESS = 3;

    /** The time for which a place held that was a good one: the pauses begin anew then. */
    private static final Duration GOOD = Duration.ofSeconds(30);

    private final Address address;
    private final Opener opener;
    private final Runnable onChange;
    private final RandomGenerator random;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by the lock

    /**
     * Those that are not lost, by the number of the attempt: the present one, and former ones that
     * may be alive after the network has changed.
     */
    private final Map<Integer, Listener> listeners = new HashMap<>();

    private @Nullable Listener current;
    private Duration latency = Duration.ZERO;
    private @Nullable IOException lostBy;
    private String failure = "";
    private int failures;
    private int attempt;
    private boolean isHurried;
    private boolean isClosed;

    /** Takes a place, as {@link peerlink.core.link.ProtocolNetwork#listen} does. */
    interface Opener {
        Listener open(Address place, Consumer<IOException> onLost) throws IOException;
    }

    /**
     * @param onChange called on a thread of this keeper's each time that {@link #place} has
     *     changed; must not block
     */
    RelayKeeper(Address address, Opener opener, Runnable onChange, RandomGenerator random) {
        this.address = address;
        this.opener = opener;
        this.onChange = onChange;
        this.random = random;
        this.thread =
                SocketThreads.unstarted("peerlink relay-keeper " + address.shortForm(), this::keep);
    }

    /** Names a place that is held now, and the time that it took to get it. */
    record Held(Address address, Duration latency) {}

    void start() {
        thread.start();
    }

    Address address() {
        return address;
    }

    /** Returns the place, if it is held now. */
    Optional<Held> place() {
        lock.lock();
        try {
            return current == null
                    ? Optional.empty()
                    : Optional.of(new Held(current.address(), latency));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns its status.
     *
     * @param isNamed whether the user named the relay
     */
    RelayStatus status(boolean isNamed) {
        lock.lock();
        try {
            return current == null
                    ? new RelayStatus(address, isNamed, Optional.empty(), failure)
                    : new RelayStatus(address, isNamed, Optional.of(latency), "");
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether there is a place, or former ones by which circuits may go on. */
    boolean isOfUse() {
        lock.lock();
        try {
            return current != null || !listeners.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether the relay has given no place again and again: another one may. */
    boolean isHopeless() {
        lock.lock();
        try {
            return current == null && failures >= HOPELESS;
        } finally {
            lock.unlock();
        }
    }

    private void failed(Exception reason, int times) {
        lock.lock();
        try {
            failure = Printable.reason(reason);
            failures = times;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the place anew, since the network has changed: the link that holds it may be dead. The
     * circuits that came by it go on, as they may not be.
     */
    void networkChanged() {
        lock.lock();
        try {
            isHurried = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the place up, with the circuits that came by it; never blocks for long. */
    @Override
    public void close() {
        List<Listener> all;
        lock.lock();
        try {
            isClosed = true;
            current = null;
            all = List.copyOf(listeners.values());
            listeners.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        all.forEach(Listener::close);
    }

    private void keep() {
        int times = 0;
        try {
            while (true) {
                long start = System.nanoTime();
                IOException reason;
                try {
                    open(start);
                    reason = awaitLoss();
                } catch (IOException e) {
                    reason = e;
                } catch (IllegalArgumentException e) {
                    failed(e, HOPELESS);
                    LOG.log(Level.WARNING, "not a relay: " + Printable.reason(e));
                    return;
                }
                boolean wasGood = System.nanoTime() - start > GOOD.toNanos();
                times = wasGood ? 0 : times + 1;
                failed(reason, times);
                lost(reason, pause(times, reason));
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, () -> "no more places at " + address);
        }
    }

    private void open(long start) throws IOException, InterruptedException {
        int number = begin();
        Listener listener = opener.open(address, reason -> lost(number, reason));
        boolean isLate;
        lock.lock();
        try {
            isLate = isClosed;
            if (!isLate) {
                if (lostBy == null) {
                    listeners.put(number, listener);
                }
                current = listener;
                latency = Duration.ofNanos(System.nanoTime() - start);
            }
        } finally {
            lock.unlock();
        }
        if (isLate) {
            listener.close();
            throw new InterruptedException("closed");
        }
        LOG.log(Level.DEBUG, () -> "has a place at " + address);
        onChange.run();
    }

    private int begin() {
        lock.lock();
        try {
            lostBy = null;
            isHurried = false;
            return ++attempt;
        } finally {
            lock.unlock();
        }
    }

    /** Notes the end of the place that the attempt with this number has got. */
    private void lost(int number, IOException reason) {
        lock.lock();
        try {
            listeners.remove(number);
            if (number == attempt) {
                lostBy = reason;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private IOException awaitLoss() throws InterruptedException {
        lock.lock();
        try {
            while (lostBy == null && !isHurried) {
                changed.await();
            }
            return lostBy == null ? new IOException("the network has changed") : lostBy;
        } finally {
            lock.unlock();
        }
    }

    /** Does without the place for a while, but not if the network has changed. */
    private void lost(IOException reason, Duration pause) throws InterruptedException {
        LOG.log(Level.DEBUG, () -> "no place at " + address + ": " + Printable.reason(reason));
        boolean hasChanged;
        lock.lock();
        try {
            // one that may be alive all the same is not told of: the next attempt is due at once.
            // After a failed one it is not announced, and its circuits go on until it is lost
            hasChanged = current != null && !isHurried;
            if (hasChanged) {
                current = null;
            }
        } finally {
            lock.unlock();
        }
        if (hasChanged) {
            onChange.run();
        }
        lock.lock();
        try {
            long nanos = pause.toNanos();
            while (nanos > 0 && !isHurried) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the pause after an attempt or a loss: any time up to a bound that doubles with each
     * failure, so that the peers of a relay that was restarted don't all come at once.
     */
    private Duration pause(int failures, IOException reason) {
        long bound =
                Math.min(
                        LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures, 10));
        Duration usual = Duration.ofMillis(random.nextLong(bound / 4, bound + 1));
        if (reason instanceof RefusedException refused) {
            return refused.retryAfter().orElse(REFUSED_PAUSE).plus(usual);
        }
        return usual;
    }
}
