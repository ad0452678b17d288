package peerlink.plugin.files;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends what takes too long: looks at all deadlines a few times a second. Safe for use by several threads. */
final class Watchdog implements Runnable {
    private static final Duration PERIOD = Duration.ofMillis(200);

    private final InstantSource clock;
    private final Set<Deadline> deadlines = ConcurrentHashMap.newKeySet();

    Watchdog(InstantSource clock) {
        this.clock = clock;
    }

    /** Calls the action, on the watchdog's thread, when the time is over; it must not block. */
    Deadline in(Duration time, Runnable action) {
        Deadline deadline = new Deadline(time, action);
        deadlines.add(deadline);
        return deadline;
    }

    /** Watches until the thread is interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                Instant now = clock.instant();
                for (Deadline deadline : deadlines) {
                    if (deadline.at.isBefore(now) && deadlines.remove(deadline)) {
                        deadline.action.run();
                    }
                }
            }
        } catch (InterruptedException e) {
            deadlines.clear();
        }
    }

    /** A moment before which something must have happened. */
    final class Deadline implements AutoCloseable {
        private final Duration time;
        private final Runnable action;
        private volatile Instant at;

        private Deadline(Duration time, Runnable action) {
            this.time = time;
            this.action = action;
            this.at = clock.instant().plus(time);
        }

        /** Something has happened: the time begins again. */
        void renew() {
            at = clock.instant().plus(time);
        }

        /** It has happened. */
        @Override
        public void close() {
            deadlines.remove(this);
        }
    }
}
