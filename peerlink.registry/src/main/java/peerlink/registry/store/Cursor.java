package peerlink.registry.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Marks a place in a store's change feed: everything up to and with {@code position} has been seen.
 * Positions of one epoch only grow, and none is given twice; those of different epochs have nothing
 * to do with each other. A store begins a new epoch if it can't tell the changes that a cursor has
 * missed.
 *
 * @param epoch 1 to 32 characters of {@code a-z0-9}
 * @param position at least 0
 */
public record Cursor(String epoch, long position) {
    /** The longest text form, in characters. */
    public static final int MAX_LENGTH = 52;

    private static final Pattern EPOCH = Pattern.compile("[a-z0-9]{1,32}");
    private static final Pattern TEXT = Pattern.compile("([a-z0-9]{1,32})-([0-9]{1,19})");

    public Cursor {
        if (!EPOCH.matcher(epoch).matches()) {
            throw new IllegalArgumentException("not an epoch (1 to 32 characters of a-z0-9)");
        }
        if (position < 0) {
            throw new IllegalArgumentException("not a position: " + position);
        }
    }

    /** Reads the form of {@link #toString}; empty if it can't be that of any cursor. */
    public static Optional<Cursor> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Cursor(parts.group(1), Long.parseLong(parts.group(2))));
        } catch (NumberFormatException e) {
            // 19 digits may be more than there are positions
            return Optional.empty();
        }
    }

    /** Tells whether this cursor has seen all that the other one has. */
    public boolean isAtLeast(Cursor other) {
        return epoch.equals(other.epoch) && position >= other.position;
    }

    /** Returns {@code EPOCH-POSITION}, the form in which clients get it. */
    @Override
    public String toString() {
        return epoch + "-" + position;
    }
}
