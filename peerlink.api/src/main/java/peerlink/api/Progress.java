package peerlink.api;

/** How far a long task has come, shown to the user while it lasts. Safe for use by several threads. */
public interface Progress extends AutoCloseable {
    /** Tells that {@code amount} more is done; cheap enough to call for every buffer. */
    void advance(long amount);

    /** Takes it off the screen. Does nothing the second time. */
    @Override
    void close();
}
