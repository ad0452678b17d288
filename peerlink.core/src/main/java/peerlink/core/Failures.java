package peerlink.core;

import peerlink.api.Printable;

/** What a failure looks like to people. */
final class Failures {
    private Failures() {}

    /** Returns one line: the failure's message, or its kind if it has none or fails to tell it. */
    static String reason(Throwable failure) {
        String message;
        try {
            message = failure.getMessage();
        } catch (Throwable e) {
            // it may be computed, by a plugin's code
            message = null;
        }
        return Printable.line(
                message == null || Printable.isBlank(message)
                        ? failure.getClass().getSimpleName()
                        : message);
    }
}
