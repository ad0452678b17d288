package peerlink.registry.protocol;

import java.time.Duration;
import java.time.Instant;

/**
 * Measures the difference between a statement's time and the clock of its reader.
 *
 * @param ahead negative if the statement is older than now
 */
public record ClockSkew(Duration ahead) {
    public static ClockSkew of(long issuedAt, Instant now) {
        return new ClockSkew(Duration.between(now, Instant.ofEpochMilli(issuedAt)));
    }

    public boolean isWithin(Duration maxAge, Duration maxAhead) {
        return ahead.compareTo(maxAhead) <= 0 && ahead.negated().compareTo(maxAge) <= 0;
    }

    /** Returns a text for people, such as {@code 20 minutes behind}. */
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
