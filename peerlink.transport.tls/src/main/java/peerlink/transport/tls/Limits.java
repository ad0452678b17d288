package peerlink.transport.tls;

import java.time.Duration;

/**
 * What the transport grants others, beside the number of links that a {@link peerlink.api.LinkPolicy} has.
 *
 * @param connect the longest time for finding, reaching and authenticating who is dialed
 * @param handshake the longest time for who dials to authenticate
 * @param close the longest time for an orderly close
 * @param handshakes how many connections to one listener may be unauthenticated at once
 * @param handshakesPerHost how many of them from one host; see {@link HostQuota}
 * @param handshakeUndisturbed how long one that is unauthenticated keeps its place where there is none for another; see {@link
 *     PendingHandshakes}
 */
record Limits(
        Duration connect,
        Duration handshake,
        Duration close,
        int handshakes,
        int handshakesPerHost,
        Duration handshakeUndisturbed) {
    /** One host can't take all, and a team behind one address can still reconnect at once. */
    static final Limits DEFAULT =
            new Limits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    1024,
                    256,
                    Duration.ofSeconds(3));
}
