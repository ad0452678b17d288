package peerlink.registry.server;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.Printable;
import peerlink.registry.access.AllowList;
import peerlink.registry.access.Applicant;
import peerlink.registry.access.Verdict;
import peerlink.registry.admin.Count;
import peerlink.registry.admin.RegistryMetrics;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Reply;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Rejection;
import peerlink.registry.store.SteadyClock;
import peerlink.registry.store.embedded.EmbeddedStore;

/**
 * Serves a registry: peers register here and find each other. It proves nothing and can forge
 * nothing, since peers sign their own records. {@code docs/registry-protocol.md} describes its
 * protocol.
 *
 * <p>Leases are kept in a {@link RegistryStore}, which several servers may share. Safe for use by
 * several threads.
 */
public final class RegistryServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RegistryServer.class.getName());

    private static final long LOOK_MILLIS = 1_000;
    private static final long MAX_SEND_MILLIS = 30_000;
    private static final long MAX_IDLE_MILLIS = 300_000;

    /** The longest pause between two clients that are sent away, in nanoseconds. */
    private static final long MAX_PAUSE = 10_000_000;

    private static final Reply.GoAway AWAY = new Reply.GoAway(5_000);

    private final RegistryOptions options;
    private final InstantSource timer;
    private final RegistryMetrics metrics;
    private final RefusalLog refusals;
    private final MeasuredStore store;
    private final Registrar registrar;
    private final ConnectionLimits door;
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
    private final Listener listener;
    private final ScheduledFuture<?> sweep;
    private final ScheduledFuture<?> look;
    private final Runnable afterwards;
    private boolean isSweepFailing;
    private volatile boolean isDraining;

    private RegistryServer(
            Network network,
            Address listen,
            RegistryOptions options,
            Function<Applicant, Verdict> admission,
            RegistryStore store,
            InstantSource clock,
            InstantSource timer,
            ScheduledExecutorService scheduler,
            Runnable afterwards)
            throws IOException {
        this.options = options;
        this.timer = timer;
        this.door = new ConnectionLimits(options);
        this.afterwards = afterwards;
        this.metrics = new RegistryMetrics(clock);
        this.refusals = new RefusalLog(clock);
        this.store = new MeasuredStore(store, metrics);
        this.registrar =
                new Registrar(
                        options,
                        network.identity().id(),
                        admission,
                        options.openness().on(listen),
                        this.store,
                        metrics);
        try {
            this.listener = network.listen(listen, Map.of(ProtocolLimits.PROTOCOL, this::serve));
        } catch (IOException | RuntimeException e) {
            registrar.close();
            throw e;
        }
        // counts the leases of a store that was there before, before any client asks
        sample();
        this.sweep = every(RegistryStore.SWEEP_PERIOD.toMillis(), this::sweep, scheduler);
        this.look = every(LOOK_MILLIS, this::lookAround, scheduler);
    }

    /**
     * Starts a registry that goes by the system's clock and keeps its leases in memory: started
     * anew, it is filled again by its peers.
     *
     * @param listen the address to listen on, such as {@code tls://0.0.0.0:7777}; port 0 asks for
     *     any free port
     * @throws IOException if the address can't be listened on
     */
    public static RegistryServer start(Network network, Address listen, RegistryOptions options)
            throws IOException {
        InstantSource clock = InstantSource.system();
        RegistryStore store = EmbeddedStore.inMemory(options.store(), clock);
        try {
            return start(network, listen, options, _ -> Verdict.ADMITTED, store, store::close);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Starts a registry that goes by the system's clock.
     *
     * @param listen as {@link #start(Network, Address, RegistryOptions)}
     * @param store opened with {@link RegistryOptions#store}; stays the caller's, who closes it
     *     after the server
     * @throws IOException if the address can't be listened on, or the store not be reached
     */
    public static RegistryServer start(
            Network network, Address listen, RegistryOptions options, RegistryStore store)
            throws IOException {
        return start(network, listen, options, _ -> Verdict.ADMITTED, store);
    }

    /**
     * Starts a registry that goes by the system's clock and takes some peers only.
     *
     * @param listen as {@link #start(Network, Address, RegistryOptions)}
     * @param admission decides which peers may register and renew, such as an {@link AllowList};
     *     asked by several threads
     * @param store as {@link #start(Network, Address, RegistryOptions, RegistryStore)}
     * @throws IOException if the address can't be listened on, or the store not be reached
     */
    public static RegistryServer start(
            Network network,
            Address listen,
            RegistryOptions options,
            Function<Applicant, Verdict> admission,
            RegistryStore store)
            throws IOException {
        return start(network, listen, options, admission, store, () -> {});
    }

    private static RegistryServer start(
            Network network,
            Address listen,
            RegistryOptions options,
            Function<Applicant, Verdict> admission,
            RegistryStore store,
            Runnable afterwards)
            throws IOException {
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofVirtual().name("peerlink registry-sweeper").factory());
        try {
            return new RegistryServer(
                    network,
                    listen,
                    options,
                    admission,
                    store,
                    InstantSource.system(),
                    SteadyClock.beside(InstantSource.system()),
                    scheduler,
                    () -> {
                        scheduler.shutdownNow();
                        afterwards.run();
                    });
        } catch (IOException | RuntimeException e) {
            scheduler.shutdownNow();
            throw e;
        }
    }

    /**
     * Starts a registry that goes by the clock given in all that the store's clock doesn't decide.
     *
     * @param store stays the caller's
     * @param scheduler runs the sweeps; stays the caller's
     * @throws IOException as the other ones
     */
    public static RegistryServer start(
            Network network,
            Address listen,
            RegistryOptions options,
            RegistryStore store,
            InstantSource clock,
            ScheduledExecutorService scheduler)
            throws IOException {
        return start(network, listen, options, store, clock, SteadyClock.beside(clock), scheduler);
    }

    /**
     * Starts a registry.
     *
     * @param timer the timer by which links are idle or stuck and allowances fill again: it goes on
     *     evenly, even if the clock is set
     */
    public static RegistryServer start(
            Network network,
            Address listen,
            RegistryOptions options,
            RegistryStore store,
            InstantSource clock,
            InstantSource timer,
            ScheduledExecutorService scheduler)
            throws IOException {
        return new RegistryServer(
                network,
                listen,
                options,
                _ -> Verdict.ADMITTED,
                store,
                clock,
                timer,
                scheduler,
                () -> {});
    }

    /** Returns the address that it listens on, with the actual port. */
    public Address address() {
        return listener.address();
    }

    /** Returns the metrics for its operator. */
    public RegistryMetrics metrics() {
        return metrics;
    }

    public RegistryStatistics statistics() {
        return registrar.statistics(connections.size());
    }

    /**
     * Stops listening and closes its links; clients go on when there is a registry again. Does
     * nothing the second time.
     */
    @Override
    public void close() {
        sweep.cancel(false);
        look.cancel(false);
        listener.close();
        registrar.close();
        afterwards.run();
    }

    /**
     * Sends every client elsewhere, one after another, so that they don't all arrive there at once;
     * clients that come meanwhile are sent away too. Returns when all have left, or the time is
     * over; to be followed by {@link #close}.
     *
     * @param patience the time to take; the notices take half of it, or less if they are few
     * @throws InterruptedException if the thread is interrupted, which leaves some uninformed
     */
    public void drain(Duration patience) throws InterruptedException {
        isDraining = true;
        metrics.draining();
        long end = System.nanoTime() + patience.toNanos();
        List<ClientConnection> all = List.copyOf(connections);
        long pause = Math.min(MAX_PAUSE, patience.toNanos() / 2 / Math.max(1, all.size()));
        for (int i = 0; i < all.size(); i++) {
            all.get(i).sendAway(AWAY);
            TimeUnit.NANOSECONDS.sleep(pause);
        }
        while (!connections.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private void serve(Link link) throws IOException {
        if (isDraining) {
            link.send(Reply.encode(0, AWAY));
            return;
        }
        try (ConnectionLimits.Pass pass =
                door.enter(link.info().remote(), link.info().remoteAddress(), timer.millis())) {
            int maxQueuedChanges = options.limit(RegistryLimit.QUEUED_CHANGES);
            var connection =
                    new ClientConnection(link, registrar, pass, maxQueuedChanges, timer, refusals);
            metrics.count(Count.CONNECTION);
            connections.add(connection);
            try {
                if (isDraining) {
                    // it may have come too late to be among those that are told
                    connection.sendAway(AWAY);
                }
                connection.serve();
            } finally {
                connections.remove(connection);
            }
        } catch (Rejection e) {
            Reply.Failure failure =
                    refusals.declined(
                            refusals.nextConnection(),
                            0,
                            registrar.reject(e),
                            link.info().remoteAddress().host());
            link.send(Reply.encode(0, failure));
        }
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
        connections.forEach(c -> c.closeIfStuck(MAX_SEND_MILLIS, MAX_IDLE_MILLIS));
    }

    private void sample() {
        RegistryStatistics now = statistics();
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
