package peerlink.api.contract;

import peerlink.api.Printable;

/**
 * Checks the message with which a decoder refuses its input: one line that can be shown as it is.
 */
public final class Refusal {
    /** Long enough for any sentence with a value in it, and too short for a whole input. */
    private static final int LONGEST = 400;

    private Refusal() {}

    /**
     * Asserts that the message can be shown.
     *
     * @throws AssertionError if it is missing, long, or not one printable line
     */
    public static void requireClean(Exception refusal) {
        String message = refusal.getMessage();
        if (message == null
                || message.isBlank()
                || message.length() > LONGEST
                || !message.equals(Printable.line(message))) {
            throw new AssertionError("not one clean line: " + message, refusal);
        }
    }
}
