package peerlink.core.plugin;

import java.util.function.UnaryOperator;
import peerlink.api.Arrival;
import peerlink.api.Conversation;
import peerlink.api.Message;
import peerlink.api.MessageHandler;

/**
 * Hands messages to a plugin's handler, with conversations that end with the plugin.
 *
 * @param conversations wraps each conversation
 */
record PluginHandler(MessageHandler handler, UnaryOperator<Conversation> conversations)
        implements MessageHandler {
    @Override
    public boolean accepts(Message message) {
        return handler.accepts(message);
    }

    @Override
    public void handle(Message message, Conversation conversation) throws Exception {
        handler.handle(message, conversations.apply(conversation));
    }

    @Override
    public void handle(Message message, Arrival arrival, Conversation conversation)
            throws Exception {
        handler.handle(message, arrival, conversations.apply(conversation));
    }

    @Override
    public void delivered(Message message, Conversation conversation) throws Exception {
        handler.delivered(message, conversations.apply(conversation));
    }
}
