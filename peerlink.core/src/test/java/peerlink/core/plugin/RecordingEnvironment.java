package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import peerlink.api.Bytes;
import peerlink.api.ContactInfo;
import peerlink.api.Conversation;
import peerlink.api.History;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.MessageRenderer;
import peerlink.api.Messenger;
import peerlink.api.OutgoingFilter;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerListener;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Progress;
import peerlink.api.Protocol;
import peerlink.api.Registration;
import peerlink.api.StatusItem;
import peerlink.core.guard.GuardedCalls;
import peerlink.core.model.PluginStatus;

/** Stands in for a node as plugins see it, and records their calls. */
final class RecordingEnvironment implements PluginEnvironment, Messenger {
    final List<String> commands = new CopyOnWriteArrayList<>();
    final List<MessageHandler> handlers = new CopyOnWriteArrayList<>();
    final List<Protocol> protocols = new CopyOnWriteArrayList<>();
    final List<String> notices = new CopyOnWriteArrayList<>();
    final List<String> progresses = new CopyOnWriteArrayList<>();
    final List<String> uses = new CopyOnWriteArrayList<>();
    final List<String> changes = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();
    final Map<String, Map<String, String>> settings = new ConcurrentHashMap<>();
    private final Path root;

    RecordingEnvironment(Path root) {
        this.root = root;
    }

    @Override
    public Path dataDirectory(String plugin) throws IOException {
        return Files.createDirectories(root.resolve(plugin));
    }

    @Override
    public Map<String, String> settings(String plugin) {
        return settings.getOrDefault(plugin, Map.of("greeting", "hello " + plugin));
    }

    @Override
    public Messenger messenger() {
        return this;
    }

    @Override
    public Registration register(CommandClaim claim) {
        String name = claim.plugin() + "/" + claim.command().name();
        commands.add(name);
        return () -> commands.remove(name);
    }

    @Override
    public Registration register(String plugin, MessageHandler handler, GuardedCalls calls) {
        handlers.add(handler);
        return () -> handlers.remove(handler);
    }

    @Override
    public Registration register(String plugin, Protocol protocol, LinkHandler handler) {
        protocols.add(protocol);
        return () -> protocols.remove(protocol);
    }

    @Override
    public Registration watch(String plugin, PeerListener listener, GuardedCalls calls) {
        return () -> {};
    }

    @Override
    public Registration filter(String plugin, OutgoingFilter filter, GuardedCalls calls) {
        return () -> {};
    }

    @Override
    public Registration render(
            String plugin, String type, MessageRenderer renderer, GuardedCalls calls) {
        return () -> {};
    }

    @Override
    public Registration provide(String plugin, History history, GuardedCalls calls) {
        return () -> {};
    }

    @Override
    public PluginCursor cursor(String plugin) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<History> history() {
        return Optional.empty();
    }

    @Override
    public StatusItem status(String plugin, String text) {
        throw new IllegalStateException("nothing stays here");
    }

    @Override
    public List<ContactInfo> contacts() {
        return List.of();
    }

    @Override
    public void notice(
            String plugin, String text, String kind, Map<String, Object> fields, boolean isAlert) {
        notices.add(plugin + ": " + text + (kind.isEmpty() ? "" : " " + kind + fields));
    }

    @Override
    public void sent(String plugin, Message message, Peer peer) {
        notices.add(plugin + " sent " + message.text());
    }

    @Override
    public Progress progress(String plugin, String title, long total, String unit) {
        progresses.add(title);
        return new Progress() {
            @Override
            public void advance(long amount) {}

            @Override
            public void close() {
                progresses.remove(title);
            }
        };
    }

    @Override
    public void failed(String plugin, String reason) {
        failures.add(plugin + ": " + reason);
    }

    @Override
    public void use(Providers providers) {
        uses.add("use " + providers);
    }

    @Override
    public void dismiss(Providers providers) {
        uses.add("dismiss " + providers);
    }

    @Override
    public void changed(PluginStatus plugin) {
        changes.add(plugin.name() + ": " + plugin.state());
    }

    @Override
    public Peer self() {
        return new Peer(PeerId.ofKey(new byte[0]), new PeerName("self"), List.of());
    }

    @Override
    public List<Peer> peers() {
        return List.of();
    }

    @Override
    public Peer find(String nameOrId) throws IOException {
        throw new PeerUnavailableException("nobody here");
    }

    @Override
    public Conversation conversation(Peer peer) {
        throw new IllegalArgumentException("nobody here: " + Bytes.empty());
    }

    @Override
    public Link open(Peer peer, Protocol protocol) throws IOException {
        throw new PeerUnavailableException("nobody here");
    }
}
