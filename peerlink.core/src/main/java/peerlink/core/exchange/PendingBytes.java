package peerlink.core.exchange;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of content of our unacknowledged messages, of all peers together. They are in
 * memory, and each of a thousand peers that are away has room of its own. Safe for use by several
 * threads.
 */
public final class PendingBytes {
    /**
     * The limit, in bytes: 256 MiB, and no more than half of the heap. Threads that send to several
     * peers at once may each exceed it by one message, and the messages of earlier runs are always
     * taken.
     */
    public static final long MAX = Math.min(256 << 20, Runtime.getRuntime().maxMemory() / 2);

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
