package peerlink.api.thread;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads that wait for sockets: platform threads as long as there are few of them, and
 * virtual ones beyond. A virtual thread waits for a socket with the help of two others, which cost
 * each packet two changes of threads, and the JVM's end 300 ms: it waits that long for the thread
 * that polls.
 *
 * <p>Interrupting such a thread closes the socket that it waits for, whichever kind it is, if the
 * waiting stands between {@link #begin} and {@link #end}.
 */
public final class SocketThreads {
    private static final System.Logger LOG = System.getLogger(SocketThreads.class.getName());

    /** The most platform threads at a time. */
    static final int MOST = 64;

    private static final AtomicInteger PLATFORM = new AtomicInteger();

    private SocketThreads() {}

    /** Starts a daemon thread. */
    public static Thread start(String name, Runnable work) {
        Thread thread = unstarted(name, work);
        thread.start();
        return thread;
    }

    /** Returns a daemon thread that has not started. It counts from now on: start it. */
    public static Thread unstarted(String name, Runnable work) {
        if (PLATFORM.incrementAndGet() <= MOST) {
            return new SocketThread(
                    name,
                    () -> {
                        try {
                            work.run();
                        } finally {
                            PLATFORM.decrementAndGet();
                        }
                    });
        }
        PLATFORM.decrementAndGet();
        return Thread.ofVirtual().name(name).unstarted(work);
    }

    /** Notes the socket that the calling thread is about to wait for. */
    public static void begin(Closeable socket) {
        if (Thread.currentThread() instanceof SocketThread thread) {
            thread.begin(socket);
        }
    }

    /** Notes that the calling thread has waited. */
    public static void end() {
        if (Thread.currentThread() instanceof SocketThread thread) {
            thread.awaited = null;
        }
    }

    /** A platform thread whose interrupt closes the socket that it waits for. */
    private static final class SocketThread extends Thread {
        private volatile @Nullable Closeable awaited;

        SocketThread(String name, Runnable work) {
            super(null, work, name, 0, false);
            setDaemon(true);
        }

        void begin(Closeable socket) {
            awaited = socket;
            if (isInterrupted()) {
                close(socket);
            }
        }

        @Override
        public void interrupt() {
            super.interrupt();
            Closeable socket = awaited;
            if (socket != null) {
                close(socket);
            }
        }

        private static void close(Closeable socket) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "closing a socket failed", e);
            }
        }
    }
}
