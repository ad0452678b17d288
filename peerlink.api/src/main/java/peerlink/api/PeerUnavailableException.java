package peerlink.api;

import java.io.IOException;

/** Reports that a peer is unknown, offline or does not answer in time. */
public class PeerUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public PeerUnavailableException(String message) {
        super(message);
    }

    public PeerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
