package peerlink.registry.store.embedded;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import peerlink.api.PeerId;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Sweep;

/**
 * Ends the leases of an embedded store that have run out, and gives back names. Safe for use by
 * several threads.
 */
final class LeaseSweeper {
    /** The number of leases that one turn looks at, before registrations get their turn. */
    private static final int TURN = 1_000;

    /** The most turns that may be on their way to the disk: no more leases end than it takes. */
    private static final int AHEAD = 8;

    /** The number of turns of a sweep for work that may wait. */
    private static final int TIDYING = 10;

    /** The time after which a store writes down again that it is running. */
    private static final long ALIVE_MILLIS = 10_000;

    private final StoreSteps history;
    private final InstantSource clock;
    private final long graceUntil;

    /** Guarded by the history's lock. */
    private long lastAlive;

    /** True if work was left for the next sweep. */
    private volatile boolean isBusy;

    /**
     * @param graceUntil until then no lease is ended
     */
    LeaseSweeper(StoreSteps history, InstantSource clock, long graceUntil) {
        this.history = history;
        this.clock = clock;
        this.graceUntil = graceUntil;
        this.lastAlive = clock.millis();
    }

    Sweep sweep() throws IOException {
        var ended = clock.millis() < graceUntil ? Sweep.NOTHING : end();
        sayAlive();
        boolean isReleasing = true;
        for (int i = 0; i < TURN && isReleasing; i++) {
            isReleasing = release();
        }
        boolean isTidying = true;
        for (int i = 0; i < TIDYING && isTidying; i++) {
            isTidying = tidy();
        }
        isBusy = isReleasing || isTidying;
        return ended;
    }

    /** Returns the time until the next sweep. */
    Duration untilNext() {
        if (isBusy) {
            return RegistryStore.SWEEP_PERIOD;
        }
        history.lock().lock();
        try {
            return history.table().untilDue(clock.millis());
        } finally {
            history.lock().unlock();
        }
    }

    private Sweep end() throws IOException {
        var turn = new Turn();
        long[] positions = new long[AHEAD];
        for (int i = 0; turn.take(); i++) {
            history.await(positions[i % AHEAD]);
            positions[i % AHEAD] = turn.position;
        }
        history.await(turn.position);
        return new Sweep(turn.ended, Duration.ofMillis(turn.lag));
    }

    /**
     * Gives back some of the names that were held long enough, or are too many; returns whether
     * there are more.
     */
    private boolean release() throws IOException {
        history.lock().lock();
        try {
            long now = clock.millis();
            for (int i = 0; i < TURN; i++) {
                PeerId id = history.table().releasable(now);
                if (id == null) {
                    return false;
                }
                history.make(new LogEntry.Released(id));
            }
            return true;
        } finally {
            history.lock().unlock();
        }
    }

    private boolean tidy() {
        history.lock().lock();
        try {
            return history.table().tidy(clock.millis(), TURN);
        } finally {
            history.lock().unlock();
        }
    }

    private void sayAlive() throws IOException {
        history.lock().lock();
        try {
            long now = clock.millis();
            if (now - lastAlive >= ALIVE_MILLIS) {
                history.make(new LogEntry.Alive(now));
                lastAlive = now;
            }
        } finally {
            history.lock().unlock();
        }
    }

    /** Ends some of the leases that are due, and adds up the result of a sweep's turns. */
    private final class Turn {
        private int ended;
        private long lag;
        private long position;

        /** Takes the next leases that are due; returns whether there may be more. */
        private boolean take() throws IOException {
            LeaseTable table = history.table();
            int looked = 0;
            history.lock().lock();
            try {
                // anew for each turn: the last lease of many waits the longest
                long now = clock.millis();
                while (looked < TURN && table.due(now) instanceof Lease due) {
                    looked++;
                    if (due.endIfPast(now)) {
                        lag = Math.max(lag, now - due.endedAt());
                        history.make(new LogEntry.Ended(due.id(), due.endedAt()));
                        ended++;
                    } else {
                        table.file(due);
                    }
                }
                position = history.position();
                return looked == TURN;
            } finally {
                history.lock().unlock();
            }
        }
    }
}
