package peerlink.registry.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Lets a new peer in as every client does, by trying again after pauses that grow, or that the
 * registry asks for.
 */
public final class Joining {
    /** The time after which a new peer counts as kept out. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private Joining() {}

    public interface Entry {
        void attempt() throws IOException;
    }

    /**
     * Returns when the peer is in.
     *
     * @param patience for all tries together, the last of which is not cut off but counts for
     *     nothing if it comes too late
     * @throws IOException if it is not in by then; the last try's
     */
    public static void within(Duration patience, Entry entry) throws IOException {
        long begun = System.nanoTime();
        var pauses = new Reconnect(Backoff.REMOTE, ThreadLocalRandom.current());
        while (true) {
            try {
                entry.attempt();
                if (isOver(begun, patience)) {
                    throw new IOException("in after more than " + patience);
                }
                return;
            } catch (IOException e) {
                pauses.ended(e, Duration.ZERO);
                Duration pause = pauses.left(false);
                if (isOver(begun, patience.minus(pause))) {
                    throw e;
                }
                sleep(pause);
            }
        }
    }

    private static boolean isOver(long begun, Duration patience) {
        return System.nanoTime() - begun > patience.toNanos();
    }

    private static void sleep(Duration time) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
