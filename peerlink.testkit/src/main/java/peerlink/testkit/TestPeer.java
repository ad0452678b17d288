package peerlink.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;
import peerlink.api.Printable;
import peerlink.api.Protocol;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.Outbox;
import peerlink.core.model.RequestPolicy;
import peerlink.testkit.contract.TestIdentities;

/**
 * A peer of a {@link TestNet}: its node, its plugins, and its user's keyboard and screen.
 *
 * <p>The file is longer than most, as each deed of a peer's user has a method, and its
 * description.
 */
public final class TestPeer {
    /** The name of the plugin by which a test acts as a plugin does. */
    private static final String OWN = "testkit";

    private final TestNet net;
    private final PeerName name;
    private Map<String, String> settings;
    private final Identity identity;
    private final PeerScreen screen;
    private Map<String, Plugin> plugins = Map.of();
    private Path dataDirectory;
    private @Nullable Node node;
    private @Nullable PluginContext context;
    private volatile @Nullable TestPeer chat;
    private volatile boolean forgets;

    TestPeer(TestNet net, PeerName name, Map<String, String> settings) {
        this.net = net;
        this.name = name;
        this.settings = Map.copyOf(settings);
        this.identity = TestIdentities.ed25519(name.text());
        this.screen = new PeerScreen(net::noteEvent);
        this.dataDirectory = net.home(name.text());
    }

    /** Deeds of a test that may throw anything. */
    @FunctionalInterface
    public interface Deed {
        void run() throws Exception;
    }

    /** Returns its name. */
    public String name() {
        return name.text();
    }

    /** Returns the id that its key proves. */
    public PeerId id() {
        return identity.id();
    }

    /** Returns the peer as others see it. */
    public Peer peer() {
        return node().self();
    }

    /** Returns the folder that its first plugin is given; it is there once that has started. */
    public Path dataDirectory() {
        return dataDirectory;
    }

    /** Returns a context as a plugin of the peer has it, for tests that act as a plugin. */
    public PluginContext context() {
        node();
        return Objects.requireNonNull(context);
    }

    /** Writes a text to a peer, and waits until it has arrived and all answers have. */
    public void says(TestPeer to, String text) {
        sends(to, Message.TEXT, Bytes.utf8(text));
    }

    /** Sends a message to a peer, and waits as {@link #says} does. */
    public void sends(TestPeer to, String type, Bytes content) {
        try {
            node().conversation(to.known()).send(type, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        net.settle();
    }

    /** Returns the texts that it has received, in their order. */
    public List<String> heard() {
        net.settle();
        return screen.texts(_ -> true);
    }

    /** Returns the texts that it has received from a peer, in their order. */
    public List<String> heard(TestPeer from) {
        net.settle();
        return screen.texts(from.id()::equals);
    }

    /** Returns all messages that it has received, also those that no handler accepts. */
    public List<Message> messages() {
        net.settle();
        return screen.messages();
    }

    /**
     * Types a command, such as {@code /roll 2d6}, and waits until it has run. A mistake is printed
     * as in the chat: the message, and {@code hint: …} if there is a hint.
     *
     * @return the lines that it printed
     */
    public List<String> types(String line) {
        TypedCommand typed = TypedCommand.parse(line);
        List<String> printed = new ArrayList<>();
        try {
            run(typed, printed);
        } catch (CommandException e) {
            print(String.valueOf(e.getMessage()), printed);
            e.hint().lines().forEach(hint -> print("hint: " + hint, printed));
        } catch (Exception e) {
            print(Printable.reason(e), printed);
        }
        return List.copyOf(printed);
    }

    /** Opens the chat with a peer: commands that it types from now on are told of it. */
    public void chats(TestPeer with) {
        chat = with;
    }

    /**
     * Runs a command as {@link #types} does, but has it throw.
     *
     * @throws Exception as the command throws it, a {@link CommandException} for example
     */
    public List<String> runs(String line) throws Exception {
        List<String> printed = new ArrayList<>();
        run(TypedCommand.parse(line), printed);
        return List.copyOf(printed);
    }

    /**
     * Runs a command as {@code peerlink run} does from a shell.
     *
     * @param folder the folder of the shell
     * @param line such as {@code send bob report.txt}
     * @throws Exception as the command throws it
     */
    public ShellCall called(Path folder, String line) throws Exception {
        return called(new ShellCall(folder, null), line);
    }

    /**
     * Runs a command as {@code peerlink run} does from a shell that gives it a standard input.
     *
     * @param folder the folder of the shell
     * @param line such as {@code send bob -}
     * @param input all that the command may read
     * @throws Exception as the command throws it
     */
    public ShellCall called(Path folder, String line, Bytes input) throws Exception {
        return called(new ShellCall(folder, input), line);
    }

    private ShellCall called(ShellCall call, String line) throws Exception {
        TypedCommand typed = TypedCommand.parse("/" + line);
        Command command = command(typed.name());
        command.run(typed.arguments(command), call.console());
        return call;
    }

    /**
     * Returns the offers for the last word of a command that is being typed. A blank at the end
     * begins a new word.
     */
    public Completion completes(String line) {
        TypedCommand typed = TypedCommand.parse(line);
        Command command = command(typed.name());
        return command.complete(typed.toComplete(command));
    }

    /** Returns everything that its user has seen, in order: {@code bob: hello} is a message. */
    public List<String> screen() {
        net.settle();
        return screen.lines();
    }

    /** Returns the lines that plugins have shown without being asked. */
    public List<String> notices() {
        net.settle();
        return screen.notices();
    }

    /** Returns the kinds of the events that plugins have told programs of, in order. */
    public List<String> events() {
        net.settle();
        return screen.events();
    }

    /** Waits for a line on its screen that begins so, and returns the first one. */
    public String sees(String beginning) {
        long end = System.nanoTime() + TestNet.PATIENCE.toNanos();
        try {
            return screen.await(line -> line.startsWith(beginning), end)
                    .orElseThrow(
                            () ->
                                    new AssertionError(
                                            "%s does not see '%s', but %s"
                                                    .formatted(name, beginning, screen.lines())));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Returns the long tasks that were shown, in the order in which they began. */
    public List<ShownProgress> progress() {
        net.settle();
        return screen.tasks();
    }

    /** Returns the texts of plugins that stay on its screen now, the oldest first. */
    public List<String> status() {
        net.settle();
        return screen.status();
    }

    /**
     * Has its user change the settings of each plugin while they run, as under {@code
     * [plugins.NAME]}. Waits until the plugins have heard of it.
     */
    public void configures(Map<String, String> now) {
        settings = Map.copyOf(now);
        node().pluginSettings(given()).join();
    }

    /**
     * Returns the failures of its plugins, as {@code NAME: reason}. A test that expects one asks
     * here; all others make {@link TestNet#close} fail.
     */
    public List<String> failures() {
        net.settle();
        return screen.failures();
    }

    /** Gives another peer a name of this user's choice. */
    public void names(TestPeer other, String label) {
        try {
            node().contacts().vouch(other.known());
            node().contacts().rename(other.id().text(), new PeerName(label));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Opens a link to a peer for a plugin's protocol, and leaves the frames to the test, which
     * closes it.
     *
     * @throws IOException as {@link peerlink.api.Messenger#open} does
     */
    public Link opens(TestPeer other, Protocol protocol) throws IOException {
        return node().open(other.known(), protocol);
    }

    /** Returns the rules that others broke on its links, as it has reported them. */
    public List<String> violations() {
        return net.transport().violations(id());
    }

    /** Forgets a contact. */
    public void forgets(TestPeer other) {
        try {
            node().contacts().forget(other.id().text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends its node in order, as at the end of the program. Others' messages to it wait. */
    public void stop() {
        net.settle();
        end();
    }

    /**
     * Ends its node in order and starts it again.
     *
     * @param anew the plugins that run then, since one is never started twice. None means those of
     *     before, made by their public constructors without parameters.
     */
    public void restart(Plugin... anew) {
        List<Plugin> next = next(anew);
        stop();
        start(next);
        backAgain();
    }

    /**
     * Does something, and then cuts the node off, as a crash or a power cut does, and starts it
     * again: the messages that have come meanwhile are taken for unfinished. So they come again,
     * and their {@link peerlink.api.Arrival#redelivered} says so.
     *
     * @param anew the plugins that run then, as for {@link #restart}
     */
    public void crashes(Deed before, Plugin... anew) throws Exception {
        List<Plugin> next = next(anew);
        forgets = true;
        try {
            before.run();
            stop();
        } finally {
            forgets = false;
        }
        start(next);
        backAgain();
    }

    /** Asserts as {@link #assertCollectable(Deed)} does, of plugins that are only started. */
    public void assertCollectable() throws Exception {
        assertCollectable(() -> {});
    }

    /**
     * Asserts that the plugins can be taken away: nothing keeps their classes once they have ended.
     * Loads them once more, with classes of their own as the program does, runs them in this peer
     * in the place of the others, and ends the peer.
     *
     * @param use uses the plugins, through this peer, while they run
     * @throws AssertionError if something keeps them; the message names the threads that still run
     */
    public void assertCollectable(Deed use) throws Exception {
        List<Plugin> own = new ArrayList<>();
        for (Plugin plugin : plugins.values()) {
            own.add(PluginClasses.load(plugin.getClass()));
        }
        stop();
        start(own);
        backAgain();
        use.run();
        stop();
        List<WeakReference<ClassLoader>> left = PluginClasses.leave(own);
        PluginClasses.assertCollected(left);
    }

    void start(List<Plugin> all) {
        plugins = named(all);
        plugins.keySet().stream()
                .findFirst()
                .ifPresent(
                        first ->
                                dataDirectory = net.home(name()).resolve("plugins").resolve(first));
        NodeBuilder builder =
                new NodeBuilder(identity, name)
                        .dataDirectory(net.home(name()))
                        .transports(List.of(net.transport()))
                        .discoveries(List.of(net.directory()))
                        .listen(Address.of("loopback", name().replace('_', '-'), 0))
                        .directories(TestNet.DIRECTORY)
                        .requests(RequestPolicy.ACCEPT)
                        .clock(net.clock())
                        .drain(Duration.ZERO)
                        .throughStore(store -> new ForgetfulStore(store, () -> forgets))
                        .onEvent(screen);
        plugins.forEach(builder::plugin);
        builder.plugin(OWN, own -> context = own).pluginSettings(given());
        try {
            node = builder.start();
            net.directory().awaitRegistered(identity.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Map<String, Map<String, String>> given() {
        Map<String, Map<String, String>> given = new LinkedHashMap<>();
        plugins.keySet().forEach(own -> given.put(own, settings));
        return given;
    }

    boolean isRunning() {
        return node != null;
    }

    /** Opens a link to a peer, so that what waits between them arrives. */
    void reaches(TestPeer other) {
        if (isRunning() && other.isRunning()) {
            try {
                reach(other);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void reach(TestPeer other) throws IOException {
        try {
            node().reach(other.known());
        } catch (PeerUnavailableException e) {
            // that may have been a try which had begun before there was a way
            node().reach(other.known());
        }
    }

    /** Waits until nothing is under way here, until a time of {@link System#nanoTime}. */
    void settle(long end) {
        Node now = node;
        if (now == null) {
            return;
        }
        try {
            while (!now.settle(Duration.ofNanos(Math.max(1, end - System.nanoTime())))
                    || !waiting(now).isEmpty()) {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError(
                            "%s does not come to rest; these wait: %s"
                                    .formatted(name, waiting(now)));
                }
                LockSupport.parkNanos(200_000);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    List<String> unseenFailures() {
        return screen.unseenFailures();
    }

    /** Ends its node, if it runs. */
    void end() {
        Node ended = node;
        node = null;
        context = null;
        plugins = Map.of();
        if (ended != null) {
            ended.close();
        }
    }

    private List<String> waiting(Node now) throws IOException {
        return now.outbox().waiting().stream()
                .map(Outbox.Waiting::message)
                .filter(message -> net.isOpen(id(), message.to()))
                .map(Message::id)
                .toList();
    }

    /** Lets all that waits for this peer, or here, go on its way. */
    private void backAgain() {
        net.peers().stream()
                .filter(other -> other != this && net.isOpen(id(), other.id()))
                .forEach(other -> other.reaches(this));
        net.settle();
    }

    private Node node() {
        Node now = node;
        if (now == null) {
            throw new IllegalStateException(name + " has ended: restart() starts it again");
        }
        return now;
    }

    /** Returns the peer as one that knows its id, name and addresses. */
    private Peer known() {
        Node now = node;
        return now == null ? new Peer(id(), name, List.of()) : now.self();
    }

    private Command command(String wanted) {
        return node().commands().stream()
                .filter(command -> command.name().equals(wanted))
                .findFirst()
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "no command /%s, but %s"
                                                .formatted(
                                                        wanted,
                                                        node().commands().stream()
                                                                .map(Command::name)
                                                                .toList())));
    }

    private void run(TypedCommand typed, List<String> printed) throws Exception {
        Command command = command(typed.name());
        command.run(
                typed.arguments(command),
                new Console() {
                    @Override
                    public void print(String text) {
                        Printable.lines(text)
                                .lines()
                                .forEach(line -> TestPeer.this.print(line, printed));
                    }

                    @Override
                    public Optional<Peer> peer() {
                        return Optional.ofNullable(chat).map(TestPeer::known);
                    }
                });
    }

    private void print(String line, List<String> printed) {
        synchronized (printed) {
            printed.add(line);
        }
        screen.show(line);
    }

    private List<Plugin> next(Plugin... anew) {
        if (anew.length > 0) {
            return List.of(anew);
        }
        List<Plugin> made = new ArrayList<>();
        for (Plugin plugin : plugins.values()) {
            try {
                made.add(plugin.getClass().getConstructor().newInstance());
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(
                        "pass the plugins that run after the restart: %s has no public constructor without parameters"
                                .formatted(plugin.getClass().getName()),
                        e);
            }
        }
        return made;
    }

    /** Names each plugin after its module as the program does, or after its class. */
    private static Map<String, Plugin> named(List<Plugin> all) {
        Map<String, Plugin> named = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>(Set.of(OWN));
        for (Plugin plugin : all) {
            Class<?> type = plugin.getClass();
            String module = type.getModule().getName();
            String own = module == null ? "" : module.substring(module.lastIndexOf('.') + 1);
            if (own.isEmpty() || taken.contains(plain(own))) {
                own = type.getSimpleName().isEmpty() ? "plugin" : type.getSimpleName();
            }
            String free = plain(own);
            for (int i = 2; !taken.add(free); i++) {
                free = plain(own) + "-" + i;
            }
            named.put(free, plugin);
        }
        return named;
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replace('_', '-').replaceAll("[^a-z0-9-]", "");
    }

    private static AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while a test waited", e);
    }

    @Override
    public String toString() {
        return name();
    }
}
