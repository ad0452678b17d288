package peerlink.registry.server;

import peerlink.registry.protocol.Request;

/**
 * Limits the connections, requests and registrations of one key or one address. Safe for use by
 * several threads.
 */
final class Allowance {
    private final int maxConnections;
    private final TokenBucket requests;
    private final TokenBucket registrations;
    private int connections;

    /** Set when the allowance is forgotten, so that no connection uses it any more. */
    private boolean isForgotten;

    Allowance(int maxConnections, TokenBucket requests, TokenBucket registrations) {
        this.maxConnections = maxConnections;
        this.requests = requests;
        this.registrations = registrations;
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
        return wait == 0 && isSigned(request) ? registrations.take(1, now) : wait;
    }

    /** Forgets the allowance if it is as good as new; returns true if so. */
    synchronized boolean forget(long now) {
        isForgotten = connections == 0 && requests.isFull(now) && registrations.isFull(now);
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
