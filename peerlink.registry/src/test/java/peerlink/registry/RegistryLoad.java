package peerlink.registry;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
                   registry-load change [WATCHERS [CHANGES]]     what it costs to tell of a change (10000 40)
            """;

    private RegistryLoad() {}

    public static void main(String[] arguments) throws Exception {
        List<String> all = List.of(arguments);
        Path folder = Files.createTempDirectory("registry-load");
        PrintStream out = System.out;
        switch (all.isEmpty() ? "" : all.getFirst()) {
            case "idle" -> new IdleLoad(folder, out).run(numbers(all, 6_000, 19_000));
            case "handshakes" -> {
                List<Integer> given = numbers(all, 5, 6);
                new HandshakeLoad(folder, out).run(given.get(0), given.get(1));
            }
            case "requests" -> {
                List<Integer> given = numbers(all, 3, 4);
                new RequestLoad(folder, out)
                        .run(given.get(0), given.get(1), List.of(1, 8, 64, 512));
            }
            case "change" -> {
                List<Integer> given = numbers(all, 10_000, 40);
                new ChangeLoad(folder, out).run(given.get(0), given.get(1));
            }
            default -> {
                System.err.print(USAGE);
                System.exit(2);
            }
        }
        System.exit(0);
    }

    /** Returns the numbers given, or the usual ones in their place. */
    private static List<Integer> numbers(List<String> arguments, int... usual) {
        if (arguments.size() > 1) {
            var given = new ArrayList<>(arguments.stream().skip(1).map(Integer::parseInt).toList());
            for (int i = given.size(); i < usual.length; i++) {
                if (!arguments.getFirst().equals("idle")) {
                    given.add(usual[i]);
                }
            }
            return given;
        }
        return Arrays.stream(usual).boxed().toList();
    }

    /** Returns the options of a server's process: those given, and those of {@code SERVER_JAVA_OPTS}. */
    static List<String> javaOptions(String... own) {
        String more = System.getenv().getOrDefault("SERVER_JAVA_OPTS", "").strip();
        return Stream.concat(
                        Stream.of(own),
                        more.isEmpty() ? Stream.empty() : Stream.of(more.split(" +")))
                .toList();
    }

    /** Leaves time to look at a server with {@code jcmd}, if {@code SERVER_PAUSE} says so, in seconds. */
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
     * Asks a bare server for bytes, in as many bytes as told, both with those that say how many follow.
     *
     * @param size at least 8
     * @param answer at least 8
     */
    static void echo(Link link, int size, int answer) throws IOException {
        byte[] frame = new byte[size - Integer.BYTES];
        ByteBuffer.wrap(frame).putInt(answer);
        link.send(Bytes.wrap(frame));
        link.receive();
    }
}
