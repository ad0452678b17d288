package peerlink.core.signal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import peerlink.api.thread.SocketThreads;

/**
 * Runs the connections of one appeal, each on a thread of its own, until one of them serves a link:
 * from then on it is left alone. Safe for use by several threads.
 */
final class Tries implements AutoCloseable {
    private static final long STOPPING_MILLIS = 200;

    // the monitor guards these
    private final Set<Thread> running = new HashSet<>();
    private boolean isClosed;

    /** Makes one try. */
    interface Work {
        /**
         * @param kept to be called before the link is used: from then on the try is not given up
         */
        void run(Runnable kept);
    }

    synchronized void start(String name, Work work) {
        if (isClosed) {
            return;
        }
        Thread[] own = new Thread[1];
        own[0] =
                SocketThreads.unstarted(
                        "peerlink signal-dialer " + name,
                        () -> {
                            try {
                                work.run(() -> forget(own[0]));
                            } finally {
                                forget(own[0]);
                            }
                        });
        running.add(own[0]);
        own[0].start();
    }

    private synchronized void forget(Thread thread) {
        running.remove(thread);
        notifyAll();
    }

    /** Waits until no try is under way, or the time is over. */
    synchronized void await(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (!running.isEmpty() && !isClosed) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /** Gives up the tries under way, and waits a moment until their ports are free again. */
    void stop() throws InterruptedException {
        List<Thread> all;
        synchronized (this) {
            all = List.copyOf(running);
        }
        all.forEach(Thread::interrupt);
        await(STOPPING_MILLIS);
    }

    /** Gives up the tries under way; there are no more. */
    @Override
    public synchronized void close() {
        isClosed = true;
        running.forEach(Thread::interrupt);
        notifyAll();
    }
}
