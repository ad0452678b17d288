package peerlink.core.peer;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;

/**
 * Bounds the tries of an address at which no peer was found yet, or the questions about one peer.
 * Anybody can announce the address of somebody else, and must not make this node knock there again
 * and again. An address at which a peer was found in this run is free of it. Safe for use by
 * several threads.
 */
public final class DialQuota<K> {
    /** The tries at once. */
    static final int AT_ONCE = 6;

    /** The time after which there is one more. */
    static final Duration REFILL = Duration.ofSeconds(10);

    private static final int MAX_KEYS = 4096;

    private final LongSupplier nanoTime;
    private final int atOnce;
    private final Duration refill;

    /** The latest used last. */
    private final Map<K, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    /** The tries that are left, at a time. */
    private static final class Bucket {
        private int left;
        private long since;
        private boolean isProven;
        private @Nullable IOException lastFailure;
    }

    public DialQuota(LongSupplier nanoTime) {
        this(nanoTime, AT_ONCE, REFILL);
    }

    /**
     * @param atOnce the tries at once
     * @param refill the time after which there is one more
     */
    public DialQuota(LongSupplier nanoTime, int atOnce, Duration refill) {
        this.nanoTime = nanoTime;
        this.atOnce = atOnce;
        this.refill = refill;
    }

    /** Takes one try. Returns false if there is none now. */
    public synchronized boolean take(K key) {
        Bucket bucket = bucket(key);
        long now = nanoTime.getAsLong();
        long more = Math.min(atOnce, (now - bucket.since) / refill.toNanos());
        if (bucket.left + more >= atOnce) {
            bucket.left = atOnce;
            bucket.since = now;
        } else if (more > 0) {
            bucket.left += (int) more;
            bucket.since += more * refill.toNanos();
        }
        if (bucket.isProven) {
            return true;
        }
        if (bucket.left == 0) {
            return false;
        }
        bucket.left--;
        return true;
    }

    /** Notes that a peer was found at the address. */
    public synchronized void proven(K key) {
        bucket(key).isProven = true;
    }

    synchronized boolean isProven(K key) {
        return bucket(key).isProven;
    }

    synchronized void failed(K key, IOException reason) {
        bucket(key).lastFailure = reason;
    }

    /** Returns the reason of the last failure, in a form to be appended; empty if there is none. */
    synchronized String lastFailure(K key) {
        IOException reason = bucket(key).lastFailure;
        return reason == null ? "" : ": " + Printable.reason(reason);
    }

    private Bucket bucket(K key) {
        Bucket known = buckets.get(key);
        if (known != null) {
            return known;
        }
        Bucket fresh = new Bucket();
        fresh.left = atOnce;
        fresh.since = nanoTime.getAsLong();
        buckets.put(key, fresh);
        if (buckets.size() > MAX_KEYS) {
            buckets.remove(buckets.keySet().iterator().next());
        }
        return fresh;
    }
}
