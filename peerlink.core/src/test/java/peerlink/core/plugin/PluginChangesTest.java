package peerlink.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.contract.PluginJars;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.Content;
import peerlink.core.model.PluginStatus.State;
import peerlink.core.model.PluginUnchangedException;

@Timeout(60)
class PluginChangesTest {
    private static final PluginLimits LIMITS =
            new PluginLimits(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(5));

    @TempDir static Path shared;
    private static Path one;
    private static Path two;

    @TempDir Path profile;
    private Path user;
    private Path image;
    private RecordingEnvironment environment;
    private Plugins plugins;

    @BeforeEach
    void start() throws IOException {
        if (one == null) {
            PluginJars jars = new PluginJars(shared.resolve("work"));
            one = jars.plugin(shared.resolve("one/echo.jar"), "echo", shows("one"));
            two = jars.plugin(shared.resolve("two/echo.jar"), "echo", shows("two"));
        }
        user = profile.resolve("plugins-of-user");
        image = profile.resolve("image");
        environment = new RecordingEnvironment(profile.resolve("data"));
        restart();
    }

    private static String shows(String text) {
        return "public void start(PluginContext c) { c.show(\"%s\"); }".formatted(text);
    }

    private void restart() throws IOException {
        if (plugins != null) {
            plugins.close();
        }
        plugins =
                Plugins.load(
                        new PluginFolders(Optional.of(user), List.of(image), Map.of()),
                        LIMITS,
                        profile,
                        InstantSource.system(),
                        environment::settings,
                        true);
        plugins.start(environment);
    }

    @AfterEach
    void close() {
        plugins.close();
    }

    @Test
    void aPluginRunsOnceTheUserHasAgreedAndThenAtEachStart() throws Exception {
        put(one, user);
        restart();
        assertEquals(State.NEW, state());
        assertEquals(List.of("echo: NEW"), environment.changes);
        Content content = plugins.changes().find("echo").content().orElseThrow();
        assertEquals(sha256(Files.readAllBytes(one)), content.sha256());
        assertEquals(List.of("Plugin"), content.provides());
        assertEquals(List.of(), environment.notices);

        assertThrows(
                PluginUnchangedException.class,
                () -> plugins.changes().allow("echo", Optional.of("0".repeat(64))));
        assertEquals(State.NEW, state());
        plugins.changes().allow("echo", Optional.of(content.sha256()));
        assertEquals(State.STARTED, state());
        restart();
        assertEquals(State.STARTED, state());
        assertEquals(List.of("echo: one", "echo: one"), environment.notices);
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(profile.resolve("plugins.json"))));

        put(two, user);
        restart();
        assertEquals(State.CHANGED, state());
        assertEquals(2, environment.notices.size());
    }

    @Test
    void theUserCanDisableEnableReloadAndRemove() throws Exception {
        assertEquals(State.STARTED, plugins.changes().install(one).state());
        assertEquals(State.DISABLED, plugins.changes().disable("echo").state());
        restart();
        assertEquals(State.DISABLED, state());
        assertEquals(State.STARTED, plugins.changes().enable("echo").state());
        assertEquals(State.STARTED, plugins.changes().reload("echo").state());
        assertEquals(List.of("echo: one", "echo: one", "echo: one"), environment.notices);
        put(two, user);
        assertEquals(State.CHANGED, plugins.changes().reload("echo").state());
        assertEquals(user.resolve("echo.jar"), plugins.changes().remove("echo"));
        assertEquals(List.of(), plugins.statuses());
        assertFalse(Files.exists(user.resolve("echo.jar")));
        for (var change : List.of("info", "remove")) {
            assertEquals(
                    "no plugin is called 'echo'",
                    assertThrows(PluginUnchangedException.class, () -> change(change))
                            .getMessage());
        }
    }

    private void change(String deed) throws IOException {
        if (deed.equals("remove")) {
            plugins.changes().remove("echo");
        } else {
            plugins.changes().find("echo");
        }
    }

    @Test
    void installingPutsAnotherInTheOldOnesPlaceButTakesNoName() throws Exception {
        plugins.changes().install(one);
        plugins.changes().install(two);
        assertEquals(State.STARTED, state());
        assertEquals(List.of("echo: one", "echo: two"), environment.notices);
        Path other = Files.copy(one, profile.resolve("other.jar"));
        assertEquals(
                "the name 'echo' is taken by echo.jar, which must be removed first",
                assertThrows(PluginUnchangedException.class, () -> plugins.changes().install(other))
                        .getMessage());
        Path text = Files.writeString(profile.resolve("text.jar"), "no jar");
        assertEquals(
                "text.jar can't be used: text.jar is not a jar, or cut off: put it there anew",
                assertThrows(PluginUnchangedException.class, () -> plugins.changes().install(text))
                        .getMessage());
        try (Stream<Path> files = Files.list(user)) {
            assertEquals(List.of(user.resolve("echo.jar")), files.toList());
        }
    }

    @Test
    void theImagesRunsUntilTheUserAgreesToAnotherAndAgainWhenThatIsGone() throws Exception {
        put(one, image);
        restart();
        assertEquals(List.of("echo: one"), environment.notices);
        put(two, user);
        plugins.refresh(_ -> true);
        assertEquals(
                List.of(State.NEW, State.STARTED),
                plugins.statuses().stream().map(PluginStatus::state).toList());
        plugins.changes().allow("echo", Optional.empty());
        assertEquals(
                List.of(State.STARTED, State.REPLACED),
                plugins.statuses().stream().map(PluginStatus::state).toList());
        plugins.changes().remove("echo");
        assertEquals(List.of("echo: one", "echo: two", "echo: one"), environment.notices);
        assertEquals(
                "the plugin 'echo' comes with PeerLink: it can be disabled, and not removed",
                assertThrows(PluginUnchangedException.class, () -> plugins.changes().remove("echo"))
                        .getMessage());
    }

    @Test
    void theHashOfAFolderIsThatOfItsListAndLinksAreNotFollowed() throws Exception {
        Path folder = Files.createDirectories(user.resolve("echo"));
        Files.copy(one, folder.resolve("b.jar"));
        Files.createSymbolicLink(user.resolve("link.jar"), two);
        Files.createSymbolicLink(user.resolve("linked"), two.getParent());
        restart();
        String line = sha256(Files.readAllBytes(one)) + "  b.jar\n";
        assertEquals(
                sha256(line.getBytes(StandardCharsets.UTF_8)),
                plugins.changes().find("echo").content().orElseThrow().sha256());
        Map<String, String> reasons =
                plugins.statuses().stream()
                        .filter(status -> status.state() == State.FAILED)
                        .collect(Collectors.toMap(PluginStatus::name, PluginStatus::detail));
        assertEquals(
                Map.of(
                        "link",
                        "it is a link, which is not followed: put the file there",
                        "linked",
                        "it is a link, which is not followed: put the file there"),
                reasons);
        Files.createSymbolicLink(folder.resolve("a.jar"), two);
        restart();
        assertTrue(
                plugins.statuses().stream()
                        .anyMatch(
                                s -> s.detail().equals("a.jar is a link, which is not followed")));
    }

    @Test
    void aDamagedFileOfAgreementsLetsNothingRunAndIsKept() throws Exception {
        plugins.changes().install(one);
        Path file = profile.resolve("plugins.json");
        Files.writeString(file, "{");
        restart();
        assertEquals(State.NEW, state());
        assertThrows(IOException.class, () -> plugins.changes().allow("echo", Optional.empty()));
        assertEquals("{", Files.readString(file));
    }

    @Test
    void whatComesChangesAndGoesWhileTheNodeRunsIsNoticed() throws Exception {
        plugins.watch();
        byte[] whole = Files.readAllBytes(one);
        Files.createDirectory(user);
        Path jar = user.resolve("echo.jar");
        Files.write(jar, whole);
        await(() -> environment.changes.equals(List.of("echo: NEW")));
        plugins.changes().allow("echo", Optional.empty());

        // half of another one, and the rest only after it was looked at
        byte[] other = Files.readAllBytes(two);
        Files.write(jar, java.util.Arrays.copyOf(other, other.length / 2));
        await(() -> state() == State.FAILED);
        Files.write(jar, other);
        await(() -> state() == State.CHANGED);
        plugins.changes().allow("echo", Optional.empty());
        assertEquals(List.of("echo: one", "echo: two"), environment.notices);

        Files.delete(jar);
        await(() -> environment.changes.getLast().equals("echo: STOPPED"));
        assertEquals(List.of(), plugins.statuses());
    }

    @Test
    void aLargeOneHoldsUpNoStartAndComesAfterwards() throws Exception {
        put(one, image);
        Files.createDirectories(user);
        try (RandomAccessFile large =
                new RandomAccessFile(user.resolve("echo.jar").toFile(), "rw")) {
            large.seek(17 << 20); // a hole; what lies before a jar belongs to nothing
            large.write(Files.readAllBytes(two));
        }
        restart();
        assertEquals(
                List.of(State.STARTED),
                plugins.statuses().stream().map(PluginStatus::state).toList());
        assertEquals(List.of("echo: one"), environment.notices);
        plugins.watch();
        await(() -> environment.changes.equals(List.of("echo: NEW")));
        plugins.changes().allow("echo", Optional.empty());
        await(() -> environment.notices.equals(List.of("echo: one", "echo: two")));
    }

    @Test
    void aListingRunsNothing() throws Exception {
        put(one, image);
        try (Plugins listed =
                Plugins.list(
                        new PluginFolders(Optional.of(user), List.of(image), Map.of()),
                        profile,
                        InstantSource.system(),
                        environment::settings)) {
            assertEquals(State.INSTALLED, listed.statuses().getFirst().state());
            assertEquals(State.DISABLED, listed.changes().disable("echo").state());
            assertEquals(State.INSTALLED, listed.changes().enable("echo").state());
            put(two, user);
            listed.refresh(_ -> true);
            assertEquals(State.INSTALLED, listed.changes().allow("echo", Optional.empty()).state());
        }
        assertEquals(List.of(), environment.notices);
    }

    private State state() {
        return plugins.statuses().stream()
                .filter(status -> status.name().equals("echo"))
                .findFirst()
                .map(PluginStatus::state)
                .orElse(State.STOPPED);
    }

    private static void put(Path jar, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(jar.getFileName()), Files.readAllBytes(jar));
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    /** Waits for a condition; the class's time limit ends a wait for nothing. */
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new AssertionError("interrupted");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
