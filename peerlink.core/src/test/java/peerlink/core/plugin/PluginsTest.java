package peerlink.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Discovery;
import peerlink.api.Transport;
import peerlink.api.contract.PluginJars;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;

@Timeout(60)
final class PluginsTest {
    private static final String GREETS =
            """
            public void start(PluginContext context) {
                context.show(context.settings().get("greeting"));
            }
            """;

    private static final PluginLimits LIMITS =
            new PluginLimits(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(5));

    @TempDir Path directory;
    private PluginJars jars;
    private Path user;
    private Path image;
    private RecordingEnvironment environment;
    private Plugins plugins;

    @BeforeEach
    void folders() throws IOException {
        jars = new PluginJars(directory.resolve("work"));
        user = Files.createDirectory(directory.resolve("user"));
        image = Files.createDirectory(directory.resolve("image"));
        environment = new RecordingEnvironment(directory.resolve("data"));
        plugins = load(LIMITS);
    }

    @AfterEach
    void close() {
        plugins.close();
    }

    @Test
    void aJarIsLoadedAndListed() throws Exception {
        Path jar = jars.plugin(user.resolve("whatever.jar"), "greeter", GREETS);
        start();
        assertEquals(List.of(row(jar, State.STARTED, "")), rows());
        assertEquals(List.of("greeter: hello greeter"), environment.notices);
        plugins.close();
        assertEquals(State.STOPPED, status("greeter").state());
    }

    @Test
    void missingFoldersAndOtherFilesAreNoPlugins() throws Exception {
        Files.writeString(user.resolve("README.txt"), "put jars here");
        Files.createDirectory(user.resolve(".cache"));
        start(user, directory.resolve("absent"));
        assertEquals(List.of(), plugins.statuses());
    }

    @Test
    void badPluginsAreListedWithTheirReasonAndHarmNobody() throws Exception {
        Files.writeString(user.resolve("text.jar"), "not a zip file");
        Files.createDirectory(user.resolve("empty"));
        byte[] whole = Files.readAllBytes(jars.plugin(directory.resolve("cut.jar"), "cut", GREETS));
        Files.write(user.resolve("cut.jar"), Arrays.copyOf(whole, whole.length / 2));
        try (RandomAccessFile huge =
                new RandomAccessFile(user.resolve("huge.jar").toFile(), "rw")) {
            huge.setLength((256L << 20) + 1);
        }
        jars.jar(user.resolve("plain.jar"), "", Map.of("p/P.java", "package p; public class P {}"));
        jars.jar(
                user.resolve("silent.jar"),
                "",
                Map.of(
                        "module-info.java",
                        "module acme.silent { }",
                        "p/P.java",
                        "package p; public class P {}"));
        jars.plugin(
                user.resolve("throws.jar"),
                "throwing",
                """
                public void start(PluginContext context) throws Exception {
                    context.register(%s);
                    throw new java.io.IOException("no luck\\u001b[2J\\nsecond line");
                }
                """
                        .formatted(command("lost")));
        jars.plugin(
                user.resolve("error.jar"),
                "error",
                "public void start(PluginContext context) { throw new StackOverflowError(); }");
        jars.plugin(
                user.resolve("constructor.jar"),
                "constructor",
                "public Main() { throw new IllegalStateException(\"broken\"); }" + GREETS);
        jars.plugin(
                user.resolve("initializer.jar"),
                "initializer",
                "static final int X = Integer.parseInt(\"x\");" + GREETS);
        jars.plugin(
                user.resolve("evil.jar"),
                "evil",
                """
                public void start(PluginContext context) {
                    throw new RuntimeException() {
                        public String getMessage() { throw new Error("again"); }
                    };
                }
                """);
        jars.plugin(user.resolve("zz.jar"), "good", GREETS);
        start();
        Map<String, String> reasons =
                plugins.statuses().stream()
                        .filter(status -> status.state() == State.FAILED)
                        .collect(Collectors.toMap(PluginStatus::name, PluginStatus::detail));
        assertEquals(
                "text.jar is not a jar, or cut off: put it there anew", reasons.remove("text"));
        assertEquals("cut.jar is not a jar, or cut off: put it there anew", reasons.remove("cut"));
        assertEquals(
                "has 257 MB, and a plugin can have 256: let it keep large files in its data directory",
                reasons.remove("huge"));
        assertEquals("no jar in the folder", reasons.remove("empty"));
        assertEquals(
                "no module descriptor (module-info.class) in the jar, which makes it a library: a plugin needs one",
                reasons.remove("plain"));
        assertEquals(
                "module acme.silent provides no peerlink.api.Plugin", reasons.remove("silent"));
        assertEquals("IOException: no luck\uFFFD[2J", reasons.remove("throwing"));
        assertEquals("StackOverflowError", reasons.remove("error"));
        assertEquals("IllegalStateException: broken", reasons.remove("constructor"));
        assertEquals(
                "NumberFormatException: For input string: \"x\"", reasons.remove("initializer"));
        assertEquals("threw acme.evil.Main$1", reasons.remove("evil"));
        assertEquals(Map.of(), reasons);
        assertEquals(State.STARTED, status("good").state());
        assertEquals(List.of(), environment.commands);
        assertEquals(11, environment.failures.size(), environment.failures::toString);
    }

    @Test
    void aStoreForARegistryIsNothingForANodeAndNoFailure() throws Exception {
        Path registry =
                jars.jar(
                        user.resolveSibling("registry.jar"),
                        "",
                        Map.of(
                                "module-info.java",
                                "module peerlink.registry { exports peerlink.registry; }",
                                "peerlink/registry/Provider.java",
                                "package peerlink.registry; public interface Provider {}"));
        jars.jar(
                user.resolve("store.jar"),
                "",
                Map.of(
                        "module-info.java",
                        """
                        module acme.store {
                            requires peerlink.registry;
                            provides peerlink.registry.Provider with acme.store.Main;
                        }
                        """,
                        "acme/store/Main.java",
                        "package acme.store; public class Main implements peerlink.registry.Provider {}"),
                registry);
        start();
        assertEquals(State.UNUSED, status("store").state());
        assertEquals(
                "nothing for a node: provides peerlink.registry.Provider",
                status("store").detail());
        assertEquals(List.of(), environment.failures);
    }

    @Test
    void aStartThatHangsFailsAndDelaysNobody() throws Exception {
        jars.plugin(
                user.resolve("a.jar"),
                "hanging",
                """
                public void start(PluginContext context) throws Exception {
                    context.register(%s);
                    new java.util.concurrent.Semaphore(0).acquireUninterruptibly();
                }
                """
                        .formatted(command("hang")));
        jars.plugin(user.resolve("b.jar"), "greeter", GREETS);
        plugins =
                load(
                        new PluginLimits(
                                Duration.ofMillis(1500),
                                Duration.ofMillis(10),
                                Duration.ofMillis(500)),
                        user);
        plugins.start(environment);
        await(() -> status("greeter").state() == State.STARTED);
        assertEquals(State.STARTING, status("hanging").state());
        await(() -> status("hanging").state() == State.FAILED);
        await(() -> environment.failures.size() == 1);
        assertEquals(
                List.of(
                        "hanging: did not answer within 1500 ms; still running: thread peerlink plugin-hanging start; its code stays in memory until that ends"),
                environment.failures);
        assertEquals(List.of(), environment.commands);
    }

    @Test
    void anotherMajorVersionOfTheApiIsRefused() throws Exception {
        Path api =
                jars.jar(
                        directory.resolve("old/api.jar"),
                        "7.1",
                        Map.of(
                                "module-info.java",
                                "module peerlink.api { exports peerlink.api; }",
                                "peerlink/api/PluginContext.java",
                                "package peerlink.api; public interface PluginContext {}",
                                "peerlink/api/Plugin.java",
                                "package peerlink.api; public interface Plugin { void start(PluginContext c); }"));
        jars.jarAgainst(
                api,
                user.resolve("old.jar"),
                Map.of(
                        "module-info.java",
                        "module acme.old { requires peerlink.api; provides peerlink.api.Plugin with acme.old.Main; }",
                        "acme/old/Main.java",
                        """
                        package acme.old;
                        public class Main implements peerlink.api.Plugin {
                            public void start(peerlink.api.PluginContext context) {}
                        }
                        """));
        start();
        assertEquals("needs peerlink.api 7.1, this is 0.1.0", status("old").detail());
    }

    @Test
    void aMissingModuleIsNamed() throws Exception {
        Path library = library("acme.library", "one");
        jars.jar(
                user.resolve("needy.jar"),
                "",
                Map.of(
                        "module-info.java",
                        """
                        module acme.needy {
                            requires peerlink.api;
                            requires acme.library;
                            provides peerlink.api.Plugin with acme.needy.Main;
                        }
                        """,
                        "acme/needy/Main.java",
                        "package acme.needy; public class Main implements peerlink.api.Plugin { public void start(peerlink.api.PluginContext c) {} }"),
                library);
        start();
        assertEquals(
                "needs acme.library, which neither PeerLink nor the plugin has",
                status("needy").detail());
    }

    @Test
    void aFolderBringsItsOwnDependenciesAndTheSamePackagesDoNotClash() throws Exception {
        for (String name : List.of("first", "second")) {
            Path library = library("acme.library", name);
            Path folder = Files.createDirectory(user.resolve(name));
            Files.copy(library, folder.resolve("library.jar"));
            jars.jar(
                    folder.resolve("main.jar"),
                    "",
                    Map.of(
                            "module-info.java",
                            """
                            module acme.%1$s {
                                requires peerlink.api;
                                requires acme.library;
                                provides peerlink.api.Plugin with acme.shared.Main;
                            }
                            """
                                    .formatted(name),
                            "acme/shared/Main.java",
                            """
                            package acme.shared;
                            public class Main implements peerlink.api.Plugin {
                                public void start(peerlink.api.PluginContext context) {
                                    context.show(acme.library.Library.NAME());
                                }
                            }
                            """),
                    library);
        }
        start();
        assertEquals(
                List.of("first: first", "second: second"),
                environment.notices.stream().sorted().toList());
    }

    @Test
    void aBundledCopyOfTheApiIsNotUsed() throws Exception {
        Path folder = Files.createDirectory(user.resolve("greeter"));
        jars.plugin(folder.resolve("greeter.jar"), "greeter", GREETS);
        Path api = PluginJars.api();
        if (Files.isDirectory(api)) {
            jars.pack(folder.resolve("api.jar"), "", api);
        } else {
            Files.copy(api, folder.resolve("api.jar"));
        }
        start();
        assertEquals(State.STARTED, status("greeter").state(), status("greeter")::detail);
        assertEquals(List.of("greeter: hello greeter"), environment.notices);
    }

    @Test
    void theEarlierFolderWinsVisibly() throws Exception {
        Path mine = jars.plugin(user.resolve("mine.jar"), "greeter", GREETS);
        Path theirs = jars.plugin(image.resolve("theirs.jar"), "greeter", GREETS);
        Path twin = jars.plugin(user.resolve("twin.jar"), "greeter", GREETS);
        start(user, image);
        assertEquals(
                List.of(
                        row(mine, State.STARTED, ""),
                        row(
                                twin,
                                State.FAILED,
                                "the name 'greeter' is taken by mine.jar: remove one of the two"),
                        row(theirs, State.REPLACED, "replaced by " + mine)),
                rows());
        assertEquals(List.of("greeter: hello greeter"), environment.notices);
    }

    @Test
    void registrationsAndTasksEndWithThePlugin() throws Exception {
        jars.plugin(
                user.resolve("busy.jar"),
                "busy",
                """
                private PluginContext context;
                public void start(PluginContext context) {
                    this.context = context;
                    context.register(%s);
                    context.register(%s).close();
                    context.register(new Protocol("busy", 1), link -> {});
                    context.progress("working", 10);
                    context.fork("wait", () -> {
                        try {
                            new java.util.concurrent.Semaphore(0).acquire();
                        } catch (InterruptedException e) {
                            context.show("interrupted");
                        }
                    });
                }
                public void stop() {
                    try {
                        context.fork("late", () -> {});
                    } catch (IllegalStateException e) {
                        context.show(e.getMessage());
                    }
                }
                """
                        .formatted(command("busy"), command("closed")));
        start();
        assertEquals(List.of("busy/busy"), environment.commands);
        assertEquals(1, environment.protocols.size());
        assertEquals(List.of("working"), environment.progresses);
        plugins.close();
        assertEquals(List.of(), environment.commands);
        assertEquals(List.of(), environment.protocols);
        assertEquals(List.of(), environment.progresses);
        assertEquals(
                List.of("busy: interrupted", "busy: plugin busy has stopped"), environment.notices);
    }

    @Test
    void aTaskThatThrowsFailsThePlugin() throws Exception {
        jars.plugin(
                user.resolve("fragile.jar"),
                "fragile",
                """
                public void start(PluginContext context) {
                    context.register(%s);
                    context.fork("count", () -> { throw new IllegalStateException("lost count"); });
                }
                public void stop() {
                    System.setProperty("fragile.stopped", "yes");
                }
                """
                        .formatted(command("count")));
        start();
        await(() -> status("fragile").state() == State.FAILED);
        await(() -> !environment.failures.isEmpty());
        assertEquals(
                List.of("fragile: task 'count': IllegalStateException: lost count"),
                environment.failures);
        assertEquals(List.of(), environment.commands);
        assertEquals("yes", System.clearProperty("fragile.stopped"));
    }

    @Test
    void theOtherServicesAreFoundToo() throws Exception {
        jars.jar(
                user.resolve("extras.jar"),
                "",
                Map.of(
                        "module-info.java",
                        """
                        module acme.extras {
                            requires peerlink.api;
                            provides peerlink.api.Transport with acme.extras.Pigeon;
                            provides peerlink.api.Discovery with acme.extras.Shout;
                            provides peerlink.api.MessageHandler with acme.extras.Ear;
                        }
                        """,
                        "acme/extras/Pigeon.java",
                        """
                        package acme.extras;
                        import peerlink.api.*;
                        public class Pigeon implements Transport {
                            public String scheme() { return "pigeon"; }
                            public Link connect(Address a, Identity i, LinkPolicy l, PeerId p) { return null; }
                            public Listener listen(Address a, Identity i, LinkPolicy l, LinkHandler h) { return null; }
                        }
                        """,
                        "acme/extras/Shout.java",
                        """
                        package acme.extras;
                        import peerlink.api.*;
                        public class Shout implements Discovery {
                            public String scheme() { return "shout"; }
                            public Directory open(Address a, Network n) { return null; }
                        }
                        """,
                        "acme/extras/Ear.java",
                        """
                        package acme.extras;
                        import peerlink.api.*;
                        public class Ear implements MessageHandler {
                            public boolean accepts(Message m) { return false; }
                            public void handle(Message m, Conversation c) {}
                        }
                        """));
        plugins = load(LIMITS, user);
        Transport pigeon = plugins.transports(List.of()).getFirst();
        assertEquals("pigeon", pigeon.scheme());
        Discovery shout = plugins.discoveries(List.of()).getFirst();
        assertEquals("shout", shout.scheme());
        assertEquals(List.of(pigeon), plugins.transports(List.of(pigeon)));
        assertEquals("the scheme 'pigeon' is served already", status("extras").detail());
        plugins.start(environment);
        assertEquals(State.STARTED, status("extras").state(), status("extras")::detail);
        assertEquals(1, environment.handlers.size());
        plugins.close();
        assertEquals(List.of(), plugins.transports(List.of()));
        assertEquals(List.of(), environment.handlers);
        jars.plugin(user.resolve("plain.jar"), "plain", "public void start(PluginContext c) {}");
        plugins =
                Plugins.loadCarriers(
                        PluginFolders.trusted(List.of(user)),
                        LIMITS,
                        directory,
                        InstantSource.system(),
                        environment::settings,
                        _ -> false);
        assertEquals(
                List.of("extras"), plugins.statuses().stream().map(PluginStatus::name).toList());
        assertEquals("shout", plugins.discoveries(List.of()).getFirst().scheme());
    }

    @Test
    void replacingTheJarDoesNotHarmTheOneThatRuns() throws Exception {
        Path jar =
                jars.plugin(
                        user.resolve("lazy.jar"),
                        "lazy",
                        """
                        static class Later { static String text() { return "still here"; } }
                        private PluginContext context;
                        public void start(PluginContext context) { this.context = context; }
                        public void stop() { context.show(Later.text()); }
                        """);
        start();
        Files.writeString(jar, "overwritten");
        plugins.close();
        assertEquals(List.of("lazy: still here"), environment.notices);
    }

    @Test
    void aClosedPluginLeavesNoFilesAndItsLoaderIsCollected() throws Exception {
        jars.plugin(
                user.resolve("greeter.jar"),
                "greeter",
                """
                public void start(PluginContext context) throws Exception {
                    context.register(%s);
                    context.fork("wait", () -> {
                        try {
                            new java.util.concurrent.Semaphore(0).acquire();
                        } catch (InterruptedException e) {
                            context.logger().log(System.Logger.Level.DEBUG, "ended");
                        }
                    });
                    java.nio.file.Files.writeString(
                        context.dataDirectory().resolve("copy"),
                        Main.class.getModule().getLayer().configuration().findModule("acme.greeter").get()
                            .reference().location().get().toString());
                }
                """
                        .formatted(command("greet")));
        start();
        WeakReference<ClassLoader> loader = loader("greeter");
        Path copy =
                Path.of(
                        java.net.URI.create(
                                Files.readString(directory.resolve("data/greeter/copy"))));
        assertTrue(Files.exists(copy));
        assertTrue(copy.startsWith(copies()), copy.toString());
        plugins.close();
        assertFalse(Files.exists(copy));
        assertFalse(Files.exists(copy.getParent().getParent()));
        await(
                () -> {
                    System.gc();
                    return loader.get() == null;
                });
    }

    private WeakReference<ClassLoader> loader(String name) {
        return new WeakReference<>(Objects.requireNonNull(plugins.loader(name)));
    }

    private Path library(String module, String name) throws IOException {
        return jars.jar(
                directory.resolve("libraries").resolve(name + ".jar"),
                "",
                Map.of(
                        "module-info.java",
                        "module %1$s { exports %1$s; }".formatted(module),
                        module.replace('.', '/') + "/Library.java",
                        "package %s; public class Library { public static String NAME() { return \"%s\"; } }"
                                .formatted(module, name)));
    }

    private static String command(String name) {
        return """
        new Command() {
            public String name() { return "%s"; }
            public String summary() { return "does nothing"; }
            public void run(List<String> arguments, Console console) {}
        }"""
                .formatted(name);
    }

    private void start(Path... folders) throws IOException {
        List<Path> all = folders.length == 0 ? List.of(user) : Arrays.asList(folders);
        plugins = load(LIMITS, all.toArray(Path[]::new));
        plugins.start(environment);
    }

    private Plugins load(PluginLimits limits, Path... folders) throws IOException {
        return Plugins.load(
                PluginFolders.trusted(Arrays.asList(folders)),
                limits,
                directory,
                InstantSource.system(),
                environment::settings,
                false);
    }

    private List<String> rows() {
        return plugins.statuses().stream()
                .map(status -> row(status.file(), status.state(), status.detail()))
                .toList();
    }

    private static String row(Path file, State state, String detail) {
        return file + " " + state + " " + detail;
    }

    private Path copies() {
        return directory.resolve("plugin-copies");
    }

    @Test
    void aPluginThatCanNotBeCopiedSaysWhyAndWhere() throws Exception {
        jars.plugin(user.resolve("a.jar"), "greeter", GREETS);
        Path inTheWay = Files.writeString(copies(), "");
        start();
        String detail = plugins.statuses().getFirst().detail();
        assertEquals(State.FAILED, plugins.statuses().getFirst().state());
        assertTrue(detail.contains("can't copy it") && detail.contains("" + inTheWay), detail);
    }

    private PluginStatus status(String name) {
        return plugins.statuses().stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        assertTrue(
                Stream.generate(
                                () -> {
                                    java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
                                    return condition.getAsBoolean();
                                })
                        .limit(4000)
                        .anyMatch(met -> met));
    }
}
