package peerlink.api;

/** Shows the user the progress of a long task while it lasts. Safe for use by several threads. */
public interface Progress extends AutoCloseable {
    /**
     * Adds {@code amount} to the work done; cheap enough to call for every buffer. With 0 it shows
     * that time has passed: called now and then, it lets the user read that a task has stalled.
     */
    void advance(long amount);

    /**
     * Takes the progress off the screen, and leaves no line: {@link PluginContext#show(String)}
     * tells the outcome. Does nothing the second time.
     */
    @Override
    void close();
}
