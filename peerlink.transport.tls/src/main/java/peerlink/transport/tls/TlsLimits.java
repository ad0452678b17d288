package peerlink.transport.tls;

import java.time.Duration;

/**
 * Bounds the time and the places that other peers get before they have authenticated. The number of
 * links is set by a {@link peerlink.api.LinkPolicy}.
 *
 * @param connect the longest time for finding, reaching and authenticating the peer that is dialed
 * @param handshake the longest time for a client to authenticate
 * @param close the longest time for an orderly close
 * @param handshakes the most connections to one listener that may be unauthenticated at once
 * @param handshakesPerHost the most of them from one host; see {@link HostQuota}
 * @param handshakeUndisturbed the time for which an unauthenticated connection keeps its place when
 *     there is none for another; see {@link PendingHandshakes}
 */
record TlsLimits(
        Duration connect,
        Duration handshake,
        Duration close,
        int handshakes,
        int handshakesPerHost,
        Duration handshakeUndisturbed) {
    /** One host can't take all, and a team behind one address can still reconnect at once. */
    static final TlsLimits DEFAULT =
            new TlsLimits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    1024,
                    256,
                    Duration.ofSeconds(3));
}
