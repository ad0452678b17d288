package peerlink.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.registry.admin.Count;
import peerlink.registry.admin.RegistryMetrics;

/**
 * The registry: peers register here and find each other. It proves nothing and can forge nothing, since peers sign what it
 * tells of them. {@code docs/registry-protocol.md} describes what it speaks.
 *
 * <p>Leases are kept in memory: a registry that is started anew is filled again by its peers. Safe for use by several threads.
 */
public final class RegistryServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RegistryServer.class.getName());

    private static final long SWEEP_MILLIS = 1_000;
    private static final long MAX_SEND_MILLIS = 30_000;
    private static final long MAX_IDLE_MILLIS = 300_000;

    private final RegistryOptions options;
    private final InstantSource clock;
    private final RegistryMetrics metrics;
    private final Registrar registrar;
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
    private final Listener listener;
    private final long period;
    private final ScheduledFuture<?> sweep;
    private final @Nullable ScheduledExecutorService ownScheduler;

    private RegistryServer(
            Network network,
            Address listen,
            RegistryOptions options,
            Predicate<PeerId> admitted,
            InstantSource clock,
            ScheduledExecutorService scheduler,
            boolean ownsScheduler)
            throws IOException {
        this.options = options;
        this.clock = clock;
        this.ownScheduler = ownsScheduler ? scheduler : null;
        this.metrics = new RegistryMetrics(clock);
        this.registrar =
                new Registrar(
                        options,
                        admitted,
                        options.listing().on(listen),
                        new LeaseTable(options.ttl(), options.maxRecords()),
                        clock,
                        metrics);
        this.listener = network.listen(listen, Map.of(Limits.PROTOCOL, this::serve));
        // a tenth of a short lease, so that nobody is listed much longer than it holds
        this.period = Math.clamp(options.ttl().toMillis() / 10, 10, SWEEP_MILLIS);
        this.sweep =
                scheduler.scheduleWithFixedDelay(
                        this::sweep, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Starts a registry that goes by the system's clock.
     *
     * @param listen where to listen, such as {@code tls://0.0.0.0:7777}; port 0 asks for any free port
     * @throws IOException if the address can't be listened on
     */
    public static RegistryServer start(Network network, Address listen, RegistryOptions options)
            throws IOException {
        return start(network, listen, options, _ -> true);
    }

    /**
     * Starts a registry that goes by the system's clock and takes some peers only.
     *
     * @param listen where to listen, such as {@code tls://0.0.0.0:7777}; port 0 asks for any free port
     * @param admitted which peers may register and renew, such as an {@link AllowList}; asked by several threads
     * @throws IOException if the address can't be listened on
     */
    public static RegistryServer start(
            Network network, Address listen, RegistryOptions options, Predicate<PeerId> admitted)
            throws IOException {
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofVirtual().name("registry-sweep").factory());
        try {
            return new RegistryServer(
                    network, listen, options, admitted, InstantSource.system(), scheduler, true);
        } catch (IOException | RuntimeException e) {
            scheduler.shutdownNow();
            throw e;
        }
    }

    /**
     * Starts a registry that goes by the clock given.
     *
     * @param scheduler runs the sweep of leases, about once a second; stays the caller's
     * @throws IOException if the address can't be listened on
     */
    public static RegistryServer start(
            Network network,
            Address listen,
            RegistryOptions options,
            InstantSource clock,
            ScheduledExecutorService scheduler)
            throws IOException {
        return start(network, listen, options, _ -> true, clock, scheduler);
    }

    static RegistryServer start(
            Network network,
            Address listen,
            RegistryOptions options,
            Predicate<PeerId> admitted,
            InstantSource clock,
            ScheduledExecutorService scheduler)
            throws IOException {
        return new RegistryServer(network, listen, options, admitted, clock, scheduler, false);
    }

    /** Returns where it listens, with the actual port. */
    public Address address() {
        return listener.address();
    }

    /** Returns what it counts, for its operator. */
    public RegistryMetrics metrics() {
        return metrics;
    }

    public RegistryStatistics statistics() {
        return registrar.statistics(connections.size());
    }

    /** Stops listening and closes its links; clients go on when there is a registry again. Does nothing the second time. */
    @Override
    public void close() {
        sweep.cancel(false);
        listener.close();
        if (ownScheduler != null) {
            ownScheduler.shutdownNow();
        }
    }

    private void serve(Link link) throws IOException {
        var connection = new ClientConnection(link, registrar, options, clock);
        connections.add(connection);
        try {
            // counted together with itself, so that two who come at once can't both slip in
            if (connections.size() > options.maxConnections()) {
                link.send(Reply.encode(0, registrar.reject(full())));
                return;
            }
            metrics.count(Count.CONNECTION);
            connection.serve();
        } finally {
            connections.remove(connection);
        }
    }

    private static Rejection full() {
        return Rejection.retryAfter(
                ErrorCode.TOO_MANY, "too many connections to the registry", 30_000);
    }

    private void sweep() {
        try {
            registrar.sweep();
            metrics.swept(Duration.ZERO, Duration.ofMillis(period));
            RegistryStatistics now = statistics();
            metrics.sample(now.connections(), now.watchers(), now.leases());
            connections.forEach(c -> c.closeIfStuck(MAX_SEND_MILLIS, MAX_IDLE_MILLIS));
        } catch (RuntimeException e) {
            // a fault in one sweep must not end all later ones, as the scheduler would have it
            LOG.log(System.Logger.Level.ERROR, "sweep failed", e);
        }
    }
}
