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
import peerlink.api.Identity;
import peerlink.api.LinkPolicy;
import peerlink.api.PeerName;
import peerlink.api.contract.TestIdentities;
import peerlink.core.Networks;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.server.RegistryLimit;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.server.RegistryStatistics;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.embedded.EmbeddedStore;
import peerlink.transport.tls.TlsTransport;

/**
 * Runs a registry in a process of its own, with its leases on the disk; {@link ServerProcess}
 * starts it and asks it.
 */
final class LoadServer {
    private LoadServer() {}

    /**
     * Takes {@code FOLDER [LIMIT=N]...}, the limits by the words of {@link RegistryLimit}. Prints
     * {@code ready PORT ID}, and answers each line of the input with one of {@code NAME=NUMBER};
     * {@code gc} collects all garbage before. Ends with the input.
     */
    public static void main(String[] arguments) throws Exception {
        RegistryOptions options = RegistryOptions.defaults();
        for (int i = 1; i < arguments.length; i++) {
            String[] limit = arguments[i].split("=", 2);
            options = options.with(limit(limit[0]), Integer.parseInt(limit[1]));
        }
        Identity identity = TestIdentities.ed25519("registry");
        var network =
                Networks.of(
                        identity,
                        new PeerName("registry"),
                        List.of(new TlsTransport()),
                        options.links(LinkPolicy.DEFAULT));
        try (RegistryStore store =
                        EmbeddedStore.inFolder(
                                Path.of(arguments[0]), options.store(), InstantSource.system());
                RegistryServer server =
                        RegistryServer.start(network, Nodes.ANY_PORT, options, store)) {
            System.out.println("ready " + server.address().port() + " " + identity.id());
            var lines =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(look(server, line.equals("gc")));
            }
        }
        System.exit(0);
    }

    private static RegistryLimit limit(String word) {
        return RegistryLimit.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String look(RegistryServer server, boolean isCollected) {
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
