package peerlink.transport.tls;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;

/**
 * Gives places to the connections that have not authenticated yet. A host that opens many and says
 * nothing takes the places of none but hosts that do the same: when there is no room, the newcomer
 * gets the place of the oldest connection from a host that has the most, if that host has more than
 * the newcomer's would, or if the oldest has had its time. Connections that come at once and get
 * on, each from a host of its own or all from one, drive out none: then the newcomer is refused.
 * Safe for use by several threads.
 */
final class PendingHandshakes {
    private final TlsLimits limits;
    private final LongSupplier nanoTime;

    /** The oldest first, in the same order as those of each host. */
    private final LinkedHashMap<Wire, Pending> all = new LinkedHashMap<>();

    private final Map<Bytes, LinkedHashMap<Wire, Pending>> hosts = new HashMap<>();

    private record Pending(Wire wire, Bytes host, long since) {}

    /**
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    PendingHandshakes(TlsLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes a place, to be given back with {@link #leave}; another's wire may be closed for it.
     *
     * @return false if there is none
     */
    boolean enter(Wire wire, InetAddress address) {
        Bytes host = HostQuota.host(address);
        Pending displaced = null;
        synchronized (this) {
            LinkedHashMap<Wire, Pending> own = hosts.getOrDefault(host, new LinkedHashMap<>());
            if (own.size() >= limits.handshakesPerHost()) {
                displaced = oldest(own);
                if (!hasHadItsTime(displaced)) {
                    return false;
                }
            } else if (all.size() >= limits.handshakes()) {
                displaced = displacedBy(own.size() + 1);
                if (displaced == null) {
                    return false;
                }
            }
            if (displaced != null) {
                remove(displaced.wire());
            }
            var pending = new Pending(wire, host, nanoTime.getAsLong());
            all.put(wire, pending);
            hosts.computeIfAbsent(host, _ -> new LinkedHashMap<>()).put(wire, pending);
        }
        if (displaced != null) {
            displaced.wire().close();
        }
        return true;
    }

    /** Gives a place back; does nothing if another has it by now. */
    synchronized void leave(Wire wire) {
        remove(wire);
    }

    private void remove(Wire wire) {
        Pending pending = all.remove(wire);
        if (pending != null) {
            hosts.computeIfPresent(
                    pending.host(),
                    (_, own) -> {
                        own.remove(wire);
                        return own.isEmpty() ? null : own;
                    });
        }
    }

    /**
     * @param count the number of connections that the newcomer's host will have
     */
    private @Nullable Pending displacedBy(int count) {
        int most = hosts.values().stream().mapToInt(Map::size).max().orElseThrow();
        Pending oldest =
                all.values().stream()
                        .filter(pending -> count(pending.host()) == most)
                        .findFirst()
                        .orElseThrow();
        return most > count || hasHadItsTime(oldest) ? oldest : null;
    }

    private int count(Bytes host) {
        Map<Wire, Pending> own = hosts.get(host);
        return own == null ? 0 : own.size();
    }

    private boolean hasHadItsTime(Pending pending) {
        return nanoTime.getAsLong() - pending.since() > limits.handshakeUndisturbed().toNanos();
    }

    private static Pending oldest(LinkedHashMap<Wire, Pending> some) {
        return some.firstEntry().getValue();
    }
}
