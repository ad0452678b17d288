package peerlink.core.model;

/** Takes a node's events for its listener. Safe for use by several threads. */
public interface EventSink {
    /**
     * Adds an event at once, or drops it while the listener is far behind: for threads that must
     * not wait.
     */
    void post(NodeEvent event);

    /**
     * Adds an event, and first waits while the listener is far behind: for events that peers can
     * cause often.
     *
     * @param onTold called on the listener's thread when the listener has had the event; never if
     *     the node ends before
     */
    void postWhenRoom(NodeEvent event, Runnable onTold) throws InterruptedException;

    /**
     * Adds an event as {@link #postWhenRoom(NodeEvent, Runnable)} does, for events without a
     * callback.
     */
    default void postWhenRoom(NodeEvent event) throws InterruptedException {
        postWhenRoom(event, () -> {});
    }
}
