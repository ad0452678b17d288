package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Wakes the threads that wait for a change. One connection waits at the server for all of them, so
 * that a wait costs no more than a lock here. Safe for use by several threads.
 */
final class FeedWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FeedWatch.class.getName());

    private static final Duration BLOCK = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(100);

    private final Servers servers;
    private final String feed;
    private final Thread thread;
    private long stamp;
    private boolean isClosed;

    /** Is true if the last wait failed, which is logged once; the thread's alone. */
    private boolean isFailing;

    FeedWatch(Servers servers, Keys keys) {
        this.servers = servers;
        this.feed = keys.feed();
        this.thread = Thread.ofVirtual().name("peerlink redis-feed").start(this::run);
    }

    /**
     * Returns a stamp for {@link #await}: if it is taken before the feed is read, no change between
     * the two is slept through.
     */
    synchronized long stamp() {
        return stamp;
    }

    /** Waits until something may have changed since a stamp, or the time is up. */
    synchronized void await(long since, long endNanos) throws IOException {
        try {
            for (long left = endNanos - System.nanoTime();
                    stamp == since && !isClosed && left > 0;
                    left = endNanos - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for changes");
        }
        if (isClosed) {
            throw new IOException("the store is closed");
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        thread.interrupt();
    }

    private void run() {
        while (isOpen()) {
            try (Connection connection = servers.connect(BLOCK)) {
                // waiting callers look again: the feed may be another one
                wake();
                watch(connection);
            } catch (IOException | JedisException e) {
                // callers learn from their own calls that the server is out of reach; but not that
                // it refuses this one
                if (!isFailing && isOpen()) {
                    LOG.log(
                            e instanceof JedisDataException
                                    ? System.Logger.Level.WARNING
                                    : System.Logger.Level.DEBUG,
                            "cannot wait for changes: {0}",
                            Servers.reason(e));
                }
                isFailing = true;
                pause();
            }
        }
    }

    private void watch(Connection connection) {
        String last = last(connection);
        while (isOpen()) {
            connection.sendCommand(
                    Protocol.Command.XREAD,
                    "COUNT",
                    "1",
                    "BLOCK",
                    Long.toString(BLOCK.toMillis()),
                    "STREAMS",
                    feed,
                    last);
            boolean isChanged = connection.getOne() != null;
            // not before: a server may accept and refuse this
            isFailing = false;
            // also after a wait for nothing: a new epoch may have begun before the last position
            String now = last(connection);
            if (isChanged || !now.equals(last)) {
                wake();
            }
            last = now;
        }
    }

    private String last(Connection connection) {
        connection.sendCommand(Protocol.Command.XREVRANGE, feed, "+", "-", "COUNT", "1");
        return connection.getOne() instanceof List<?> entries
                        && !entries.isEmpty()
                        && entries.getFirst() instanceof List<?> entry
                ? Replies.text(entry.getFirst())
                : "0-0";
    }

    private synchronized boolean isOpen() {
        return !isClosed;
    }

    private synchronized void wake() {
        stamp++;
        notifyAll();
    }

    private void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            // only close() interrupts
            Thread.currentThread().interrupt();
        }
    }
}
