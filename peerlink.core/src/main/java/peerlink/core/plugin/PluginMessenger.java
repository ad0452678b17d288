package peerlink.core.plugin;

import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Link;
import peerlink.api.Message;
import peerlink.api.Messenger;
import peerlink.api.Peer;
import peerlink.api.Protocol;

/**
 * Reaches peers for one plugin as long as that has not ended. It is not the node's own messenger,
 * so that a cast leads nowhere. Safe for use by several threads.
 */
final class PluginMessenger implements Messenger {
    private final Messenger node;
    private final Runnable requireLife;
    private final BiConsumer<Message, Peer> onSent;

    /**
     * @param requireLife throws if the plugin has ended
     * @param onSent hears of each message that the plugin sends, and must not block
     */
    PluginMessenger(Messenger node, Runnable requireLife, BiConsumer<Message, Peer> onSent) {
        this.node = node;
        this.requireLife = requireLife;
        this.onSent = onSent;
    }

    @Override
    public Peer self() {
        requireLife.run();
        return node.self();
    }

    @Override
    public List<Peer> peers() {
        requireLife.run();
        return node.peers();
    }

    @Override
    public Peer find(String nameOrId) throws IOException {
        requireLife.run();
        return node.find(nameOrId);
    }

    @Override
    public Conversation conversation(Peer peer) {
        requireLife.run();
        return wrapped(node.conversation(peer));
    }

    @Override
    public Link open(Peer peer, Protocol protocol) throws IOException {
        requireLife.run();
        return node.open(peer, protocol);
    }

    /** Returns a conversation that ends with the plugin. */
    Conversation wrapped(Conversation conversation) {
        return new PluginConversation(conversation);
    }

    private final class PluginConversation implements Conversation {
        private final Conversation conversation;

        PluginConversation(Conversation conversation) {
            this.conversation = conversation;
        }

        @Override
        public Peer peer() {
            return conversation.peer();
        }

        @Override
        public Delivery send(String type, Bytes content) throws IOException {
            requireLife.run();
            Delivery delivery = conversation.send(type, content);
            onSent.accept(delivery.message(), conversation.peer());
            return delivery;
        }
    }
}
