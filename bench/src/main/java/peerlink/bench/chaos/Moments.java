package peerlink.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Picks the moments in which a kill hits work that is under way between two steps. */
final class Moments {
    /** The longest wait for a moment that may not come. */
    private static final int PATIENCE_MILLIS = 500;

    /** About the time until an arrived message is on disk. */
    private static final int LONGEST_STEP_MICROS = 3000;

    private final Random random;
    private final @Nullable ChaosWire wire;
    private final Function<Resident, Path> accepted;

    /**
     * @param wire null if there is none
     * @param accepted the file that grows when a peer has accepted a message
     */
    Moments(Random random, @Nullable ChaosWire wire, Function<Resident, Path> accepted) {
        this.random = random;
        this.wire = wire;
        this.accepted = accepted;
    }

    /**
     * Waits until a peer has displayed or accepted a message, or a packet has reached it; or for
     * nothing.
     */
    void await(Resident victim) throws IOException {
        switch (random.nextInt(4)) {
            case 0 -> awaitGrowth(() -> size(victim.out()));
            case 1 -> awaitGrowth(() -> size(accepted.apply(victim)));
            case 2 -> {
                if (wire != null) {
                    awaitGrowth(() -> wire.carriedTo(victim.host().number()));
                    spin(random.nextInt(LONGEST_STEP_MICROS));
                }
            }
            default -> {
                // at any moment
            }
        }
    }

    private interface Measure {
        long now() throws IOException;
    }

    private static void awaitGrowth(Measure measure) throws IOException {
        long before = measure.now();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (measure.now() == before && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private static void spin(int micros) {
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
