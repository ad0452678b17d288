package peerlink.cli.registry;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.PeerName;
import peerlink.cli.log.Hangup;
import peerlink.cli.log.LogLineFormat;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Shutdown;
import peerlink.cli.program.Version;
import peerlink.core.Networks;
import peerlink.registry.access.Applicant;
import peerlink.registry.access.Verdict;
import peerlink.registry.admin.AdminServer;
import peerlink.registry.admin.LogEvent;
import peerlink.registry.relay.RelayOptions;
import peerlink.registry.relay.RelayServer;
import peerlink.registry.server.RegistryLimit;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.RegistryStore;

/** A registry that runs in this process, with its admin port, until a signal ends it. */
final class RegistryRun {
    private static final System.Logger LOG = System.getLogger(RegistryRun.class.getName());

    /** Shorter than the time that a system gives a service to stop. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final AtomicBoolean isEnded = new AtomicBoolean();
    private final Environment environment;
    private final RegistrySettings settings;
    private final Identity identity;

    RegistryRun(Environment environment, RegistrySettings settings, Identity identity) {
        this.environment = environment;
        this.settings = settings;
        this.identity = identity;
    }

    /**
     * Runs the registry until a signal ends it in order. SIGTERM ends it with 0, as a service
     * manager expects, and Ctrl-C with the shell's own 130.
     */
    int untilSignalled() throws CliException, IOException, InterruptedException {
        CountDownLatch terminated = new CountDownLatch(1);
        Signals.register("TERM", terminated::countDown);
        Hangup.reopensLogs();
        try (RegistryStore store =
                settings.stores()
                        .open(settings.store(), settings.data(), settings.storeSettings())) {
            RegistryServer server = start(store);
            Optional<AdminServer> admin;
            try {
                admin = admin(server);
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
            try {
                Shutdown.closing("peerlink registry-shutdown", () -> end(server));
                tell(server, admin);
                terminated.await();
            } finally {
                // the admin port closes last: it shows that the registry is draining
                end(server);
                admin.ifPresent(AdminServer::close);
            }
        }
        LOG.log(System.Logger.Level.INFO, LogEvent.of("ended"));
        return ExitCode.OK;
    }

    private RegistryServer start(RegistryStore store) throws IOException {
        warnOfFewFiles();
        return RegistryServer.start(
                Networks.of(
                        identity,
                        new PeerName("registry"),
                        NodeAssembly.transports(),
                        settings.links()),
                settings.listen(),
                settings.options(),
                this::admitted,
                settings.relay().map(this::relay),
                store);
    }

    private Verdict admitted(Applicant applicant) {
        return settings.allow().map(list -> list.apply(applicant)).orElse(Verdict.ADMITTED);
    }

    /** Returns a relay for those that may register, or for some of them. */
    private RelayServer relay(RelayOptions options) {
        return new RelayServer(
                identity.id(),
                options,
                applicant -> {
                    Verdict verdict = admitted(applicant);
                    return verdict == Verdict.ADMITTED && settings.relayAllow().isPresent()
                            ? settings.relayAllow().get().apply(applicant)
                            : verdict;
                });
    }

    /**
     * Warns the operator of a low limit of open files. A client for which no file is left gets no
     * error, nor does the operator then, so the warning comes now.
     */
    private void warnOfFewFiles() {
        long connections =
                settings.options().limit(RegistryLimit.CONNECTIONS)
                        + settings.relay().map(RelayOptions::links).orElse(0L);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < connections) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    LogEvent.of(
                            "few-files",
                            "reason",
                            "%s%s need %d open files, of which this process may have %d"
                                    .formatted(
                                            RegistryArguments.key(RegistryLimit.CONNECTIONS),
                                            settings.relay().isPresent() ? " and the relay" : "",
                                            connections,
                                            system.getMaxFileDescriptorCount())));
        }
    }

    /** Sends the clients away, then stops. Does nothing more the second time. */
    private void end(RegistryServer server) {
        if (isEnded.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.INFO, LogEvent.of("draining"));
            try {
                server.drain(DRAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                server.close();
            }
        }
    }

    private Optional<AdminServer> admin(RegistryServer server) throws IOException {
        return AdminPort.open(
                settings.admin(), settings.isAdminAsked(), settings.adminNames(), server.metrics());
    }

    private void tell(RegistryServer server, Optional<AdminServer> admin) throws SocketException {
        String option = "--registry " + reachable(server.address()) + "/" + identity.id();
        LOG.log(
                System.Logger.Level.INFO,
                LogEvent.of(
                        "started",
                        "version",
                        Version.text(),
                        "listen",
                        server.address().hostAndPort(),
                        "relay",
                        settings.relay().isPresent() ? "on" : "off",
                        "admin",
                        AdminPort.shown(admin)));
        if (settings.log() == LogLineFormat.PLAIN) {
            environment
                    .err()
                    .printf(
                            "registry on %s (%s); Ctrl-C ends. Peers use it with:%n",
                            server.address().hostAndPort(), identity.id().shortForm());
        }
        environment.out().println(option);
        environment.out().flush();
    }

    /** Returns {@code host:port} for other machines: for "any address", one of this machine's. */
    static String reachable(Address address) throws SocketException {
        boolean any = address.host().equals("0.0.0.0") || address.host().equals("::");
        return any
                ? Address.of(address.scheme(), OwnAddress.find(), address.port()).hostAndPort()
                : address.hostAndPort();
    }
}
