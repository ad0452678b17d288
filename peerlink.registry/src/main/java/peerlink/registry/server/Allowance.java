package peerlink.registry.server;

import peerlink.api.Bytes;
import peerlink.registry.protocol.Request;

/**
 * Limits the connections, requests, registrations and signals of one key or one address. Safe for
 * use by several threads.
 */
final class Allowance {
    private final int maxConnections;
    private final TokenBucket requests;
    private final TokenBucket registrations;
    private final TokenBucket signals;
    private final SignalsIn signalsIn;
    private int connections;

    /** Set when the allowance is forgotten, so that no connection uses it any more. */
    private boolean isForgotten;

    /**
     * @param signals limits the signals from the key or address
     * @param signalsIn limits the signals to the key
     */
    Allowance(
            int maxConnections,
            TokenBucket requests,
            TokenBucket registrations,
            TokenBucket signals,
            SignalsIn signalsIn) {
        this.maxConnections = maxConnections;
        this.requests = requests;
        this.registrations = registrations;
        this.signals = signals;
        this.signalsIn = signalsIn;
    }

    /** The answer to a new connection. */
    enum Entry {
        ADMITTED,
        TOO_MANY,
        FORGOTTEN
    }

    synchronized Entry enter() {
        if (isForgotten) {
            return Entry.FORGOTTEN;
        }
        if (connections >= maxConnections) {
            return Entry.TOO_MANY;
        }
        connections++;
        return Entry.ADMITTED;
    }

    synchronized void leave() {
        connections--;
    }

    /** Returns 0 if a request may be made, else the time to wait, in milliseconds. */
    long request(Request request, long now) {
        long wait = requests.take(cost(request), now);
        if (wait > 0) {
            return wait;
        }
        return switch (request) {
            case Request.Register _, Request.Deregister _ -> registrations.take(1, now);
            case Request.Signal _ -> signals.take(1, now);
            default -> 0;
        };
    }

    /** Returns 0 if a signal of this sender may be passed on to the key, else the time to wait. */
    long signal(Bytes sender, long now) {
        return signalsIn.take(sender, now);
    }

    /** Forgets the allowance if it is as good as new; returns true if so. */
    synchronized boolean forget(long now) {
        isForgotten =
                connections == 0
                        && requests.isFull(now)
                        && registrations.isFull(now)
                        && signals.isFull(now)
                        && signalsIn.isFull(now);
        return isForgotten;
    }

    /** Returns the cost of a request in tokens. A registration costs a check of a signature. */
    static int cost(Request request) {
        return isSigned(request) ? 10 : 1;
    }

    private static boolean isSigned(Request request) {
        return request instanceof Request.Register || request instanceof Request.Deregister;
    }
}
