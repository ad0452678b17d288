package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.LinkInfo;
import peerlink.api.Messenger;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.contract.PluginJars;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.fixture.TestNetwork.Member;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;
import peerlink.core.plugin.PluginLimits;

/** Nothing is left of a plugin that was disabled, started anew or removed. */
@Timeout(120)
class GonePluginsTest {
    private static final int ROUNDS = 100;

    /** Keeps a weak reference to each class loader that a plugin has had. */
    private static final String NOTES =
            """
            @SuppressWarnings("unchecked")
            static void note(Class<?> type) {
                ((List<Object>) System.getProperties().get("peerlink.test.loaders"))
                        .add(new java.lang.ref.WeakReference<>(type.getClassLoader()));
            }
            """;

    private static final String BUSY =
            NOTES
                    + """
                    static final ThreadLocal<Object> LEFT = new ThreadLocal<>();
                    public void start(PluginContext c) throws Exception {
                        note(getClass());
                        LEFT.set(this);
                        System.getProperties().put("peerlink.test.messenger", c.messenger());
                        c.register(new Command() {
                            public String name() { return "busy"; }
                            public String summary() { return "waits"; }
                            public void run(List<String> a, Console console) throws Exception {
                                LEFT.set(this);
                                new java.util.concurrent.Semaphore(0).acquire();
                            }
                        });
                        c.register(new MessageHandler() {
                            public boolean accepts(Message m) { LEFT.set(this); return true; }
                            public void handle(Message m, Conversation from) throws Exception {
                                LEFT.set(this);
                                from.sendText("got it");
                                c.show("handled " + m.text());
                            }
                        });
                        Protocol protocol = new Protocol("busy", 1);
                        c.register(protocol, link -> { while (true) { link.receive(); } });
                        c.progress("working", 10, "steps");
                        c.status("busy");
                        c.setting(Setting.flag("loud", false, "tells"));
                        c.watchSettings(keys -> {});
                        c.filter(draft -> { LEFT.set(draft); return draft; });
                        c.render("application/x-busy", m -> "busy");
                        c.provide(query -> List.of());
                        c.history();
                        Peer alice = c.messenger().find("alice");
                        c.fork("wait", () -> {
                            try {
                                c.messenger().open(alice, protocol).receive();
                            } catch (java.io.IOException e) {
                                c.logger().log(System.Logger.Level.DEBUG, "ended");
                            }
                        });
                        Peer away = new Peer(
                                PeerId.ofKey(new byte[] {1}), new PeerName("away"), List.of());
                        c.messenger().conversation(away).sendText("hello")
                                .acknowledged().thenRun(() -> c.show("never"));
                    }
                    """;

    @TempDir Path home;
    private final List<WeakReference<ClassLoader>> loaders = new CopyOnWriteArrayList<>();
    private Path folder;

    @BeforeEach
    void makeFolder() throws Exception {
        folder = Files.createDirectory(home.resolve("plugins"));
        System.getProperties().put("peerlink.test.loaders", loaders);
    }

    @AfterEach
    void forget() {
        System.getProperties().remove("peerlink.test.loaders");
        System.getProperties().remove("peerlink.test.messenger");
        System.clearProperty("peerlink.test.calm");
    }

    @Test
    void nothingOfAPluginIsLeftHoweverOftenItIsStartedAnew() throws Exception {
        new PluginJars(home.resolve("work")).plugin(folder.resolve("busy.jar"), "busy", BUSY);
        try (TestNetwork network = new TestNetwork(home)) {
            Member alice =
                    network.start(
                            "alice",
                            "alice",
                            b -> b.pluginFolders(PluginFolders.trusted(List.of(hosting()))));
            Member bob = network.start("bob", "bob", this::asking);
            PluginControl control = bob.node().pluginControl();
            assertEquals(State.NEW, control.find("busy").state());
            control.allow("busy", Optional.empty());
            awaitStarted(bob, "busy");
            for (int i = 1; i <= ROUNDS; i++) {
                await(() -> hasLink(bob, alice));
                if (i % 5 == 0) {
                    alice.node()
                            .conversation(alice.node().find("bob"))
                            .sendText("message " + i)
                            .await(Duration.ofSeconds(10));
                    String text = "handled message " + i;
                    bob.events().await(NodeEvent.Notice.class, shown -> shown.text().equals(text));
                }
                control.reload("busy");
                awaitStarted(bob, "busy");
            }
            assertEquals(ROUNDS + 1, loaders.size());
            Messenger kept = (Messenger) System.getProperties().get("peerlink.test.messenger");
            Thread caller = Thread.ofVirtual().start(() -> assertEndsWithThePlugin(bob));
            await(() -> threads("peerlink plugin-busy /busy"));
            assertEquals(State.DISABLED, control.disable("busy").state());

            assertFalse(control.find("busy").detail().contains("still running"));
            assertTrue(caller.join(Duration.ofSeconds(10)));
            assertEquals(List.of(), bob.node().commands());
            assertFalse(hasLink(bob, alice));
            assertThrows(IllegalStateException.class, kept::peers);
            assertEquals(
                    ROUNDS + 1,
                    bob.events()
                            .awaitCount(
                                    NodeEvent.ProgressChanged.class,
                                    NodeEvent.ProgressChanged::finished,
                                    ROUNDS + 1)
                            .size());
            try (Stream<Path> copies = Files.walk(home.resolve("bob/plugin-copies"))) {
                assertEquals(List.of(), copies.filter(f -> f.toString().endsWith(".jar")).toList());
            }
            assertAllCollected();

            // others go on
            alice.node()
                    .conversation(alice.node().find("bob"))
                    .sendText("still there?")
                    .await(Duration.ofSeconds(10));
            assertEquals(List.of(), bob.events().all(NodeEvent.PluginFailed.class));
        }
    }

    @Test
    void transportsAndDiscoveriesComeAndGoToo() throws Exception {
        reaching(folder.resolve("reach.jar"));
        Address directory = Address.parse("shared:///there");
        Address listening = Address.parse("pipe:///run/bob");
        try (TestNetwork network = new TestNetwork(home)) {
            Member alice = network.start("alice");
            Member bob =
                    network.start(
                            "bob",
                            "bob",
                            b ->
                                    asking(b)
                                            .extraDirectories(directory)
                                            .listen(Address.parse("loopback://bob:0")));
            PluginControl control = bob.node().pluginControl();
            assertEquals(State.STARTED, control.allow("reach", Optional.empty()).state());
            var carol =
                    new Peer(
                            PeerId.ofKey(new byte[] {3}),
                            new PeerName("carol"),
                            List.of(Address.parse("pipe:///run/carol")));
            for (int i = 0; i < 5; i++) {
                assertTrue(directories(bob).contains(directory));
                assertTrue(
                        assertThrows(IOException.class, () -> bob.node().reach(carol))
                                .getMessage()
                                .contains("the pipe is blocked"));
                assertEquals(State.STARTED, control.reload("reach").state());
            }
            assertEquals(State.DISABLED, control.disable("reach").state());
            assertFalse(directories(bob).contains(directory));
            assertFalse(bob.node().self().addresses().contains(listening));
            assertTrue(
                    assertThrows(IOException.class, () -> bob.node().reach(carol))
                            .getMessage()
                            .contains("no transport"));
            assertAllCollected();
            bob.node()
                    .conversation(bob.node().find("alice"))
                    .sendText("hello")
                    .await(Duration.ofSeconds(10));
            assertEquals(
                    1,
                    alice.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, 1).size());
        }
    }

    @Test
    void codeThatNeverReturnsIsNamedAndCanDoNothingMore() throws Exception {
        new PluginJars(home.resolve("work"))
                .plugin(
                        folder.resolve("stays.jar"),
                        "stays",
                        """
                        public void start(PluginContext c) throws Exception {
                            System.getProperties().put("peerlink.test.messenger", c.messenger());
                            Runnable forEver = () -> {
                                while (!Boolean.getBoolean("peerlink.test.calm")) {
                                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                                }
                            };
                            c.fork("for ever", forEver::run);
                            new Thread(forEver, "a leaked one").start();
                        }
                        """);
        try (TestNetwork network = new TestNetwork(home)) {
            Member bob =
                    network.start(
                            "bob",
                            "bob",
                            b ->
                                    asking(b)
                                            .pluginLimits(
                                                    new PluginLimits(
                                                            Duration.ofSeconds(10),
                                                            Duration.ofSeconds(1),
                                                            Duration.ofMillis(50))));
            PluginControl control = bob.node().pluginControl();
            control.allow("stays", Optional.empty());
            String left =
                    "still running: thread a leaked one, thread peerlink plugin-stays task for ever; its code stays in memory until that ends";
            assertEquals(left, control.disable("stays").detail());
            assertEquals(
                    left,
                    bob.events()
                            .await(
                                    NodeEvent.PluginChanged.class,
                                    changed -> changed.plugin().state() == State.DISABLED)
                            .plugin()
                            .detail());
            Messenger kept = (Messenger) System.getProperties().get("peerlink.test.messenger");
            assertEquals(
                    "plugin stays has stopped",
                    assertThrows(IllegalStateException.class, kept::self).getMessage());
            System.setProperty("peerlink.test.calm", "true");
            await(() -> find(control, "stays").detail().isEmpty());
        }
    }

    @Test
    void whatKeepsAPluginInMemoryWithoutAThreadIsTold() throws Exception {
        new PluginJars(home.resolve("work"))
                .plugin(
                        folder.resolve("hooks.jar"),
                        "hooks",
                        """
                        public void start(PluginContext c) {
                            Thread hook = new Thread(() -> {});
                            Runtime.getRuntime().addShutdownHook(hook);
                            System.getProperties().put("peerlink.test.hook", hook);
                        }
                        """);
        try (TestNetwork network = new TestNetwork(home)) {
            PluginControl control =
                    network.start("bob", "bob", this::asking).node().pluginControl();
            control.allow("hooks", Optional.empty());
            control.disable("hooks");
            await(() -> find(control, "hooks").detail().contains("such as a shutdown hook"));
            Thread hook = (Thread) System.getProperties().remove("peerlink.test.hook");
            assertTrue(Runtime.getRuntime().removeShutdownHook(hook));
        }
    }

    private NodeBuilder asking(NodeBuilder builder) {
        return builder.pluginFolders(new PluginFolders(Optional.of(folder), List.of(), Map.of()));
    }

    private Path hosting() {
        try {
            Path host = Files.createDirectory(home.resolve("hosting"));
            new PluginJars(home.resolve("work-host"))
                    .plugin(
                            host.resolve("host.jar"),
                            "host",
                            """
                            public void start(PluginContext c) {
                                c.register(new Protocol("busy", 1), link -> {
                                    while (true) { link.receive(); }
                                });
                            }
                            """);
            return host;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void reaching(Path jar) throws Exception {
        new PluginJars(home.resolve("work"))
                .jar(
                        jar,
                        "",
                        Map.of(
                                "module-info.java",
                                """
                                module acme.reach {
                                    requires peerlink.api;
                                    provides peerlink.api.Discovery with acme.reach.Folder;
                                    provides peerlink.api.Transport with acme.reach.Pipe;
                                }
                                """,
                                "acme/reach/Folder.java",
                                """
                                package acme.reach;
                                import peerlink.api.*;
                                import java.util.*;
                                import java.util.function.Consumer;
                                public class Folder implements Discovery, Directory {
                                    %s
                                    public Folder() { note(getClass()); }
                                    private Settings settings;
                                    public void configure(Settings given) {
                                        settings = given;
                                        given.setting(Setting.of("loud", new Object() {}, "any",
                                                text -> new Object() {}, "a value of its own type"));
                                    }
                                    public String scheme() { return "shared"; }
                                    public Directory open(Address a, Network n) { return this; }
                                    public Registration register(Announcement a) { return () -> {}; }
                                    public List<Peer> find(Query query) { return List.of(); }
                                    public Registration watch(Consumer<DirectoryEvent> l) {
                                        return () -> {};
                                    }
                                    public void close() {}
                                }
                                """
                                        .formatted(NOTES),
                                "acme/reach/Pipe.java",
                                """
                                package acme.reach;
                                import peerlink.api.*;
                                import java.io.IOException;
                                public class Pipe implements Transport {
                                    static class Blocked extends IOException {
                                        Blocked() { super("the pipe is blocked"); }
                                    }
                                    public String scheme() { return "pipe"; }
                                    public Link connect(Address a, Identity i, LinkPolicy p, PeerId e)
                                            throws IOException {
                                        throw new Blocked();
                                    }
                                    public Listener listen(Address a, Identity i, LinkPolicy p, LinkHandler h) {
                                        return new Listener() {
                                            public Address address() { return a; }
                                            public void close() {}
                                        };
                                    }
                                }
                                """));
    }

    private static List<Address> directories(Member member) {
        return member.node().directories().stream().map(one -> one.address()).toList();
    }

    private static boolean hasLink(Member of, Member with) {
        return of.node().links(with.identity().id()).stream().map(LinkInfo::toString).count()
                > chatLinks(of, with);
    }

    /** Returns the number of links for messages. */
    private static long chatLinks(Member of, Member with) {
        return of.events().all(NodeEvent.LinkOpened.class).stream()
                        .filter(opened -> opened.link().remote().equals(with.identity().id()))
                        .count()
                - of.events().all(NodeEvent.LinkClosed.class).stream()
                        .filter(closed -> closed.peer().id().equals(with.identity().id()))
                        .count();
    }

    private static PluginStatus find(PluginControl control, String name) {
        try {
            return control.find(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertEndsWithThePlugin(Member bob) {
        Command command = bob.node().commands().getFirst();
        assertEquals(
                "/busy was ended with its plugin busy",
                assertThrows(CommandException.class, () -> command.run(List.of(), _ -> {}))
                        .getMessage());
    }

    private static boolean threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name));
    }

    private void assertAllCollected() {
        System.getProperties().remove("peerlink.test.messenger");
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (loaders.stream().anyMatch(loader -> loader.get() != null)
                && System.nanoTime() < end) {
            System.gc();
            LockSupport.parkNanos(20_000_000);
        }
        assertEquals(
                0,
                loaders.stream().filter(loader -> loader.get() != null).count(),
                () -> "of " + loaders.size());
    }

    /** Waits for a start, which goes on after a second on a busy machine. */
    private static void awaitStarted(Member member, String plugin) {
        await(
                () ->
                        member.node().plugins().stream()
                                .anyMatch(
                                        one ->
                                                one.name().equals(plugin)
                                                        && one.state() == State.STARTED));
    }

    private static void await(BooleanSupplier condition) {
        assertTrue(
                Stream.generate(
                                () -> {
                                    LockSupport.parkNanos(5_000_000);
                                    return condition.getAsBoolean();
                                })
                        .limit(4000)
                        .anyMatch(met -> met));
    }
}
