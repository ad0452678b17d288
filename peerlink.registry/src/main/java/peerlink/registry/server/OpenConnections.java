package peerlink.registry.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import peerlink.registry.protocol.Answer;

/** Keeps the open connections of clients, and sends them away. Safe for use by several threads. */
final class OpenConnections {
    /** The word to a client that is sent away. */
    static final Answer.GoAway AWAY = new Answer.GoAway(5_000);

    private static final long MAX_SEND_MILLIS = 30_000;
    private static final long MAX_IDLE_MILLIS = 300_000;

    /** The longest pause between two clients that are sent away, in nanoseconds. */
    private static final long MAX_PAUSE = 10_000_000;

    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean isDraining;

    /** Sends clients away that come from now on. */
    void beginDraining() {
        isDraining = true;
    }

    boolean isDraining() {
        return isDraining;
    }

    int size() {
        return connections.size();
    }

    /** Serves a connection until it ends. Called on the link's own thread. */
    void serve(ClientConnection connection) throws IOException {
        connections.add(connection);
        try {
            if (isDraining) {
                // it may have come too late to be among those that are told
                connection.sendAway(AWAY);
            }
            connection.serve();
        } finally {
            connections.remove(connection);
        }
    }

    /** Closes the connections that neither read nor ask any more. */
    void closeStuck() {
        connections.forEach(c -> c.closeIfStuck(MAX_SEND_MILLIS, MAX_IDLE_MILLIS));
    }

    /**
     * Sends every client elsewhere, one after another, and waits until all have left, or the time
     * is over. To be called after {@link #beginDraining}.
     */
    void drain(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        List<ClientConnection> all = List.copyOf(connections);
        long pause = Math.min(MAX_PAUSE, patience.toNanos() / 2 / Math.max(1, all.size()));
        for (int i = 0; i < all.size(); i++) {
            all.get(i).sendAway(AWAY);
            TimeUnit.NANOSECONDS.sleep(pause);
        }
        while (!connections.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
