package peerlink.core;

import peerlink.api.Printable;

/** What a failure looks like to people. */
final class Failures {
    private Failures() {}

    /** Returns one line: the failure's message, or its kind if it has none. */
    static String reason(Throwable failure) {
        String message = failure.getMessage();
        return Printable.line(
                message == null || message.isBlank()
                        ? failure.getClass().getSimpleName()
                        : message);
    }
}
