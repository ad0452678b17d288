package peerlink.registry.load;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import peerlink.api.Identity;
import peerlink.api.LinkPolicy;
import peerlink.api.PeerName;
import peerlink.core.Networks;
import peerlink.registry.access.Verdict;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.relay.RelayLimit;
import peerlink.registry.relay.RelayOptions;
import peerlink.registry.relay.RelayServer;
import peerlink.registry.server.RegistryLimit;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.server.RegistryStatistics;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.embedded.EmbeddedStore;
import peerlink.testkit.contract.TestIdentities;
import peerlink.transport.tls.TlsTransport;

/**
 * Runs a registry in a process of its own, with its leases on the disk; {@link ServerProcess}
 * starts it and asks it.
 */
final class LoadServer {
    /** Begins the words of the relay's limits. */
    private static final String RELAY = "relay-";

    private LoadServer() {}

    /**
     * Takes {@code FOLDER [LIMIT=N]...}, the limits by the words of {@link RegistryLimit}, and
     * those of {@link RelayLimit} with {@code relay-} before them. It is a relay, too. Prints
     * {@code ready PORT ID}, and answers each line of the input with one of {@code NAME=NUMBER};
     * {@code gc} collects all garbage before. Ends with the input.
     */
    public static void main(String[] arguments) throws Exception {
        RegistryOptions options = RegistryOptions.defaults();
        RelayOptions relaying = RelayOptions.defaults();
        for (int i = 1; i < arguments.length; i++) {
            String[] limit = arguments[i].split("=", 2);
            int value = Integer.parseInt(limit[1]);
            if (limit[0].startsWith(RELAY)) {
                String word = limit[0].substring(RELAY.length());
                relaying = relaying.with(RelayLimit.valueOf(constant(word)), value);
            } else {
                options = options.with(RegistryLimit.valueOf(constant(limit[0])), value);
            }
        }
        Identity identity = TestIdentities.ed25519("registry");
        var network =
                Networks.of(
                        identity,
                        new PeerName("registry"),
                        List.of(new TlsTransport()),
                        relaying.links(options.links(LinkPolicy.DEFAULT)));
        var relay = new RelayServer(identity.id(), relaying, _ -> Verdict.ADMITTED);
        try (RegistryStore store =
                        EmbeddedStore.inFolder(
                                Path.of(arguments[0]), options.store(), InstantSource.system());
                RegistryServer server =
                        RegistryServer.start(
                                network,
                                Nodes.ANY_PORT,
                                options,
                                _ -> Verdict.ADMITTED,
                                Optional.of(relay),
                                store)) {
            System.out.println("ready " + server.address().port() + " " + identity.id());
            var lines =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(look(server, relay, line.equals("gc")));
            }
        }
        System.exit(0);
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static String look(RegistryServer server, RelayServer relay, boolean isCollected) {
        if (isCollected) {
            System.gc();
            // objects that cleaners have let go are garbage now
            System.gc();
        }
        RegistryStatistics now = server.statistics();
        var line = new StringBuilder();
        Map.of(
                        "heap",
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                        "connections",
                        (long) now.connections(),
                        "circuits",
                        (long) relay.circuits(),
                        "watchers",
                        (long) now.watchers(),
                        "leases",
                        now.leases(),
                        "registrations",
                        now.registrations(),
                        "renewals",
                        now.renewals(),
                        "lookups",
                        now.lookups(),
                        "refused",
                        now.refusals())
                .forEach((name, value) -> line.append(name + "=" + value + " "));
        return line.toString().strip();
    }
}
