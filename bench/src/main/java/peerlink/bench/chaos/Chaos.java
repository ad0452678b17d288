package peerlink.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Runs two peers and a registry, which are the image, while everything goes wrong, and checks that
 * every accepted message was displayed once and in order. Started by {@code bench/chaos}.
 */
public final class Chaos {
    private static final int CLEAN = 0;
    private static final int UNCLEAN = 1;
    private static final int USAGE = 2;

    private Chaos() {}

    /**
     * Runs the chaos.
     *
     * @param arguments the image's launcher, the talker's jar, a new folder for all output, the
     *     seconds for which things go wrong, and the seed, or none
     */
    public static void main(String[] arguments) throws Exception {
        long seconds;
        long seed;
        try {
            seconds = Long.parseLong(arguments[3]);
            seed =
                    arguments.length > 4
                            ? Long.parseLong(arguments[4])
                            : new Random().nextInt(1_000_000);
        } catch (NumberFormatException e) {
            System.err.println("usage: bench/chaos [SECONDS [SEED]]");
            System.exit(USAGE);
            return;
        }
        Path folder = Files.createDirectories(Path.of(arguments[2]));
        System.exit(
                run(Path.of(arguments[0]), Path.of(arguments[1]), folder, seconds, seed)
                        ? CLEAN
                        : UNCLEAN);
    }

    private static boolean run(Path launcher, Path talker, Path folder, long seconds, long seed)
            throws IOException, InterruptedException {
        try (Run run = new Run(launcher, talker, folder, seed)) {
            // also if it ends by Ctrl-C
            Runtime.getRuntime().addShutdownHook(new Thread(run::close, "chaos-end"));
            return run.judge(seconds);
        }
    }
}
