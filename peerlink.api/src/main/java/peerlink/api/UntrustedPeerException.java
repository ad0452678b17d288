package peerlink.api;

import java.io.IOException;

/**
 * Reports that the user has blocked the peer, or that its name now stands for another key than the
 * one first seen. Nothing was sent.
 */
public final class UntrustedPeerException extends IOException {
    private static final long serialVersionUID = 1L;

    public UntrustedPeerException(String message) {
        super(message);
    }
}
