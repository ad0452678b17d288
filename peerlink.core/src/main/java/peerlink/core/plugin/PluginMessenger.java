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
    private final Runnable requireLife;

    /**
     * @param requireLife throws if the plugin has ended
     */
    PluginMessenger(Messenger node, Runnable requireLife) {
        this.node = node;
        this.requireLife = requireLife;
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
            return conversation.send(type, content);
        }
    }
}
