package peerlink.api;

/**
 * Handles the messages of a node. A service, or registered by a plugin through {@link
 * PluginContext#register(MessageHandler)}.
 *
 * <p>For each peer, calls come one after another, on one virtual thread of that peer; for different
 * peers at the same time. A handler that throws is reported and harms neither the message nor other
 * handlers.
 */
public interface MessageHandler {
    /** Tells whether this handler wants the message. Quick; must not block. */
    boolean accepts(Message message);

    /**
     * Handles a message that has arrived, in the order in which the peer sent them, and after it
     * was acknowledged.
     *
     * @param conversation the conversation with the sender; send on it to answer
     * @throws Exception if anything goes wrong; it is reported as this handler's failure
     */
    void handle(Message message, Conversation conversation) throws Exception;

    /**
     * Handles a message of this node's that the peer has acknowledged.
     *
     * @throws Exception if anything goes wrong; it is reported as this handler's failure
     */
    default void delivered(Message message, Conversation conversation) throws Exception {}
}
