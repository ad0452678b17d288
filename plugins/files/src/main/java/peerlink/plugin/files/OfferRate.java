package peerlink.plugin.files;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import peerlink.api.PeerId;

/**
 * Counts the offers of each peer for a minute from its first one on. Each offer is a notice on the
 * user's screen, also if it is withdrawn at once. Forgets a peer after its minute. Safe for use by
 * several threads.
 */
final class OfferRate {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private static final class Window {
        final long start;
        int offers;

        Window(long start) {
            this.start = start;
        }
    }

    private final int perMinute;
    private final LongSupplier nanoClock;

    /** The peers' minutes, in the order of their starts. */
    private final Map<PeerId, Window> windows = new LinkedHashMap<>();

    OfferRate(int perMinute, LongSupplier nanoClock) {
        this.perMinute = perMinute;
        this.nanoClock = nanoClock;
    }

    /** Counts an offer; false if it is one too many. */
    synchronized boolean take(PeerId peer) {
        long now = nanoClock.getAsLong();
        Iterator<Window> oldest = windows.values().iterator();
        while (oldest.hasNext() && now - oldest.next().start >= MINUTE) {
            oldest.remove();
        }
        return windows.computeIfAbsent(peer, _ -> new Window(now)).offers++ < perMinute;
    }
}
