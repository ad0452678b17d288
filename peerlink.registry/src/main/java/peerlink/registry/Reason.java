package peerlink.registry;

import peerlink.api.Printable;

/** Why something failed, as one line for people. */
final class Reason {
    private Reason() {}

    static String of(Throwable cause) {
        String message = cause.getMessage();
        Throwable deeper = cause.getCause();
        if (message == null && deeper != null) {
            return of(deeper); // a class that could not be initialised says why there alone
        }
        return Printable.line(message == null ? cause.getClass().getSimpleName() : message);
    }
}
