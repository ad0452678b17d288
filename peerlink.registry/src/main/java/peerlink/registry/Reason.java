package peerlink.registry;

import peerlink.api.Printable;

/** Why something failed, as one line for people. */
final class Reason {
    private Reason() {}

    static String of(Throwable cause) {
        String message = cause.getMessage();
        return Printable.line(message == null ? cause.getClass().getSimpleName() : message);
    }
}
