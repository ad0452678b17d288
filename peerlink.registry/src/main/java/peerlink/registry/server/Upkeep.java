package peerlink.registry.server;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
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

    private static final long LOOK_MILLIS = 1_000;

    private final MeasuredStore store;
    private final Registrar registrar;
    private final ConnectionLimits door;
    private final OpenConnections connections;
    private final RegistryMetrics metrics;
    private final InstantSource timer;
    private final ScheduledFuture<?> sweep;
    private final ScheduledFuture<?> look;
    private boolean isSweepFailing;

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
        // counts the leases of a store that was there before, before any client asks
        sample();
        this.sweep = every(RegistryStore.SWEEP_PERIOD.toMillis(), this::sweep, scheduler);
        this.look = every(LOOK_MILLIS, this::lookAround, scheduler);
    }

    @Override
    public void close() {
        sweep.cancel(false);
        look.cancel(false);
    }

    private static ScheduledFuture<?> every(
            long millis, Runnable task, ScheduledExecutorService scheduler) {
        Runnable lasting =
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        // a fault in one run must not end all later ones, as the scheduler would
                        // have it
                        LOG.log(System.Logger.Level.ERROR, "a task of the registry failed", e);
                    }
                };
        return scheduler.scheduleWithFixedDelay(lasting, millis, millis, TimeUnit.MILLISECONDS);
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
