package peerlink.core.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Writes the last known records of peers to the disk, every now and then and at the end. */
public final class LastKnownWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LastKnownWriter.class.getName());

    /** The time whose changes a crash may lose. */
    private static final Duration PERIOD = Duration.ofSeconds(30);

    private final LastKnownTable lastKnown;
    private final Presence presence;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean isFailing;

    public LastKnownWriter(LastKnownTable lastKnown, Presence presence) {
        this.lastKnown = lastKnown;
        this.presence = presence;
    }

    public void start() {
        Thread.ofVirtual().name("peerlink last-known-writer").start(this::run);
    }

    /** Writes the changes for the last time. */
    @Override
    public void close() {
        if (ended.getCount() > 0) {
            ended.countDown();
            lastKnown.there(presence.present());
            save();
        }
    }

    private void run() {
        try {
            while (!ended.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                save();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes the changes, one thread at a time: the end may come during a write. */
    private synchronized void save() {
        try {
            lastKnown.save();
            isFailing = false;
        } catch (IOException e) {
            // only a help: told once, not twice a minute
            LOG.log(isFailing ? Level.DEBUG : Level.WARNING, "can't keep what was told last", e);
            isFailing = true;
        }
    }
}
