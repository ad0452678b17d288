package peerlink.core;

import java.lang.System.Logger.Level;
import java.time.Duration;

/** Looks once a second whether messages can still be kept where they are, so that the user hears of it before the next one is lost. */
final class StoreWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StoreWatch.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Thread thread;

    StoreWatch(GuardedStore store) {
        thread = Thread.ofVirtual().name("peerlink store-watch").unstarted(() -> run(store));
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private static void run(GuardedStore store) {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                store.look();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the node has ended");
        }
    }
}
