package peerlink.registry.server;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.Protocol;
import peerlink.registry.access.AllowList;
import peerlink.registry.access.Applicant;
import peerlink.registry.access.Verdict;
import peerlink.registry.admin.Count;
import peerlink.registry.admin.RegistryMetrics;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.RelayFrame;
import peerlink.registry.relay.RelayServer;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SteadyClock;
import peerlink.registry.store.embedded.EmbeddedStore;

/**
 * Serves a registry: peers register here and find each other. It proves nothing and can forge
 * nothing, since peers sign their own records. {@code docs/registry-protocol.md} describes its
 * protocol.
 *
 * <p>Leases are kept in a {@link RegistryStore}, which several servers may share. Safe for use by
 * several threads.
 *
 * <p>The file is longer than most, as several ways of starting one differ in who owns which part.
 */
public final class RegistryServer implements AutoCloseable {
    private final RegistryOptions options;
    private final InstantSource timer;
    private final RegistryMetrics metrics;
    private final RefusalLog refusals;
    private final Registrar registrar;
    private final ConnectionLimits door;
    private final OpenConnections connections = new OpenConnections();
    private final Listener listener;
    private final Upkeep upkeep;
    private final Optional<RelayServer> relay;
    private final Runnable afterwards;

    private RegistryServer(
            Network network,
            Address listen,
            RegistryOptions options,
            Function<Applicant, Verdict> admission,
            Optional<RelayServer> relay,
            RegistryStore store,
            InstantSource clock,
            InstantSource timer,
            ScheduledExecutorService scheduler,
            Runnable afterwards)
            throws IOException {
        this.relay = relay;
        this.options = options;
        this.timer = timer;
        this.door = new ConnectionLimits(options);
        this.afterwards = afterwards;
        this.metrics = new RegistryMetrics(clock, relay.map(RelayServer::metrics));
        this.refusals = new RefusalLog(clock);
        MeasuredStore measured = new MeasuredStore(store, metrics);
        this.registrar =
                new Registrar(
                        options,
                        network.identity().id(),
                        admission,
                        applicant -> relay.filter(r -> r.serves(applicant)).isPresent(),
                        options.openness().on(listen),
                        measured,
                        new Prober(options.probes(), timer::millis),
                        metrics);
        try {
            Map<Protocol, LinkHandler> handlers = new HashMap<>();
            handlers.put(ProtocolLimits.PROTOCOL, this::serve);
            relay.ifPresent(server -> handlers.put(RelayFrame.PROTOCOL, server::serve));
            this.listener = network.listen(listen, handlers);
        } catch (IOException | RuntimeException e) {
            registrar.close();
            throw e;
        }
        this.upkeep = new Upkeep(measured, registrar, door, connections, metrics, timer, scheduler);
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
            return start(
                    network,
                    listen,
                    options,
                    _ -> Verdict.ADMITTED,
                    Optional.empty(),
                    store,
                    store::close);
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
        return start(network, listen, options, admission, Optional.empty(), store);
    }

    /**
     * Starts a registry that goes by the system's clock, takes some peers only, and offers them a
     * relay on the same address.
     *
     * @param listen as {@link #start(Network, Address, RegistryOptions)}
     * @param admission as {@link #start(Network, Address, RegistryOptions, Function,
     *     RegistryStore)}
     * @param relay serves {@code relay/1}; closed with this server; empty for none
     * @param store as {@link #start(Network, Address, RegistryOptions, RegistryStore)}
     * @throws IOException if the address can't be listened on, or the store not be reached
     */
    public static RegistryServer start(
            Network network,
            Address listen,
            RegistryOptions options,
            Function<Applicant, Verdict> admission,
            Optional<RelayServer> relay,
            RegistryStore store)
            throws IOException {
        return start(network, listen, options, admission, relay, store, () -> {});
    }

    private static RegistryServer start(
            Network network,
            Address listen,
            RegistryOptions options,
            Function<Applicant, Verdict> admission,
            Optional<RelayServer> relay,
            RegistryStore store,
            Runnable afterwards)
            throws IOException {
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("peerlink registry-sweeper").factory());
        try {
            return new RegistryServer(
                    network,
                    listen,
                    options,
                    admission,
                    relay,
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
                Optional.empty(),
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
        upkeep.close();
        relay.ifPresent(RelayServer::close);
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
        connections.beginDraining();
        metrics.draining();
        connections.drain(patience);
    }

    private void serve(Link link) throws IOException {
        if (connections.isDraining()) {
            link.send(Answer.encode(0, OpenConnections.AWAY));
            return;
        }
        try (ConnectionLimits.Pass pass =
                door.enter(link.info().remote(), link.info().remoteAddress(), timer.millis())) {
            int maxQueuedChanges = options.limit(RegistryLimit.QUEUED_CHANGES);
            var connection =
                    new ClientConnection(link, registrar, pass, maxQueuedChanges, timer, refusals);
            metrics.count(Count.CONNECTION);
            connections.serve(connection);
        } catch (RequestRefusedException e) {
            Answer.Failure failure =
                    refusals.declined(
                            refusals.nextConnection(),
                            0,
                            registrar.refuse(e),
                            link.info().remoteAddress().host());
            link.send(Answer.encode(0, failure));
        }
    }
}
