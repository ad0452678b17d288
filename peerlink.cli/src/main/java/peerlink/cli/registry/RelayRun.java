package peerlink.cli.registry;

import java.io.IOException;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
import peerlink.api.Identity;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerName;
import peerlink.cli.log.Hangup;
import peerlink.cli.log.LogLineFormat;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Shutdown;
import peerlink.cli.program.Version;
import peerlink.core.Networks;
import peerlink.registry.access.Verdict;
import peerlink.registry.admin.AdminServer;
import peerlink.registry.admin.LogEvent;
import peerlink.registry.admin.RegistryMetrics;
import peerlink.registry.relay.RelayServer;

/** A relay that runs in this process, with its admin port, until a signal ends it. */
final class RelayRun {
    private static final System.Logger LOG = System.getLogger(RelayRun.class.getName());

    private final AtomicBoolean isEnded = new AtomicBoolean();
    private final Environment environment;
    private final RelaySettings settings;
    private final Identity identity;

    RelayRun(Environment environment, RelaySettings settings, Identity identity) {
        this.environment = environment;
        this.settings = settings;
        this.identity = identity;
    }

    /** Runs the relay as {@link RegistryRun#untilSignalled} runs a registry. */
    int untilSignalled() throws IOException, InterruptedException {
        CountDownLatch terminated = new CountDownLatch(1);
        Signals.register("TERM", terminated::countDown);
        Hangup.reopensLogs();
        RelayServer server =
                new RelayServer(
                        identity.id(),
                        settings.options(),
                        applicant ->
                                settings.allow()
                                        .map(list -> list.apply(applicant))
                                        .orElse(Verdict.ADMITTED));
        try (Listener listener = server.listen(network(), settings.listen())) {
            Optional<AdminServer> admin =
                    AdminPort.open(
                            settings.admin(),
                            settings.isAdminAsked(),
                            settings.adminNames(),
                            RegistryMetrics.ofRelay(InstantSource.system(), server.metrics()));
            try {
                Shutdown.closing("peerlink relay-shutdown", () -> end(server, listener));
                tell(listener, admin);
                terminated.await();
            } finally {
                end(server, listener);
                admin.ifPresent(AdminServer::close);
            }
        } finally {
            server.close();
        }
        LOG.log(System.Logger.Level.INFO, LogEvent.of("ended"));
        return ExitCode.OK;
    }

    private Network network() {
        return Networks.of(
                identity,
                new PeerName("relay"),
                NodeAssembly.transports(),
                List.of(),
                settings.links());
    }

    /** Sends the peers away, and cuts their circuits. Does nothing more the second time. */
    private void end(RelayServer server, Listener listener) {
        if (isEnded.compareAndSet(false, true)) {
            server.close();
            listener.close();
        }
    }

    private void tell(Listener listener, Optional<AdminServer> admin) throws SocketException {
        LOG.log(
                System.Logger.Level.INFO,
                LogEvent.of(
                        "started",
                        "version",
                        Version.text(),
                        "listen",
                        listener.address().hostAndPort(),
                        "admin",
                        AdminPort.shown(admin)));
        if (settings.log() == LogLineFormat.PLAIN) {
            environment
                    .err()
                    .printf(
                            "relay on %s (%s); Ctrl-C ends. Peers use it with:%n",
                            listener.address().hostAndPort(), identity.id().shortForm());
        }
        environment
                .out()
                .println(
                        "--relay "
                                + RegistryRun.reachable(listener.address())
                                + "/"
                                + identity.id());
        environment.out().flush();
    }
}
