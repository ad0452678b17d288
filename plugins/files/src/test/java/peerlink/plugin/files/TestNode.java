package peerlink.plugin.files;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import peerlink.api.Bytes;
import peerlink.api.Command;
import peerlink.api.Console;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.MessageHandler;
import peerlink.api.Messenger;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.PluginContext;
import peerlink.api.Progress;
import peerlink.api.Protocol;
import peerlink.api.RefusedException;
import peerlink.api.Registration;

/** A node with the plugin, which reaches other such nodes over links in memory. */
final class TestNode implements PluginContext, Messenger, AutoCloseable {
    private final Peer self;
    private final Path dataDirectory;
    private final Map<String, String> settings;
    private final Map<String, TestNode> others = new HashMap<>();
    private final Map<String, Command> commands = new HashMap<>();
    private final Map<Protocol, LinkHandler> protocols = new HashMap<>();
    private final Map<PeerId, PeerName> renamed = new java.util.concurrent.ConcurrentHashMap<>();
    private final List<Thread> tasks = new CopyOnWriteArrayList<>();
    final List<String> notices = new CopyOnWriteArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();

    /** The progress of tasks, by title. */
    final Map<String, AtomicLong> progress = new java.util.concurrent.ConcurrentHashMap<>();

    final List<String> openProgress = new CopyOnWriteArrayList<>();

    TestNode(String name, Path dataDirectory, Map<String, String> settings) {
        this.self = new Peer(PeerId.ofKey(name.getBytes()), new PeerName(name), List.of());
        this.dataDirectory = dataDirectory;
        this.settings = settings;
    }

    void knows(TestNode... nodes) {
        for (TestNode node : nodes) {
            others.put(node.self.name().text(), node);
        }
    }

    /** Gives a node another name from now on. */
    void rename(TestNode node, String name) {
        renamed.put(node.self.id(), new PeerName(name));
    }

    /** Runs a command line and returns its output. */
    List<String> run(String command, String... arguments) throws Exception {
        List<String> printed = new ArrayList<>();
        commands.get(command)
                .run(List.of(arguments), text -> printed.addAll(text.lines().toList()));
        return printed;
    }

    /** Runs a command line as a shell does, and returns its output. */
    List<String> runFromShell(String command, String... arguments) throws Exception {
        List<String> printed = new ArrayList<>();
        commands.get(command)
                .run(
                        List.of(arguments),
                        new Console() {
                            @Override
                            public void print(String text) {
                                printed.add(text);
                            }

                            @Override
                            public boolean isInteractive() {
                                return false;
                            }

                            @Override
                            public Path folder() {
                                return dataDirectory.getParent();
                            }
                        });
        return printed;
    }

    Command command(String name) {
        return commands.get(name);
    }

    /** Opens a link as the other node would, but leaves the frames to the test. */
    MemoryLink dial(TestNode to) {
        List<MemoryLink> ends = MemoryLink.pair(self.id(), to.self.id());
        to.serve(protocols(to), ends.getLast());
        return ends.getFirst();
    }

    private static LinkHandler protocols(TestNode node) {
        return node.protocols.get(FilesPlugin.PROTOCOL);
    }

    private void serve(LinkHandler handler, Link link) {
        fork(
                "link",
                () -> {
                    try (link) {
                        handler.handle(link);
                    } catch (IOException e) {
                        logger().log(System.Logger.Level.DEBUG, "link failed", e);
                    }
                });
    }

    /** Waits for a notice with this beginning. */
    String awaitNotice(String beginning) {
        Predicate<String> matches = notice -> notice.startsWith(beginning);
        await(() -> notices.stream().anyMatch(matches), () -> "no " + beginning + " in " + notices);
        return notices.stream().filter(matches).findFirst().orElseThrow();
    }

    static void await(BooleanSupplier condition, java.util.function.Supplier<String> message) {
        for (int i = 0; i < 4000 && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(2_500_000);
        }
        assertTrue(condition, message);
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
        return settings;
    }

    @Override
    public Messenger messenger() {
        return this;
    }

    @Override
    public Registration register(Command command) {
        commands.put(command.name(), command);
        return () -> commands.remove(command.name());
    }

    @Override
    public Registration register(MessageHandler handler) {
        throw new AssertionError("files handles no messages");
    }

    @Override
    public Registration register(Protocol protocol, LinkHandler handler) {
        protocols.put(protocol, handler);
        return () -> protocols.remove(protocol);
    }

    @Override
    public void show(String notice) {
        notices.add(notice);
    }

    @Override
    public void show(String notice, String event, Map<String, ?> fields) {
        events.add(event + " " + fields.get("number") + " " + fields.get("file"));
        PluginContext.super.show(notice, event, fields);
    }

    @Override
    public Progress progress(String title, long total) {
        AtomicLong done = progress.computeIfAbsent(title, key -> new AtomicLong());
        openProgress.add(title);
        return new Progress() {
            @Override
            public void advance(long amount) {
                done.addAndGet(amount);
            }

            @Override
            public void close() {
                openProgress.remove(title);
            }
        };
    }

    /** Returns the number of running tasks whose names begin so. */
    long tasksCalled(String beginning) {
        return tasks.stream()
                .filter(task -> task.isAlive() && task.getName().startsWith(beginning))
                .count();
    }

    @Override
    public void fork(String name, Runnable task) {
        tasks.add(
                Thread.ofVirtual()
                        .name(name)
                        .start(
                                () -> {
                                    try {
                                        task.run();
                                    } catch (Throwable e) {
                                        failures.add(e);
                                    }
                                }));
    }

    @Override
    public Peer self() {
        return self;
    }

    @Override
    public List<Peer> peers() {
        return others.values().stream().map(node -> node.self).toList();
    }

    @Override
    public Peer find(String nameOrId) throws IOException {
        TestNode node = others.get(nameOrId);
        if (node == null) {
            throw new PeerUnavailableException("nobody is called " + nameOrId);
        }
        return node.self;
    }

    @Override
    public Conversation conversation(Peer peer) {
        return new Conversation() {
            @Override
            public Peer peer() {
                PeerName name = renamed.getOrDefault(peer.id(), peer.name());
                return new Peer(peer.id(), name, peer.addresses());
            }

            @Override
            public Delivery send(String type, Bytes content) {
                throw new AssertionError("files sends no messages");
            }
        };
    }

    @Override
    public Link open(Peer peer, Protocol protocol) throws IOException {
        TestNode node = others.get(peer.name().text());
        if (node.protocols.isEmpty()) {
            throw new RefusedException("unknown-protocol", "no " + protocol + " here");
        }
        return dial(node);
    }

    /** Ends the tasks, as a node does. */
    @Override
    public void close() {
        tasks.forEach(Thread::interrupt);
        await(
                () -> tasks.stream().noneMatch(Thread::isAlive),
                () -> "a task of " + self.name() + " does not end");
    }
}
