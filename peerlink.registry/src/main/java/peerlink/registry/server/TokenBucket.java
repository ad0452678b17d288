package peerlink.registry.server;

/**
 * Limits a rate: so many tokens in the long run, and a bucketful of them at once. Safe for use by
 * several threads.
 */
public final class TokenBucket {
    private final double perMilli;
    private final double capacity;
    private double tokens;
    private long filledAt;

    private TokenBucket(double perMilli, double capacity, long now) {
        this.perMilli = perMilli;
        this.capacity = capacity;
        this.tokens = capacity;
        this.filledAt = now;
    }

    /** Returns a bucket that holds ten seconds' worth. */
    public static TokenBucket perSecond(int count, long now) {
        return new TokenBucket(count / 1_000.0, 10.0 * count, now);
    }

    /** Returns a bucket that holds a minute's worth. */
    static TokenBucket perMinute(int count, long now) {
        return new TokenBucket(count / 60_000.0, count, now);
    }

    /**
     * Takes tokens if there are enough; a bucketful is enough for any cost.
     *
     * @param now in milliseconds; a clock that was set back gives nothing
     * @return 0 if they were taken, else the milliseconds until there will be enough
     */
    public synchronized long take(int cost, long now) {
        fill(now);
        double needed = Math.min(cost, capacity);
        if (tokens >= needed) {
            tokens -= needed;
            return 0;
        }
        return (long) Math.ceil((needed - tokens) / perMilli);
    }

    synchronized boolean isFull(long now) {
        fill(now);
        return tokens >= capacity;
    }

    private void fill(long now) {
        tokens = Math.min(capacity, tokens + Math.max(0, now - filledAt) * perMilli);
        filledAt = now;
    }
}
