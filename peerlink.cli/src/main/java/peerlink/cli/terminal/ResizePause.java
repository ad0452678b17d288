package peerlink.cli.terminal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Waits while a terminal may have another size than it has told. Some tell at once of the first of
 * several changes, and of the others only a quarter of a second later (tmux's {@code
 * server_client_check_pane_resize}): a prompt that is drawn meanwhile may leave a piece behind. The
 * reader's lock guards it.
 */
final class ResizePause {
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Condition quiet;
    private boolean isResized;
    private long first;
    private long last;

    ResizePause(ReentrantLock lock) {
        this.quiet = lock.newCondition();
    }

    /** Notes that the terminal has told another size. */
    void resized() {
        long now = System.nanoTime();
        first = isResized && now - last < QUIET_NANOS ? first : now;
        last = now;
        isResized = true;
    }

    /**
     * Waits until the size has stayed for a moment, without the lock, but not for long.
     *
     * @param isNeeded whether the size matters, asked before each wait
     */
    void await(BooleanSupplier isNeeded) {
        while (isResized && isNeeded.getAsBoolean()) {
            long now = System.nanoTime();
            long left = Math.min(last + QUIET_NANOS - now, first + LONGEST_NANOS - now);
            if (left <= 0) {
                isResized = false;
                break;
            }
            try {
                // an early end of the wait changes nothing: the time is looked at again
                quiet.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
    }
}
