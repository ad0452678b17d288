package peerlink.registry.store.embedded;

import java.io.IOException;

/** Reports bytes of a log or snapshot that no store has written so. */
final class DamageException extends IOException {
    private static final long serialVersionUID = 1L;

    DamageException(String message) {
        super(message);
    }
}
