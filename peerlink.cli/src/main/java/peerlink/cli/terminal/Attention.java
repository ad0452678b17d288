package peerlink.cli.terminal;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells whether the user looks at the chat. The terminal says so, if it can (xterm's mode 1004);
 * until it has said anything, the user is away when no key was pressed for a minute. Safe for use
 * by several threads.
 */
public final class Attention implements LineEditor.Presence {
    static final long IDLE_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private Runnable onReturn = () -> {};
    private boolean isTold;
    private boolean hasFocus;
    private long lastKey;

    /**
     * @param nanos a clock as {@link System#nanoTime}
     */
    Attention(LongSupplier nanos) {
        this.nanos = nanos;
        this.lastKey = nanos.getAsLong();
    }

    /** Sets the listener for the user's return, which is called at each sign of the user. */
    public synchronized void onReturn(Runnable listener) {
        onReturn = listener;
    }

    /** Tells whether the user is away. */
    public synchronized boolean isAway() {
        return isTold ? !hasFocus : nanos.getAsLong() - lastKey >= IDLE_NANOS;
    }

    @Override
    public void focused(boolean has) {
        Runnable listener;
        synchronized (this) {
            isTold = true;
            hasFocus = has;
            listener = has ? onReturn : () -> {};
        }
        listener.run();
    }

    @Override
    public void typed() {
        Runnable listener;
        synchronized (this) {
            lastKey = nanos.getAsLong();
            // a key is a sign of the user, whatever the terminal has said before
            hasFocus = true;
            listener = onReturn;
        }
        listener.run();
    }
}
