package peerlink.core.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Writes the last known records of peers to the disk, every now and then and at the end. Safe for
 * use by several threads.
 */
public final class LastKnownWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LastKnownWriter.class.getName());

    /** The time whose changes a crash may lose. */
    public static final Duration PERIOD = Duration.ofSeconds(30);

    private final LastKnownTable lastKnown;
    private final Presence presence;
    private boolean isFailing;
    private boolean isClosed;

    public LastKnownWriter(LastKnownTable lastKnown, Presence presence) {
        this.lastKnown = lastKnown;
        this.presence = presence;
    }

    /** Writes the changes; to be called every {@link #PERIOD}. */
    public synchronized void look() {
        if (!isClosed) {
            save();
        }
    }

    /** Writes the changes for the last time. */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            lastKnown.there(presence.present());
            save();
        }
    }

    private void save() {
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
