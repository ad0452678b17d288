package peerlink.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the user type while the chat starts, and has Enter wait until somebody takes the lines. Keys
 * that come meanwhile stay with the terminal, so that each line is one of its own.
 *
 * <p>The thread that reads keys waits, without the reader's lock; any thread may let lines through.
 */
final class EnterGate {
    /** The wait after which the user is told of it. */
    private static final int SOON_MILLIS = 300;

    private final ReentrantLock lock;
    private volatile CountDownLatch open = new CountDownLatch(0);
    private boolean isInterrupted;

    /**
     * @param lock the reader's, which the thread that waits holds once
     */
    EnterGate(ReentrantLock lock) {
        this.lock = lock;
    }

    /** Has Enter wait from now on. */
    void hold() {
        open = new CountDownLatch(1);
    }

    /** Lets lines through from now on. */
    void take() {
        open.countDown();
    }

    boolean isOpen() {
        return open.getCount() == 0;
    }

    /** Notes that a new line begins. */
    void begun() {
        isInterrupted = false;
    }

    /** Tells whether Ctrl-C has ended the wait of the last line, and with it the reading. */
    boolean isInterrupted() {
        return isInterrupted;
    }

    /**
     * Waits until lines are taken. An interrupt ends the wait, and stays for the reading.
     *
     * @param late called if it takes its time
     * @return whether lines are taken
     */
    boolean await(Runnable late) {
        try {
            if (!await(SOON_MILLIS)) {
                late.run();
                await(Long.MAX_VALUE);
            }
        } catch (InterruptedException e) {
            isInterrupted = true;
            Thread.currentThread().interrupt();
        }
        return isOpen();
    }

    private boolean await(long millis) throws InterruptedException {
        lock.unlock(); // other threads may print meanwhile
        try {
            return open.await(millis, TimeUnit.MILLISECONDS);
        } finally {
            lock.lock();
        }
    }
}
