package peerlink.transport.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.thread.SocketThreads;

/**
 * Opens TCP connections to several addresses of one host beside one another, and keeps the first.
 * For one thread; each connection is made by a thread of its own.
 */
final class ConnectRace implements AutoCloseable {
    /** Opens a connection; blocks. */
    interface Opener {
        Socket connect(InetAddress host) throws IOException;
    }

    /** The end of one try: a connection or a failure. */
    private record End(@Nullable Socket socket, @Nullable IOException failure) {}

    private final Opener opener;
    private final Duration stagger;
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    // its monitor guards it
    private boolean isOver;

    /**
     * @param stagger the time from the beginning of one try to that of the next, unless one fails
     */
    ConnectRace(Opener opener, Duration stagger) {
        this.opener = opener;
        this.stagger = stagger;
    }

    /**
     * Returns the first connection, which is the caller's.
     *
     * @param hosts at least one
     * @param remaining the rest of the time that all together have
     * @throws IOException the first failure, if all have failed; the others are suppressed in it
     * @throws TimeoutException if the time is over
     */
    Socket run(List<InetAddress> hosts, Supplier<Duration> remaining)
            throws IOException, InterruptedException, TimeoutException {
        ArrayDeque<InetAddress> waiting = new ArrayDeque<>(hosts);
        IOException first = null;
        int running = 0;
        while (true) {
            if (!waiting.isEmpty()) {
                begin(waiting.remove());
                running++;
            }
            Duration left = remaining.get();
            boolean isLast = waiting.isEmpty() || left.compareTo(stagger) < 0;
            End end = ends.poll((isLast ? left : stagger).toNanos(), TimeUnit.NANOSECONDS);
            if (end == null) {
                if (isLast) {
                    throw new TimeoutException("no connection in time");
                }
                continue;
            }
            if (end.socket() != null) {
                return end.socket();
            }
            running--;
            if (first == null) {
                first = end.failure();
            } else if (end.failure() != null) {
                first.addSuppressed(end.failure());
            }
            if (running == 0 && waiting.isEmpty() && first != null) {
                throw first;
            }
        }
    }

    private void begin(InetAddress host) {
        threads.add(
                SocketThreads.start(
                        "peerlink tls-connector " + host.getHostAddress(), () -> connect(host)));
    }

    private void connect(InetAddress host) {
        try {
            Socket socket = opener.connect(host);
            boolean isLate;
            synchronized (this) {
                isLate = isOver;
                if (!isLate) {
                    ends.add(new End(socket, null));
                }
            }
            if (isLate) {
                socket.close();
            }
        } catch (IOException e) {
            ends.add(new End(null, e));
        }
    }

    /** Gives up the tries under way, and closes the connections that nobody took. */
    @Override
    public void close() {
        synchronized (this) {
            isOver = true;
        }
        // an interrupted thread closes the socket that it waits for
        threads.forEach(Thread::interrupt);
        for (End end : ends) {
            if (end.socket() != null) {
                try {
                    end.socket().close();
                } catch (IOException e) {
                    // nobody needs it
                }
            }
        }
    }
}
