package peerlink.registry;

/** A token bucket: so many requests a second in the long run, ten times as many at once. Not safe for several threads. */
final class RateLimit {
    private static final int BURST_SECONDS = 10;

    private final int perSecond;
    private double tokens;
    private long filledAt;

    RateLimit(int perSecond, long nowMillis) {
        this.perSecond = perSecond;
        this.tokens = (double) perSecond * BURST_SECONDS;
        this.filledAt = nowMillis;
    }

    /**
     * Takes tokens if there are enough.
     *
     * @return 0 if they were taken, else in how many milliseconds there will be enough
     */
    long take(int cost, long nowMillis) {
        // a clock that was set back gives nothing
        long passed = Math.max(0, nowMillis - filledAt);
        filledAt = nowMillis;
        tokens = Math.min((double) perSecond * BURST_SECONDS, tokens + passed * perSecond / 1000.0);
        if (tokens >= cost) {
            tokens -= cost;
            return 0;
        }
        return (long) Math.ceil((cost - tokens) * 1000 / perSecond);
    }
}
