package peerlink.registry;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a statement's time lies from the clock of whoever is shown it.
 *
 * @param ahead negative if the statement is older than now
 */
record Skew(Duration ahead) {
    static Skew of(long issuedAt, Instant now) {
        return new Skew(Duration.between(now, Instant.ofEpochMilli(issuedAt)));
    }

    boolean isWithin(Duration maxAge, Duration maxAhead) {
        return ahead.compareTo(maxAhead) <= 0 && ahead.negated().compareTo(maxAge) <= 0;
    }

    /** Returns such as {@code 20 minutes behind}, for people. */
    @Override
    public String toString() {
        Duration size = ahead.abs();
        String amount;
        if (size.toHours() < 2) {
            amount = size.plusSeconds(30).toMinutes() + " minutes";
        } else if (size.toDays() < 2) {
            amount = size.plusMinutes(30).toHours() + " hours";
        } else {
            amount = size.plusHours(12).toDays() + " days";
        }
        return amount + (ahead.isNegative() ? " behind" : " ahead of");
    }
}
