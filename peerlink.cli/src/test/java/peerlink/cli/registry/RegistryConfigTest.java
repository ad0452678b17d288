package peerlink.cli.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.Printable;
import peerlink.api.contract.HostileText;
import peerlink.cli.fixture.PrintedJson;
import peerlink.cli.fixture.Surroundings;
import peerlink.registry.server.RegistryLimit;
import tools.jackson.databind.JsonNode;

/** A registry's settings come from these sources, as {@code --check-config} prints them. */
class RegistryConfigTest {
    private static final String ALICE = "a".repeat(51) + "q";

    @TempDir private Path folder;
    private Surroundings surroundings;

    @BeforeEach
    void surround() {
        surroundings = new Surroundings(folder);
    }

    private Path config(String text) throws IOException {
        return Files.writeString(folder.resolve("registry.toml"), text);
    }

    private int check(String... options) {
        List<String> words = new ArrayList<>(List.of("registry", "--check-config"));
        words.addAll(List.of(options));
        surroundings = again();
        return surroundings.run(words.toArray(String[]::new));
    }

    private Surroundings again() {
        Surroundings next = new Surroundings(folder);
        next.variables.putAll(surroundings.variables);
        return next;
    }

    private void assertUsed(String line) {
        assertTrue(
                surroundings.out().lines().anyMatch(line::equals),
                () -> line + " is not in\n" + surroundings.out() + surroundings.err());
    }

    @Test
    void withNothingSetAllIsAsUsual() {
        assertEquals(0, check(), surroundings.err());
        assertUsed("listen = \"127.0.0.1:7777\"   # usual");
        assertUsed("data = \"" + surroundings.home().resolve("registry") + "\"   # usual");
        assertUsed("admin = \"127.0.0.1:7780\"   # usual");
        assertUsed("# admin-name is not set");
        assertUsed("# allow is not set");
        assertUsed("visibility = \"automatic\"   # usual, which is public");
        assertUsed("relay = \"automatic\"   # usual, which is off");
        assertUsed("# relay-allow is not set");
        assertUsed("relay-max-circuits = 2000   # usual");
        assertUsed("pq = \"required\"   # usual");
        assertUsed("max-connections = 10000   # usual");
        assertUsed("log = \"plain\"   # usual");
        assertEquals("", surroundings.err());
        assertFalse(Files.exists(surroundings.home()), "looking makes nothing");
    }

    @Test
    void programsGetEachSettingOrEachProblemAsAnObject() throws Exception {
        Path file = config("max-connections = 7\nadmin-name = [\"a.example\", \"b.example\"]\n");
        assertEquals(0, check("--json", "--config", file.toString(), "--store", "embedded"));
        Map<String, JsonNode> settings = new HashMap<>();
        PrintedJson.all("setting", surroundings.out())
                .forEach(setting -> settings.put(setting.get("key").asString(), setting));
        assertEquals(7, settings.get("max-connections").get("value").asInt());
        assertEquals(file.toString(), settings.get("max-connections").get("source").asString());
        assertEquals(
                "[\"a.example\",\"b.example\"]",
                settings.get("admin-name").get("value").toString());
        assertEquals("option", settings.get("store").get("source").asString());
        assertTrue(settings.get("allow").get("value").isNull());
        assertEquals("public", settings.get("visibility").get("meaning").asString());

        assertEquals(2, check("--json", "--relay", "perhaps", "--max-connections", "none"));
        assertEquals(2, PrintedJson.all("error", surroundings.out()).size());

        surroundings = again();
        assertEquals(0, surroundings.run("relay", "--check-config", "--json"), surroundings.err());
        assertFalse(PrintedJson.all("setting", surroundings.out()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:7777, automatic, off",
        "192.168.1.2:7777, automatic, on",
        "0.0.0.0:7777, automatic, on",
        "0.0.0.0:7777, public, off",
        "127.0.0.1:7777, lookup-only, on"
    })
    void aRegistryIsARelayUnlessItIsPublic(String listen, String visibility, String relay) {
        assertEquals(0, check("--listen", listen, "--visibility", visibility));
        assertUsed("relay = \"automatic\"   # usual, which is " + relay);
        assertEquals(0, check("--listen", listen, "--visibility", visibility, "--relay", "on"));
        assertUsed("relay = \"on\"   # option");
    }

    @Test
    void theRelaysSettingsComeFromTheSameSources() throws Exception {
        Path list = Files.writeString(folder.resolve("allowed"), ALICE + "\n");
        Path file = config("relay = \"on\"\nrelay-allow = \"allowed\"\nrelay-max-circuits = 7\n");
        assertEquals(0, check("--config", file.toString(), "--relay-max-idle-seconds", "60"));
        assertUsed("relay = \"on\"   # " + file);
        assertUsed("relay-allow = \"allowed\"   # " + file);
        assertUsed("relay-max-circuits = 7   # " + file);
        assertUsed("relay-max-idle-seconds = 60   # option");

        assertEquals(2, check("--relay", "perhaps", "--relay-max-circuits", "0"));
        assertEquals(2, check("--relay-allow", list + "-that-is-not-there"));
    }

    @Test
    void aRelayAloneHasKeysOfItsOwn() throws Exception {
        surroundings = again();
        assertEquals(0, surroundings.run("relay", "--check-config"), surroundings.err());
        assertUsed("listen = \"127.0.0.1:7779\"   # usual");
        assertUsed("data = \"" + surroundings.home().resolve("relay") + "\"   # usual");
        assertUsed("max-circuits = 2000   # usual");
        Path file = config("max-mib-per-hour = 10\nmax-leases = 5\n");
        surroundings = again();
        assertEquals(2, surroundings.run("relay", "--check-config", "--config", file.toString()));
        assertTrue(surroundings.err().contains("unknown key 'max-leases'"), surroundings.err());
        assertTrue(surroundings.err().contains("peerlink relay --help"), surroundings.err());
    }

    @Test
    void anOptionComesBeforeTheFile() throws Exception {
        Path file =
                config("listen = \"0.0.0.0:7000\"\nmax-leases = 5\nadmin-name = [\"a\", \"b\"]\n");
        assertEquals(0, check("--config", file.toString(), "--max-leases", "6"));
        assertUsed("listen = \"0.0.0.0:7000\"   # " + file);
        assertUsed("max-leases = 6   # option");
        assertUsed("admin-name = [\"a\", \"b\"]   # " + file);
    }

    @Test
    void itsOutputIsAFileThatSaysTheSame() throws Exception {
        Path list = Files.writeString(folder.resolve("allowed"), ALICE + "\n");
        assertEquals(
                0,
                check(
                        "--listen=192.0.2.1:7",
                        "--admin=off",
                        "--admin-name=one",
                        "--admin-name=two",
                        "--allow=" + list,
                        "--visibility=hidden",
                        "--log=json"),
                surroundings.err());
        String first = surroundings.out();
        assertEquals(0, check("--config", config(first).toString()), surroundings.err());
        assertEquals(withoutSources(first), withoutSources(surroundings.out()));
    }

    private static List<String> withoutSources(String text) {
        return text.lines().map(line -> line.replaceFirst("   # .*", "")).toList();
    }

    @Test
    void theFileBesideTheKeyIsReadUnasked() throws Exception {
        Path usual = surroundings.home().resolve("registry").resolve("config.toml");
        Files.createDirectories(usual.getParent());
        Files.writeString(usual, "visibility = \"registered\"\n");
        assertEquals(0, check(), surroundings.err());
        assertUsed("visibility = \"registered\"   # " + usual);
    }

    @Test
    void pathsInAFileAreRelativeToIt() throws Exception {
        Files.writeString(folder.resolve("allowed"), ALICE + "\n");
        assertEquals(0, check("--config", config("allow = \"allowed\"\n").toString()));
        assertEquals(2, check("--allow", "allowed"));
    }

    /** The port of a profile is the chat's, and the registry would take it away. */
    @Test
    void nothingOfAProfileHoldsForARegistry() throws Exception {
        Path profile = surroundings.home().resolve("profiles").resolve("default");
        Files.createDirectories(profile);
        Files.writeString(
                profile.resolve("config.toml"), "listen = \"0.0.0.0:7001\"\npq = \"preferred\"\n");
        surroundings.variables.put("PEERLINK_LISTEN", "0.0.0.0:7002");
        assertEquals(0, check(), surroundings.err());
        assertUsed("listen = \"127.0.0.1:7777\"   # usual");
        assertUsed("pq = \"required\"   # usual");
    }

    @Test
    void theMachinesKeyExchangeSettingHoldsForARegistryToo() throws Exception {
        Files.writeString(
                surroundings.systemConfig(), "pq = \"preferred\"\nlisten = \"0.0.0.0:7001\"\n");
        assertEquals(0, check(), surroundings.err());
        assertUsed("pq = \"preferred\"   # " + surroundings.systemConfig());
        assertUsed("listen = \"127.0.0.1:7777\"   # usual");
        Path file = config("pq = \"required\"\n");
        assertEquals(0, check("--config", file.toString()));
        assertUsed("pq = \"required\"   # " + file);
        surroundings.variables.put("PEERLINK_PQ", "preferred");
        assertEquals(0, check("--config", file.toString()));
        assertUsed("pq = \"preferred\"   # PEERLINK_PQ");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() throws Exception {
        Path file =
                config(
                        """
                        max-conections = 5
                        listen = 7777
                        visibility = ["public"]
                        allow = "nowhere"
                        log = "xml"
                        """);
        assertEquals(2, check("--config", file.toString(), "--max-leases", "0", "--admin", "7780"));
        String command =
                "hint: peerlink registry --check-config --config %s --max-leases 0 --admin 7780"
                        .formatted(file);
        assertEquals("", surroundings.out());
        assertEquals(
                List.of(
                        "peerlink: %s: unknown key 'max-conections'".formatted(file),
                        "hint: perhaps max-connections; all, as options:",
                        "hint: peerlink registry --help",
                        "peerlink: %s: 'visibility' is neither a text in quotes nor a whole number"
                                .formatted(file),
                        "peerlink: not HOST:PORT: '7777' (such as 192.0.2.1:7777, or [2001:db8::1]:7777) (listen in %s)"
                                .formatted(file),
                        command + " --listen 127.0.0.1:7777",
                        "peerlink: not HOST:PORT: '7780' (such as 192.0.2.1:7777, or [2001:db8::1]:7777) (--admin)",
                        command.replace("--admin 7780", "--admin 127.0.0.1:7780"),
                        "peerlink: no such file: %s (allow in %s)"
                                .formatted(folder.resolve("nowhere"), file),
                        "peerlink: not a word for log: 'xml' (one of plain, json) (log in %s)"
                                .formatted(file),
                        command + " --log plain",
                        "peerlink: not a number from 1 to 2147483647: '0' (--max-leases)",
                        command.replace(
                                "--max-leases 0", "--max-leases " + RegistryLimit.LEASES.usual())),
                surroundings.err().lines().toList());
    }

    @Test
    void allLinesOfTheListThatMakeNoSenseAreTold() throws Exception {
        Path list = Files.writeString(folder.resolve("allowed"), "alice\nbob\n");
        assertEquals(2, check("--allow=" + list));
        assertEquals(2, surroundings.err().lines().count(), surroundings.err());
    }

    @Test
    void aPortTooLargeIsCalledThat() {
        assertEquals(2, check("--admin", "127.0.0.1:99999"));
        assertEquals(
                """
                peerlink: the port is too large (at most 65535): '127.0.0.1:99999' (--admin)
                hint: peerlink registry --check-config --admin 127.0.0.1:7780
                """,
                surroundings.err());
    }

    @Test
    void aFileThatIsMissingIsNamedOnce() {
        assertEquals(2, check("--config", "/nowhere/registry.toml"));
        assertEquals("peerlink: no such file: /nowhere/registry.toml\n", surroundings.err());
    }

    @ParameterizedTest
    @CsvSource({
        "--listen, nowhere",
        "--admin, on",
        "--admin, no-such-host.invalid:7780",
        "--visibility, friends",
        "--max-connections, many",
        "--max-requests-per-key, -1",
        "--max-leases, 99999999999",
        "--log, loud",
        "--config, /nowhere/registry.toml",
        "--allow, /nowhere/allowed"
    })
    void aValueThatMakesNoSenseEndsWithTwo(String option, String value) {
        assertEquals(2, check(option, value));
        assertTrue(surroundings.err().contains("peerlink: "), surroundings.err());
        assertEquals("", surroundings.out());
    }

    @Test
    void aServerListensByTlsAloneAndRefusesThePlacesOfPlugins() {
        for (String server : List.of("registry", "relay")) {
            Surroundings made = again();
            assertEquals(2, made.run(server, "--listen", "unix:///run/x.sock", "--check-config"));
            assertTrue(
                    made.err().startsWith("peerlink: not HOST:PORT: 'unix:///run/x.sock' ("),
                    made.err());
        }
        assertEquals(0, check("--listen", "tls://127.0.0.1:7001"), surroundings.err());
    }

    @Test
    void aNewTokenIsALineOfTheListAndNothingElse() throws Exception {
        Surroundings made = again();
        assertEquals(0, made.run("registry", "--new-token"), made.err());
        assertTrue(made.out().matches("token [a-z2-7]{32}\n"), made.out());
        assertEquals("", made.err());
        assertFalse(Files.exists(made.home()));
        Path list = Files.writeString(folder.resolve("allowed"), made.out());
        Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(2, check("--allow", list.toString()));
        assertEquals(
                "peerlink: %s has a token and can be used by others than its owner: chmod 600 %s (--allow)\n"
                        .formatted(list, list),
                surroundings.err());
        Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-------"));
        assertEquals(0, check("--allow", list.toString()), surroundings.err());
        assertFalse(surroundings.out().contains(made.out().substring(6)), surroundings.out());
    }

    @Test
    void aDataFolderThatIsNoneIsTold() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertEquals(2, check("--data", file.toString()));
        assertEquals(
                "peerlink: not a folder that can be written: " + file + "\n", surroundings.err());
    }

    @Test
    void aFileThatIsNoTomlIsTwoAndNamesTheLine() throws Exception {
        Path file = config("listen = \"127.0.0.1:7777\"\n?\n");
        assertEquals(2, check("--config", file.toString()));
        assertTrue(
                surroundings.err().startsWith("peerlink: can't read " + file + ": line 2: "),
                surroundings.err());
    }

    /** The file names every key, with its default value. */
    @Test
    void theFileThatIsShippedSaysWhatHoldsAnyway() throws Exception {
        List<String> shipped =
                Files.readAllLines(Path.of("..", "packaging", "registry.toml")).stream()
                        .filter(line -> line.matches("# [a-z-]+ = .*"))
                        .map(line -> line.substring(2))
                        .filter(line -> !line.matches("(relay-)?allow .*"))
                        .toList();
        assertEquals(0, check(), surroundings.err());
        List<String> usual =
                surroundings
                        .out()
                        .replace(surroundings.home().toString(), "/var/lib/peerlink")
                        .replace("# admin-name is not set", "admin-name = []")
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.replaceFirst("   # .*", ""))
                        .toList();
        assertEquals(usual, shipped);
        assertEquals(
                0,
                check(
                        "--config",
                        config(String.join("\n", shipped)).toString(),
                        "--data",
                        folder.toString()),
                surroundings.err());
    }

    static List<HostileText> hostileTexts() throws IOException {
        return HostileText.all();
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void nothingHostileIsShown(HostileText hostile) {
        check(
                "--listen",
                hostile.text(),
                "--visibility",
                hostile.text(),
                "--admin",
                hostile.text());
        assertEquals(Printable.lines(surroundings.err()), surroundings.err());
    }

    @Test
    void itsKeyMayHaveAPassphrase() throws Exception {
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse\n");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        Surroundings first = again();
        assertEquals(
                0,
                first.run(
                        "registry",
                        "--set-passphrase",
                        "--new-passphrase-file",
                        passphrase.toString()),
                first.err());
        assertTrue(first.err().startsWith("the key of registry ("), first.err());
        Surroundings wrong = again();
        wrong.variables.put("PEERLINK_PASSPHRASE", "wrong");
        assertEquals(6, wrong.run("registry"), wrong.err());
        Surroundings removed = again();
        assertEquals(
                0,
                removed.run(
                        "registry",
                        "--remove-passphrase",
                        "--passphrase-file",
                        passphrase.toString()),
                removed.err());
        assertEquals(2, again().run("registry", "--new-passphrase-file", passphrase.toString()));
    }
}
