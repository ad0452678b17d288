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
    private final PluginLife life;
    private final HeldLinks held;
    private final BiConsumer<Message, Peer> onSent;

    /**
     * @param held ends the links that the plugin opens
     * @param onSent hears of each message that the plugin sends, and must not block
     */
    PluginMessenger(
            Messenger node, PluginLife life, HeldLinks held, BiConsumer<Message, Peer> onSent) {
        this.node = node;
        this.life = life;
        this.held = held;
        this.onSent = onSent;
    }

    @Override
    public Peer self() {
        return life.enter(node::self);
    }

    @Override
    public List<Peer> peers() {
        return life.enter(node::peers);
    }

    @Override
    public Peer find(String nameOrId) throws IOException {
        return life.enter(() -> node.find(nameOrId));
    }

    @Override
    public Conversation conversation(Peer peer) {
        return wrapped(life.enter(() -> node.conversation(peer)));
    }

    @Override
    public Link open(Peer peer, Protocol protocol) throws IOException {
        return held.hold(life.enter(() -> node.open(peer, protocol)));
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
            Delivery delivery = life.enter(() -> conversation.send(type, content));
            onSent.accept(delivery.message(), conversation.peer());
            return new PluginDelivery(delivery, life, held);
        }
    }
}
