package peerlink.core.exchange;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of content our messages have that their peers have not acknowledged, of all peers together: they are in memory, and
 * each of a thousand peers that are away has room of its own. Safe for use by several threads.
 */
public final class PendingBytes {
    /**
     * How many there may be, in bytes. Threads that send to several peers at once may each exceed it by the one message; what an
     * earlier run has accepted is taken all the same.
     */
    public static final long MAX = 256 << 20;

    private final AtomicLong bytes = new AtomicLong();

    public boolean hasRoom(int size) {
        return bytes.get() + size <= MAX;
    }

    public void add(int size) {
        bytes.addAndGet(size);
    }

    public void remove(int size) {
        bytes.addAndGet(-size);
    }
}
