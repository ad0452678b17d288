package peerlink.api;

/**
 * Handles the messages of a node. A service, or registered by a plugin through {@link
 * PluginContext#register(MessageHandler)}.
 *
 * <p>For each peer, calls come one after another; for different peers at the same time, on at most
 * three platform threads of the plugin's. The user sees each message without waiting for handlers,
 * and different handlers do not wait for one another. A handler that throws is reported. One that
 * takes too long is interrupted and reported; after the third time within ten minutes its plugin is
 * ended. Neither harms the message or other handlers.
 */
public interface MessageHandler {
    /**
     * Tells whether this handler wants the message. Quick; must not block: it counts as a no after
     * 100 ms.
     */
    boolean accepts(Message message);

    /**
     * Handles a message that has arrived, in the order in which the peer sent them, and after it
     * was acknowledged. Interrupted after 30 seconds: what takes longer belongs into a {@linkplain
     * PluginContext#fork task}.
     *
     * @param conversation the conversation with the sender; send on it to answer
     * @throws Exception if anything goes wrong; it is reported as this handler's failure
     */
    void handle(Message message, Conversation conversation) throws Exception;

    /**
     * Handles a message as {@link #handle(Message, Conversation)} does, for a handler that asks
     * when it came, or whether it may have handled it before. PeerLink calls this one; the default
     * leaves the arrival out.
     *
     * @throws Exception if anything goes wrong; it is reported as this handler's failure
     */
    default void handle(Message message, Arrival arrival, Conversation conversation)
            throws Exception {
        handle(message, conversation);
    }

    /**
     * Handles a message of this node's that the peer has acknowledged.
     *
     * @throws Exception if anything goes wrong; it is reported as this handler's failure
     */
    default void delivered(Message message, Conversation conversation) throws Exception {}
}
