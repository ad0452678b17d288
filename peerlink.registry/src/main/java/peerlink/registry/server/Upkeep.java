package peerlink.registry.server;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.registry.admin.RegistryMetrics;
import peerlink.registry.store.RegistryStore;

/**
 * Does the regular work of a registry, for which no client asks: ends the leases that have run out,
 * closes stuck connections, and samples the numbers for the operator. Runs on the scheduler's
 * thread.
 */
final class Upkeep implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Upkeep.class.getName());

    private static final long LOOK_NANOS = 1_000_000_000;

    private final MeasuredStore store;
    private final ScheduledExecutorService scheduler;
    private final Registrar registrar;
    private final ConnectionLimits door;
    private final OpenConnections connections;
    private final RegistryMetrics metrics;
    private final InstantSource timer;
    private boolean isSweepFailing;

    /** The time of {@link System#nanoTime}. */
    private long lookedAt = System.nanoTime();

    private @Nullable ScheduledFuture<?> next;
    private boolean isClosed;

    /** Samples the numbers at once, and begins. */
    Upkeep(
            MeasuredStore store,
            Registrar registrar,
            ConnectionLimits door,
            OpenConnections connections,
            RegistryMetrics metrics,
            InstantSource timer,
            ScheduledExecutorService scheduler) {
        this.store = store;
        this.registrar = registrar;
        this.door = door;
        this.connections = connections;
        this.metrics = metrics;
        this.timer = timer;
        this.scheduler = scheduler;
        // counts the leases of a store that was there before, before any client asks
        sample();
        again(RegistryStore.SWEEP_PERIOD);
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    private synchronized void again(Duration pause) {
        if (!isClosed) {
            next = scheduler.schedule(this::turn, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Sweeps, and looks around about once a second in the same wake-up. */
    private void turn() {
        try {
            sweep();
            if (System.nanoTime() - lookedAt >= LOOK_NANOS - LOOK_NANOS / 20) {
                lookAround();
                lookedAt = System.nanoTime();
            }
        } catch (RuntimeException | Error e) {
            // a fault in one turn must not end all later ones: leases would never end
            LOG.log(System.Logger.Level.ERROR, "a task of the registry failed", e);
        }
        again(pause());
    }

    private Duration pause() {
        try {
            return store.untilSweep();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the store failed: {0}", Printable.reason(e));
            return RegistryStore.SWEEP_PERIOD;
        }
    }

    /**
     * Asks the store whether it answers, since no client may have asked for long; samples the
     * numbers, and clears up.
     */
    private void lookAround() {
        try {
            store.probe();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the store failed: {0}", Printable.reason(e));
        }
        sample();
        door.tidy(timer.millis());
        connections.closeStuck();
    }

    private void sample() {
        RegistryStatistics now = registrar.statistics(connections.size());
        metrics.sample(now.connections(), now.watchers(), now.leases());
    }

    private void sweep() {
        try {
            registrar.sweep();
            isSweepFailing = false;
        } catch (IOException e) {
            if (!isSweepFailing) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "cannot sweep leases: {0}",
                        Printable.reason(e));
            }
            isSweepFailing = true;
        }
    }
}
