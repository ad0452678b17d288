package peerlink.registry;

import java.io.IOException;

/** Bytes of a log or snapshot that nobody has written so. */
final class DamageException extends IOException {
    private static final long serialVersionUID = 1L;

    DamageException(String message) {
        super(message);
    }
}
