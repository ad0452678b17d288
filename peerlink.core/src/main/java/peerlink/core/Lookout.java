package peerlink.core;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a check once a second while a node runs. The check has a thread of its own, since the timer
 * must not wait; the next second begins when it is done.
 */
final class Lookout implements AutoCloseable {
    static final Duration PERIOD = Duration.ofSeconds(1);

    private final String name;
    private final ScheduledExecutorService timer;
    private final Runnable look;
    private boolean isClosed;
    private @Nullable Thread looking;

    /**
     * @param name the name of the threads that run the check
     * @param timer a timer that outlasts this
     * @param look the check, interrupted when this is closed
     */
    Lookout(String name, ScheduledExecutorService timer, Runnable look) {
        this.name = name;
        this.timer = timer;
        this.look = look;
    }

    synchronized void start() {
        if (!isClosed) {
            timer.schedule(this::begin, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
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
