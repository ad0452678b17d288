package peerlink.registry.relay;

/**
 * Holds an amount that is used and fills again evenly, up to its capacity. Whoever takes more than
 * there is waits until it is paid back, one after another. Safe for use by several threads.
 */
final class Budget {
    private final double perNano;
    private final double capacity;
    private double left;
    private long filledAt;

    /**
     * @param capacity the amount that may be taken at once, and the most that there is
     * @param nanos the time in which that much comes back
     * @param now the timer's time in nanoseconds, as in all methods here
     */
    Budget(double capacity, long nanos, long now) {
        this.perNano = capacity / nanos;
        this.capacity = capacity;
        this.left = capacity;
        this.filledAt = now;
    }

    /**
     * Takes an amount, be there enough or not.
     *
     * @return the nanoseconds to wait before it may be used
     */
    synchronized long take(long amount, long now) {
        fill(now);
        left -= amount;
        return left >= 0 ? 0 : (long) Math.ceil(-left / perNano);
    }

    /** Takes an amount if there is as much. */
    synchronized boolean tryTake(long amount, long now) {
        fill(now);
        if (left < amount) {
            return false;
        }
        left -= amount;
        return true;
    }

    /** Returns the nanoseconds until there is as much. */
    synchronized long until(long amount, long now) {
        fill(now);
        return left >= amount ? 0 : (long) Math.ceil((amount - left) / perNano);
    }

    synchronized boolean isFull(long now) {
        fill(now);
        return left >= capacity;
    }

    private void fill(long now) {
        left = Math.min(capacity, left + Math.max(0, now - filledAt) * perNano);
        filledAt = now;
    }
}
