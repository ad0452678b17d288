package peerlink.core;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a check once in a while as long as a node runs. The check has a thread of its own, since the
 * timer must not wait; the next period begins when it is done.
 */
final class Lookout implements AutoCloseable {
    static final Duration PERIOD = Duration.ofSeconds(1);

    private final String name;
    private final ScheduledExecutorService timer;
    private final Duration period;
    private final Runnable look;
    private boolean isClosed;
    private @Nullable Thread looking;

    /** Makes one that looks once a second. */
    Lookout(String name, ScheduledExecutorService timer, Runnable look) {
        this(name, timer, PERIOD, look);
    }

    /**
     * @param name the name of the threads that run the check
     * @param timer a timer that outlasts this
     * @param period the time between two checks, and before the first
     * @param look the check, interrupted when this is closed
     */
    Lookout(String name, ScheduledExecutorService timer, Duration period, Runnable look) {
        this.name = name;
        this.timer = timer;
        this.period = period;
        this.look = look;
    }

    synchronized void start() {
        if (!isClosed) {
            timer.schedule(this::begin, period.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Ends the checks, and does not wait for one that is under way. */
    @Override
    public synchronized void close() {
        isClosed = true;
        if (looking != null) {
            looking.interrupt();
        }
    }

    private synchronized void begin() {
        if (!isClosed) {
            looking = Thread.ofVirtual().name(name).start(this::run);
        }
    }

    private void run() {
        try {
            look.run();
        } finally {
            start();
        }
    }
}
