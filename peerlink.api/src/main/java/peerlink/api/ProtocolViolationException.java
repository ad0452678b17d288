package peerlink.api;

import java.io.IOException;

/**
 * Reports that the other side sent a frame that the protocol forbids: too long, malformed or out of
 * turn. The link is of no more use.
 */
public final class ProtocolViolationException extends IOException {
    private static final long serialVersionUID = 1L;

    public ProtocolViolationException(String message) {
        super(message);
    }

    public ProtocolViolationException(String message, Throwable cause) {
        super(message, cause);
    }
}
