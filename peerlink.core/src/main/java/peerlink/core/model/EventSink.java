package peerlink.core.model;

/** Takes what happens in a node, for the one who listens to it. Safe for use by several threads. */
public interface EventSink {
    /** Adds an event at once, or drops it while the listener is far behind: for threads that must not wait. */
    void post(NodeEvent event);

    /**
     * Adds an event, and first waits while the listener is far behind: for what others can make come often.
     *
     * @param onTold called on the listener's thread when the listener has had the event; never if the node ends before
     */
    void postWhenRoom(NodeEvent event, Runnable onTold) throws InterruptedException;

    /** As {@link #postWhenRoom(NodeEvent, Runnable)}, for events that nobody waits for. */
    default void postWhenRoom(NodeEvent event) throws InterruptedException {
        postWhenRoom(event, () -> {});
    }
}
