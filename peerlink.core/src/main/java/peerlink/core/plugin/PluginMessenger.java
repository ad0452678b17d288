package peerlink.core.plugin;

import java.io.IOException;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Link;
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

    /**
     * @param held ends the links that the plugin opens
     */
    PluginMessenger(Messenger node, PluginLife life, HeldLinks held) {
        this.node = node;
        this.life = life;
        this.held = held;
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
            return new PluginDelivery(
                    life.enter(() -> conversation.send(type, content)), life, held);
        }
    }
}
