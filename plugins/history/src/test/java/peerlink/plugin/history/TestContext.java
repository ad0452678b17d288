package peerlink.plugin.history;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Command;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.Messenger;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PluginContext;
import peerlink.api.Progress;
import peerlink.api.Protocol;
import peerlink.api.Registration;

/** Plays a node with two contacts, as far as this plugin sees it. */
final class TestContext implements PluginContext, Messenger {
    static final Peer ALICE = peer("alice");
    static final Peer BOB = peer("bob");
    static final Peer CAROL = peer("carol");

    private final Path dataDirectory;
    List<Peer> peers = List.of(BOB, CAROL);
    final List<Command> commands = new ArrayList<>();
    final List<MessageHandler> handlers = new ArrayList<>();

    TestContext(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    private static Peer peer(String name) {
        return new Peer(PeerId.ofKey(name.getBytes()), new PeerName(name), List.<Address>of());
    }

    static Conversation with(Peer peer) {
        return new Conversation() {
            @Override
            public Peer peer() {
                return peer;
            }

            @Override
            public Delivery send(String type, Bytes content) {
                throw new AssertionError("history sends nothing");
            }
        };
    }

    @Override
    public Path dataDirectory() {
        return dataDirectory;
    }

    @Override
    public System.Logger logger() {
        return System.getLogger("test");
    }

    @Override
    public Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public Messenger messenger() {
        return this;
    }

    @Override
    public Registration register(Command command) {
        commands.add(command);
        return () -> commands.remove(command);
    }

    @Override
    public Registration register(MessageHandler handler) {
        handlers.add(handler);
        return () -> handlers.remove(handler);
    }

    @Override
    public Registration register(Protocol protocol, LinkHandler handler) {
        throw new AssertionError("history speaks no protocol");
    }

    @Override
    public void show(String notice) {
        throw new AssertionError("history is silent: " + notice);
    }

    @Override
    public Progress progress(String title, long total) {
        throw new AssertionError("history shows no progress");
    }

    @Override
    public void fork(String name, Runnable task) {
        throw new AssertionError("history forks nothing");
    }

    @Override
    public Peer self() {
        return ALICE;
    }

    @Override
    public List<Peer> peers() {
        return peers;
    }

    @Override
    public Peer find(String nameOrId) {
        throw new AssertionError("history asks no directory");
    }

    @Override
    public Conversation conversation(Peer peer) {
        return with(peer);
    }

    @Override
    public Link open(Peer peer, Protocol protocol) {
        throw new AssertionError("history opens no links");
    }

    static Message message(Peer from, Peer to, String text) {
        return message(from, to, text, Instant.EPOCH);
    }

    static Message message(Peer from, Peer to, String text, Instant written) {
        return new Message("1", from.id(), to.id(), Message.TEXT, Bytes.utf8(text), written);
    }
}
