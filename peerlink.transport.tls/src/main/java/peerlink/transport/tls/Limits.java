package peerlink.transport.tls;

import java.net.InetAddress;
import java.time.Duration;

/**
 * What the transport grants others.
 *
 * @param connect the longest time for finding, reaching and authenticating who is dialed
 * @param handshake the longest time for who dials to authenticate
 * @param close the longest time for an orderly close
 * @param handshakes how many connections to one listener may be unauthenticated at once
 * @param handshakesPerHost how many of them from one host; see {@link HostQuota}
 * @param handshakeUndisturbed how long one that is unauthenticated keeps its place where there is none for another; see {@link
 *     PendingHandshakes}
 * @param connections how many connections that others have opened may be there at once, authenticated or not, through all
 *     listeners of the transport
 * @param connectionsPerHost how many of them from one host; but see {@link #connectionsFrom}
 */
record Limits(
        Duration connect,
        Duration handshake,
        Duration close,
        int handshakes,
        int handshakesPerHost,
        Duration handshakeUndisturbed,
        int connections,
        int connectionsPerHost) {
    /**
     * One host can't take all, and a team behind one address can still reconnect at once. Each connection is an open file, of
     * which a process may often have 20,000: what others open leaves room for what the node itself opens.
     */
    static final Limits DEFAULT =
            new Limits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    1024,
                    256,
                    Duration.ofSeconds(2),
                    16_000,
                    4_096);

    /**
     * Returns how many connections a host may have. This machine itself may have all: who runs programs here has other ways to
     * use it up, and load tests come from here.
     */
    int connectionsFrom(InetAddress host) {
        return host.isLoopbackAddress() ? connections : connectionsPerHost;
    }
}
