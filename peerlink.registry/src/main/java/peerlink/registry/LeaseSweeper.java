package peerlink.registry;

import java.io.IOException;
import java.time.Duration;
import peerlink.api.PeerId;

/** Ends the leases of an embedded store that have run out, and gives back names. Safe for use by several threads. */
final class LeaseSweeper {
    /** How many leases one turn looks at, before registrations get theirs. */
    private static final int TURN = 1_000;

    /** How often a store writes down that it is running. */
    private static final long ALIVE_MILLIS = 10_000;

    private final History history;
    private final long graceUntil;

    /** Guarded by the history's lock. */
    private long lastAlive;

    /**
     * @param graceUntil until then no lease is ended
     */
    LeaseSweeper(History history, long graceUntil, long now) {
        this.history = history;
        this.graceUntil = graceUntil;
        this.lastAlive = now;
    }

    Sweep sweep(long now) throws IOException {
        release(now);
        if (now < graceUntil) {
            return Sweep.NOTHING;
        }
        var turn = new Turn(now);
        do {
            turn.take();
            // no faster than the disk takes it
            history.await(turn.position);
        } while (turn.looked == TURN);
        return new Sweep(turn.ended, Duration.ofMillis(turn.lag));
    }

    /** Gives back the names that were held long enough, or are too many, and says now and then that the store is running. */
    private void release(long now) throws IOException {
        history.lock().lock();
        try {
            for (PeerId id = history.table().releasable(now);
                    id != null;
                    id = history.table().releasable(now)) {
                history.make(new LogEntry.Released(id));
            }
            if (now - lastAlive >= ALIVE_MILLIS) {
                history.make(new LogEntry.Alive(now));
                lastAlive = now;
            }
        } finally {
            history.lock().unlock();
        }
    }

    /** Some of the leases that are due, and what all turns of a sweep have come to. */
    private final class Turn {
        private final long now;
        private int looked;
        private int ended;
        private long lag;
        private long position;

        private Turn(long now) {
            this.now = now;
        }

        private void take() throws IOException {
            LeaseTable table = history.table();
            looked = 0;
            history.lock().lock();
            try {
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
            } finally {
                history.lock().unlock();
            }
        }
    }
}
