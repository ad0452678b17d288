package peerlink.registry.load;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import peerlink.api.Bytes;
import peerlink.api.Link;

/** Puts a load of real links on a registry; {@code bench/registry-load} prints the figures. */
final class RegistryLoad {
    private static final String USAGE =
            """
            usage: registry-load idle [LINKS...]                 memory of links on which nothing happens (6000 19000)
                   registry-load handshakes [ROUNDS [SECONDS]]   connected and registered a second (5 6)
                   registry-load requests [ROUNDS [SECONDS]]     lookups and renewals a second (3 4)
                   registry-load relay-idle [CIRCUITS]           memory of circuits on which nothing happens (6000)
                   registry-load relay-speed [ROUNDS [MIB]]      a TLS stream by the relay, and by socat (5 300)
                   registry-load change [WATCHERS [CHANGES]]     what it costs to tell of a change (10000 40)
            """;

    /** The number of files that a process needs beside those of its links. */
    private static final int OTHER_FILES = 300;

    private RegistryLoad() {}

    public static void main(String[] arguments) throws Exception {
        List<Integer> given;
        try {
            given = Stream.of(arguments).skip(1).map(Integer::parseUnsignedInt).toList();
        } catch (NumberFormatException e) {
            given = null;
        }
        String scenario = arguments.length == 0 || given == null ? "" : arguments[0];
        Path folder = Files.createTempDirectory("registry-load");
        try {
            run(scenario, given, folder);
        } finally {
            delete(folder);
        }
        System.exit(0);
    }

    private static void run(String scenario, List<Integer> given, Path folder)
            throws IOException, InterruptedException {
        PrintStream out = System.out;
        switch (scenario) {
            case "idle" -> {
                List<Integer> links = given.isEmpty() ? List.of(6_000, 19_000) : given;
                requireFiles(Collections.max(links));
                new IdleLoad(folder, out).run(links);
            }
            case "handshakes" ->
                    new HandshakeLoad(folder, out).run(number(given, 0, 5), number(given, 1, 6));
            case "requests" ->
                    new RequestLoad(folder, out)
                            .run(number(given, 0, 3), number(given, 1, 4), List.of(1, 8, 64, 512));
            case "relay-idle" -> {
                int circuits = number(given, 0, 6_000);
                requireFiles(2 * circuits);
                new RelayLoad(folder, out).idle(circuits);
            }
            case "relay-speed" ->
                    new RelayLoad(folder, out).speed(number(given, 0, 5), number(given, 1, 300));
            case "change" -> {
                int watchers = number(given, 0, 10_000);
                requireFiles(watchers);
                new ChangeLoad(folder, out).run(watchers, number(given, 1, 40));
            }
            default -> {
                System.err.print(USAGE);
                System.exit(2);
            }
        }
    }

    private static int number(List<Integer> given, int index, int usual) {
        return given.size() > index ? Math.max(1, given.get(index)) : usual;
    }

    private static void requireFiles(int links) throws IOException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < links + OTHER_FILES) {
            throw new IOException(
                    "%d links need as many open files, of which a process may have %d here: see ulimit -n"
                            .formatted(links, system.getMaxFileDescriptorCount()));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /**
     * Returns the options of a server's process: those given, and those of
     * {@code SERVER_JAVA_OPTS}.
     */
    static List<String> javaOptions(String... own) {
        String more = System.getenv().getOrDefault("SERVER_JAVA_OPTS", "").strip();
        return Stream.concat(
                        Stream.of(own),
                        more.isEmpty() ? Stream.empty() : Stream.of(more.split(" +")))
                .toList();
    }

    /**
     * Leaves time to look at a server with {@code jcmd}, if {@code SERVER_PAUSE} says so, in
     * seconds.
     */
    static void pause(ServerProcess server) throws InterruptedException {
        String seconds = System.getenv("SERVER_PAUSE");
        if (seconds != null) {
            System.err.println("server " + server.pid() + " waits " + seconds + " s");
            Thread.sleep(Long.parseLong(seconds) * 1_000);
        }
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * Asks a bare server for bytes; the sizes count the bytes of the length fields, too.
     *
     * @param size the bytes of the request, at least 8
     * @param answer the bytes of the answer, at least 8
     */
    static void echo(Link link, int size, int answer) throws IOException {
        byte[] frame = new byte[size - Integer.BYTES];
        ByteBuffer.wrap(frame).putInt(answer);
        link.send(Bytes.wrap(frame));
        link.receive();
    }
}
