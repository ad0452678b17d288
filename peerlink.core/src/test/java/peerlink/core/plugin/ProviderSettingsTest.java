package peerlink.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.api.Discovery;
import peerlink.api.contract.PluginJars;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginSetting;
import peerlink.core.model.PluginStatus.State;

/** Settings of plugins that bring transports, carriers or discoveries, and no {@code Plugin}. */
final class ProviderSettingsTest {
    private static final String SCHEME =
            """
            private Settings own;
            public String scheme() { return "pigeon"; }
            public void configure(Settings settings) {
                own = settings;
                own.setting(WAIT);
            }
            static final Setting<Long> WAIT = Setting.number("wait", 5, 1, 60, "seconds of patience");
            """;

    private static final Map<String, String> METHODS =
            Map.of(
                    "Transport",
                    """
                    public Link connect(Address a, Identity i, LinkPolicy l, PeerId p) throws java.io.IOException {
                        throw new java.io.IOException("wait " + own.setting(WAIT));
                    }
                    public Listener listen(Address a, Identity i, LinkPolicy l, LinkHandler h) { return null; }
                    """,
                    "Carrier",
                    """
                    public Circuit connect(Address a, PeerId p, Network n) { return null; }
                    public Listener listen(Address a, Network n, java.util.function.Consumer<Circuit> c,
                            java.util.function.Consumer<java.io.IOException> l) { return null; }
                    """,
                    "Discovery",
                    """
                    public Directory open(Address a, Network n) { return null; }
                    """);

    @TempDir Path directory;

    private PluginJars jars;
    private RecordingEnvironment environment;
    private Plugins plugins;
    private Path user;

    @BeforeEach
    void begin() throws Exception {
        jars = new PluginJars(directory.resolve("work"));
        user = Files.createDirectories(directory.resolve("user"));
        environment = new RecordingEnvironment(directory.resolve("data"));
    }

    @AfterEach
    void end() {
        plugins.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transport", "Carrier", "Discovery"})
    void aKeyThatAProviderDoesNotKnowIsTold(String service) throws Exception {
        environment.settings.put("bird", Map.of("wiat", "9", "wait", "8"));
        start(service, SCHEME);
        assertEquals(State.STARTED, plugins.statuses().getFirst().state());
        assertEquals(
                List.of(
                        "bird: plugins.bird.wiat = '9' is not used: the plugin has no such setting"
                                + " (there is wait: a whole number from 1 to 60)"),
                environment.notices);
        assertEquals(
                List.of("wait: '8', holds '8'", "wiat: '9', holds none"),
                plugins.changes().settings("bird").stream()
                        .map(
                                one ->
                                        "%s: '%s', holds %s"
                                                .formatted(
                                                        one.key(),
                                                        one.text().orElseThrow(),
                                                        one.holds()
                                                                .map(it -> "'" + it + "'")
                                                                .orElse("none")))
                        .toList());
        assertTrue(plugins.changes().settings("bird").getLast().problem().isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transport", "Carrier", "Discovery"})
    void aProviderWithABadValueFailsAndTheUserSeesWhy(String service) throws Exception {
        environment.settings.put("bird", Map.of("wait", "long"));
        start(service, SCHEME);
        String reason = "plugins.bird.wait = 'long' (allowed: a whole number from 1 to 60)";
        assertEquals(State.FAILED, plugins.statuses().getFirst().state());
        assertEquals(reason, plugins.statuses().getFirst().detail());
        PluginSetting setting = plugins.changes().settings("bird").getFirst();
        assertEquals(Optional.of("long"), setting.text());
        assertEquals(Optional.of(reason), setting.problem());
        assertEquals(Optional.empty(), setting.holds());
    }

    @Test
    void aPluginWithoutSettingsHasNoKeyThatCounts() throws Exception {
        environment.settings.put("bird", Map.of("wait", "9"));
        start(
                "Transport",
                "public String scheme() { return \"pigeon\"; } Settings own; Setting<Long> WAIT;");
        assertEquals(
                List.of(
                        "bird: plugins.bird.wait = '9' is not used: the plugin has no such setting"
                                + " (there is none)"),
                environment.notices);
    }

    @Test
    void aDiscoveryThatReadsTheTextsByItselfIsLeftAlone() throws Exception {
        environment.settings.put("bird", Map.of("wait", "9"));
        start(
                "Discovery",
                """
                public String scheme() { return "pigeon"; }
                public Directory open(Address a, DirectoryContext c) {
                    throw new IllegalArgumentException(c.settings().toString());
                }
                """);
        assertEquals(List.of(), environment.notices);
        Discovery bird = plugins.discoveries(List.of()).getFirst();
        assertEquals("pigeon", bird.scheme());
    }

    @Test
    void aChangeReachesAProviderThatAsksAgain() throws Exception {
        environment.settings.put("bird", Map.of("wait", "8"));
        start("Transport", SCHEME);
        environment.settings.put("bird", Map.of("wait", "7"));
        plugins.settingsChanged().forEach(heard -> heard.join());
        assertEquals(Optional.of("7"), plugins.changes().settings("bird").getFirst().holds());
        environment.settings.put("bird", Map.of("wait", "0"));
        plugins.settingsChanged().forEach(heard -> heard.join());
        PluginSetting refused = plugins.changes().settings("bird").getFirst();
        assertEquals(Optional.of("7"), refused.holds());
        assertEquals(
                Optional.of("plugins.bird.wait = '0' (allowed: a whole number from 1 to 60)"),
                refused.problem());
        environment.settings.put("bird", Map.of("wait", "7"));
        plugins.settingsChanged().forEach(heard -> heard.join());
        assertEquals(Optional.empty(), plugins.changes().settings("bird").getFirst().problem());
    }

    private void start(String service, String members) throws Exception {
        jars.jar(
                user.resolve("bird.jar"),
                "",
                Map.of(
                        "module-info.java",
                        "module acme.bird { requires peerlink.api; provides peerlink.api.%s with acme.bird.Bird; }"
                                .formatted(service),
                        "acme/bird/Bird.java",
                        "package acme.bird; import peerlink.api.*; public class Bird implements %s { %s %s }"
                                .formatted(service, members, METHODS.get(service))));
        plugins =
                Plugins.load(
                        PluginFolders.trusted(List.of(user)),
                        PluginLimits.DEFAULT,
                        directory,
                        InstantSource.system(),
                        environment::settings);
        plugins.transports(List.of());
        plugins.carriers(List.of());
        plugins.discoveries(List.of());
        plugins.start(environment);
    }
}
