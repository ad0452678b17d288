package peerlink.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.api.PostQuantum;
import peerlink.api.Visibility;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Typed;
import peerlink.cli.text.Line;
import peerlink.core.model.PluginTimes;
import peerlink.core.model.RequestPolicy;

class ProgramSettingsTest {
    private static final String REGISTRY_ID = PeerId.ofKey(new byte[] {1}).text();

    @TempDir Path folder;
    private Surroundings surroundings;
    private final NodeOptions options = new NodeOptions();

    @BeforeEach
    void makeSurroundings() {
        surroundings = new Surroundings(folder);
    }

    private ProgramSettings resolve() throws CliException {
        return ProgramSettings.resolve(options, surroundings.environment());
    }

    private void profileConfig(String toml) throws IOException {
        Path file = surroundings.home().resolve("profiles/default/config.toml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, toml);
    }

    @Test
    void withNothingSetTheLocalRegistryIsHostedOrAsked() throws Exception {
        assertEquals(List.of(Address.parse("local://127.0.0.1:7777")), resolve().directories(true));
        assertEquals(
                List.of(Address.parse("registry://127.0.0.1:7777")), resolve().directories(false));
        assertEquals(List.of(Address.parse("tls://127.0.0.1:0")), resolve().listenAddresses());
    }

    @Test
    void theRegistriesOfInvitesAreUsedBesidesThoseOfAnySource() throws Exception {
        String kept = "registry://192.0.2.1:7777/" + REGISTRY_ID;
        Path file = surroundings.home().resolve("profiles/default/invited.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"version\":1,\"registries\":[\"%s\"]}".formatted(kept));
        assertEquals(
                List.of(Address.parse("local://127.0.0.1:7777"), Address.parse(kept)),
                resolve().directories(true));
        // others have to reach it now
        assertEquals(List.of(Address.parse("tls://0.0.0.0:0")), resolve().listenAddresses());

        String more = "registry://192.0.2.2:7777/" + REGISTRY_ID;
        options.invites =
                List.of(
                        "peerlink://bob/%1$s/registry/192.0.2.2:7777/%1$s/registry/127.0.0.1:7777/%1$s"
                                .formatted(REGISTRY_ID));
        assertEquals(
                List.of(
                        Address.parse("registry://127.0.0.1:7777"),
                        Address.parse(kept),
                        Address.parse(more)),
                resolve().directories(false));

        // what the user names at the same place counts, whatever its key
        options.registries = List.of("192.0.2.1:7777", "192.0.2.3:7777");
        options.invites = List.of();
        assertEquals(
                List.of(
                        Address.parse("registry://192.0.2.1:7777"),
                        Address.parse("registry://192.0.2.3:7777")),
                resolve().directories(true));
    }

    @Test
    void aDamagedListOfRegistriesIsAnErrorThatNamesTheFile() throws Exception {
        Path file = surroundings.home().resolve("profiles/default/invited.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"version\":1,\"registries\":[\"registry://x:1\"]}");
        CliException e = assertThrows(CliException.class, this::resolve);
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        assertTrue(e.getMessage().contains("move it away"), e.getMessage());
    }

    @Test
    void theLocalRegistryCanBeElsewhere() throws Exception {
        surroundings.variables.put("PEERLINK_LOCAL_REGISTRY", "127.0.0.1:7001");
        assertEquals(List.of(Address.parse("local://127.0.0.1:7001")), resolve().directories(true));
    }

    @Test
    void theUsersNameIsCleanedForTheDefaultProfileAlone() throws Exception {
        assertEquals("Jane-Doe", resolve().name().text());
        options.profile = "alice";
        assertEquals("alice", resolve().name().text());
        assertEquals(
                surroundings.home().resolve("profiles/alice"), resolve().profile().directory());
    }

    @Test
    void anOptionComesBeforeAVariableBeforeTheProfileBeforeTheMachine() throws Exception {
        Files.writeString(
                surroundings.systemConfig(), "name = \"machine\"\nlisten = \"0.0.0.0:7001\"\n");
        assertEquals("machine", resolve().name().text());
        profileConfig("name = \"file\"\n");
        assertEquals("file", resolve().name().text());
        surroundings.variables.put("PEERLINK_NAME", "variable");
        assertEquals("variable", resolve().name().text());
        options.name = "option";
        assertEquals("option", resolve().name().text());
        assertEquals(List.of(Address.parse("tls://0.0.0.0:7001")), resolve().listenAddresses());
    }

    @Test
    void theRequestPolicyIsLeftOpenOrSet() throws Exception {
        assertEquals(Optional.empty(), resolve().requests());
        profileConfig("requests = \"refuse\"\n");
        assertEquals(Optional.of(RequestPolicy.REFUSE), resolve().requests());
        surroundings.variables.put("PEERLINK_REQUESTS", "accept");
        assertEquals(Optional.of(RequestPolicy.ACCEPT), resolve().requests());
        options.requests = "ask";
        assertEquals(Optional.of(RequestPolicy.ASK), resolve().requests());
        options.requests = "maybe";
        CliException error = assertThrows(CliException.class, this::resolve);
        assertEquals(ExitCode.USAGE, error.exitCode());
        assertEquals(
                "not a word for requests: 'maybe' (one of ask, accept, refuse)",
                error.getMessage());
    }

    @Test
    void theVisibilityIsPublicOrSet() throws Exception {
        assertEquals(Visibility.PUBLIC, resolve().visibility());
        profileConfig("visibility = \"hidden\"\n");
        assertEquals(Visibility.HIDDEN, resolve().visibility());
        surroundings.variables.put("PEERLINK_VISIBILITY", "public");
        assertEquals(Visibility.PUBLIC, resolve().visibility());
        options.visibility = "lookup-only";
        assertEquals(Visibility.LOOKUP_ONLY, resolve().visibility());
        options.visibility = "lookup_only";
        CliException error = assertThrows(CliException.class, this::resolve);
        assertEquals(ExitCode.USAGE, error.exitCode());
        assertEquals(
                "not a word for visibility: 'lookup_only' (one of public, lookup-only, hidden)",
                error.getMessage());
    }

    @Test
    void whatMayWaitForABotIsSetInTwoNumbers() throws Exception {
        assertEquals(100_000, resolve().journalMessages());
        assertEquals(64, resolve().journalMib());
        profileConfig("journal-messages = 7\njournal-mib = 2\n");
        surroundings.variables.put("PEERLINK_JOURNAL_MIB", "3");
        assertEquals(7, resolve().journalMessages());
        assertEquals(3, resolve().journalMib());
        for (String none : List.of("0", "-1", "many", "1.5")) {
            surroundings.variables.put("PEERLINK_JOURNAL_MIB", none);
            CliException e = assertThrows(CliException.class, this::resolve);
            assertTrue(e.getMessage().contains("for journal-mib: '" + none + "'"), e.getMessage());
        }
    }

    @Test
    void theTimeThatMessagesWaitIsANumberOfDays() throws Exception {
        assertEquals(Duration.ofDays(30), resolve().keepFor());
        profileConfig("outbox-days = 7\n");
        assertEquals(Duration.ofDays(7), resolve().keepFor());
        surroundings.variables.put("PEERLINK_OUTBOX_DAYS", "2");
        assertEquals(Duration.ofDays(2), resolve().keepFor());
        for (String none : List.of("0", "-1", "a week", "10000", "1.5")) {
            surroundings.variables.put("PEERLINK_OUTBOX_DAYS", none);
            CliException e = assertThrows(CliException.class, this::resolve);
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertTrue(e.getMessage().contains("'" + none + "' (1 to 9999)"), e.getMessage());
        }
    }

    @Test
    void announcedAddressesComeFromOneSourceAndAreListenedFor() throws Exception {
        profileConfig("announce = [\"203.0.113.7:7001\", \"home.example.org:443\"]\n");
        assertEquals(
                List.of(
                        Address.parse("tls://203.0.113.7:7001"),
                        Address.parse("tls://home.example.org:443")),
                resolve().announced());
        assertEquals(List.of(Address.parse("tls://0.0.0.0:0")), resolve().listenAddresses());
        surroundings.variables.put("PEERLINK_ANNOUNCE", "[2001:db8::1]:7001");
        assertEquals(List.of(Address.parse("tls://[2001:db8::1]:7001")), resolve().announced());
        options.announced = List.of("192.0.2.1:1", "192.0.2.2:2");
        assertEquals(2, resolve().announced().size());
        for (List<String> wrong :
                List.of(
                        List.of("0.0.0.0:7001"),
                        List.of("[::]:7001"),
                        List.of("192.0.2.1:0"),
                        List.of("192.0.2.1"),
                        Collections.nCopies(9, "192.0.2.1:1"))) {
            options.announced = wrong;
            assertThrows(CliException.class, this::resolve, wrong::toString);
        }
    }

    @Test
    void anAnnouncedAddressNeedsAPortThatStays() throws Exception {
        options.announced = List.of("203.0.113.7:4711");
        for (List<String> listen : List.of(List.<String>of(), List.of("0.0.0.0:0"))) {
            options.listen = listen;
            CliException e =
                    assertThrows(
                            CliException.class,
                            () -> resolve().requireStayingPort(new Typed(List.of("listen"))));
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertTrue(e.getMessage().startsWith("203.0.113.7:4711 is announced, but"));
            assertEquals("peerlink listen --listen 0.0.0.0:4711", e.hint());
        }
        options.listen = List.of("0.0.0.0:7001");
        resolve().requireStayingPort(new Typed(List.of("listen")));
        options.listen = List.of();
        options.announced = List.of("unix:///run/alice.sock"); // a plugin's: nobody forwards it
        resolve().requireStayingPort(new Typed(List.of("listen")));
        options.announced = List.of("203.0.113.7:4711");
        options.direct = "false";
        resolve().requireStayingPort(new Typed(List.of("listen")));
    }

    @Test
    void anAddressOfAPluginsTransportNeedsNoPort() throws Exception {
        options.listen = List.of("pipe:///run/alice", "127.0.0.1:0");
        assertEquals(2, resolve().listen().size());
        options.announced = List.of("203.0.113.7:4711");
        assertThrows(
                CliException.class,
                () -> resolve().requireStayingPort(new Typed(List.of("listen"))));
    }

    @Test
    void linksThatAreNotDirectNeedNoAddressAndLeaveTheLocalNetworkOff() throws Exception {
        assertTrue(resolve().isDirect());
        profileConfig("direct = false\nlisten = \"0.0.0.0:7001\"\n");
        ProgramSettings settings = resolve();
        assertFalse(settings.isDirect());
        assertFalse(settings.localNetwork().isOn());
        assertTrue(
                settings.warnings()
                        .contains("direct is false, so listen and announce are not used"),
                settings.warnings()::toString);
        surroundings.variables.put("PEERLINK_DIRECT", "true");
        assertTrue(resolve().isDirect());
        options.direct = "no";
        CliException e = assertThrows(CliException.class, this::resolve);
        assertEquals("not a word for direct: 'no' (one of true, false)", e.getMessage());
        options.direct = null;
        surroundings.variables.remove("PEERLINK_DIRECT");
        profileConfig("direct = \"false\"\n");
        assertTrue(
                String.valueOf(assertThrows(CliException.class, this::resolve).getMessage())
                        .contains("'direct' is not true or false"));
    }

    @Test
    void registriesOfOneSourceReplaceThoseOfTheNext() throws Exception {
        profileConfig("registry = [\"192.0.2.1:7777\", \"192.0.2.2:7777\"]\n");
        assertEquals(2, resolve().directories(true).size());
        surroundings.variables.put("PEERLINK_REGISTRY", "192.0.2.3:7777, 192.0.2.4:7777");
        assertEquals(
                List.of(
                        Address.parse("registry://192.0.2.3:7777"),
                        Address.parse("registry://192.0.2.4:7777")),
                resolve().directories(true));
        options.registries.add("127.0.0.1:1");
        assertEquals(
                List.of(Address.parse("registry://127.0.0.1:1")), resolve().directories(false));
    }

    @Test
    void relaysOfOneSourceReplaceThoseOfTheNext() throws Exception {
        String id = "a".repeat(51) + "q";
        profileConfig("relay = \"192.0.2.1:7779/" + id + "\"\n");
        assertEquals(List.of(Address.parse("relay://192.0.2.1:7779/" + id)), resolve().relays());
        surroundings.variables.put("PEERLINK_RELAY", "192.0.2.3:1/" + id + " 192.0.2.4:2/" + id);
        assertEquals(2, resolve().relays().size());
        options.relays.add("[2001:db8::1]:7779/" + id);
        assertEquals(
                List.of(Address.parse("relay://[2001:db8::1]:7779/" + id)), resolve().relays());
        for (String none :
                List.of("192.0.2.1:7779", "192.0.2.1:7779/short", "192.0.2.1/" + id, "foo")) {
            options.relays = List.of(none);
            CliException error = assertThrows(CliException.class, this::resolve, none);
            assertEquals(ExitCode.USAGE, error.exitCode(), none);
        }
    }

    @Test
    void aRegistryElsewhereMakesTheNodeListenForOthers() throws Exception {
        options.registries.add("[::1]:7777");
        assertEquals(List.of(Address.parse("tls://127.0.0.1:0")), resolve().listenAddresses());
        assertEquals(List.of(Address.parse("tls://0.0.0.0:0")), resolve().listenOnceInvited());
        options.registries.add("192.0.2.1:7777");
        assertEquals(List.of(Address.parse("tls://0.0.0.0:0")), resolve().listenAddresses());
        assertEquals(List.of(), resolve().listenOnceInvited());
    }

    @Test
    void noInviteHasANodeListenElsewhereThanItsUserSaid() throws Exception {
        options.listen = List.of("127.0.0.1:7001");
        assertEquals(List.of(), resolve().listenOnceInvited());
    }

    @Test
    void theLocalNetworkIsUsedWhereThereIsAPluginForIt() throws Exception {
        assertFalse(resolve().localNetwork().isOn());
        assertEquals(List.of(Address.parse("tls://127.0.0.1:0")), resolve().listenAddresses());
        haveLanPlugin();
        assertEquals(LocalNetwork.Show.VISIBLE, resolve().localNetwork().show());
        assertEquals(
                List.of(Address.parse("lan://239.255.80.76:7776")),
                List.of(resolve().localNetwork().directories()));
        // this machine's registry is no reason to be found by nobody
        assertEquals(List.of(Address.parse("tls://0.0.0.0:0")), resolve().listenAddresses());
        options.listen = List.of("127.0.0.1:7001", "pipe:///run/x");
        assertEquals(
                List.of(Address.parse("tls://127.0.0.1:7001"), Address.parse("pipe:///run/x")),
                resolve().listenAddresses());
    }

    @Test
    void theTimesOfPluginsAreMillisecondsAndOthersKeepTheirDefaults() throws Exception {
        assertEquals(PluginTimes.DEFAULT, resolve().pluginTimes());
        profileConfig("[plugin-limits]\nhandle = 60000\n");
        assertEquals(Duration.ofMinutes(1), resolve().pluginTimes().handle());
        assertEquals(PluginTimes.DEFAULT.accepts(), resolve().pluginTimes().accepts());
        profileConfig("[plugin-limits]\nhandle = 0\n");
        assertEquals(
                "not a number of milliseconds for handle in [plugin-limits]: '0' (1 to 9999999)",
                assertThrows(CliException.class, this::resolve).getMessage());
        profileConfig("[plugin-limits]\nrun = 5\n");
        assertEquals(
                "unknown key in [plugin-limits]: 'run' (start, accepts, handle and complete, in milliseconds)",
                assertThrows(CliException.class, this::resolve).getMessage());
    }

    @Test
    void noPluginsMeansNoneOfTheLocalNetworkEither() throws Exception {
        haveLanPlugin();
        options.noPlugins = true;
        assertEquals(List.of(), resolve().pluginFolders().all());
        assertFalse(resolve().localNetwork().isOn());
    }

    @Test
    void ofTwoPluginsOfOneNameTheUsersIsFirst() throws Exception {
        assertEquals(resolve().profile().plugins(), resolve().pluginFolders().all().getFirst());
    }

    @Test
    void whoSeesThisPeerOnTheLocalNetworkIsAWord() throws Exception {
        haveLanPlugin();
        profileConfig("[plugins.lan]\nshow = \"contacts\"\n");
        assertEquals(LocalNetwork.Show.CONTACTS, resolve().localNetwork().show());
        assertEquals(Map.of("show", "contacts"), resolve().plugins().get("lan"));
        surroundings.variables.put("PEERLINK_LAN", "off");
        assertFalse(resolve().localNetwork().isOn());
        assertEquals(0, resolve().localNetwork().directories().length);
        assertEquals(List.of(Address.parse("tls://127.0.0.1:0")), resolve().listenAddresses());
        surroundings.variables.put("PEERLINK_LAN", "visible");
        assertEquals(Map.of("show", "visible"), resolve().plugins().get("lan"));
        surroundings.variables.put("PEERLINK_LAN", "me");
        CliException error = assertThrows(CliException.class, this::resolve);
        assertEquals(
                "not a word for plugins.lan.show: 'me' (one of visible, contacts, off)",
                error.getMessage());
    }

    @Test
    void itIsSaidOnceThatEverybodyOnTheNetworkSeesThisPeer() throws Exception {
        haveLanPlugin();
        Files.createDirectories(surroundings.home().resolve("profiles/default"));
        Files.createDirectories(surroundings.home().resolve("profiles/bob"));
        List<Line> lines = LocalNetworkNotice.lines(resolve());
        assertEquals(3, lines.size());
        assertTrue(lines.getLast().text().endsWith(" >> " + resolve().profile().configFile()));
        assertEquals(List.of(), LocalNetworkNotice.lines(resolve()));
        // whoever has chosen knows
        options.profile = "bob";
        surroundings.variables.put("PEERLINK_LAN", "visible");
        assertEquals(List.of(), LocalNetworkNotice.lines(resolve()));
        surroundings.variables.remove("PEERLINK_LAN");
        assertEquals(3, LocalNetworkNotice.lines(resolve()).size());
    }

    @Test
    void theCommandThatHidesThisPeerMayRunTwice() throws Exception {
        haveLanPlugin();
        Files.createDirectories(surroundings.home().resolve("profiles/default"));
        String command = LocalNetworkNotice.lines(resolve()).getLast().text();
        for (int i = 0; i < 2; i++) {
            assertEquals(0, new ProcessBuilder("sh", "-c", command).start().waitFor());
            assertEquals(LocalNetwork.Show.CONTACTS, resolve().localNetwork().show());
        }
    }

    @Test
    void aTableThatIsThereIsLeftToTheUsersOwnHand() throws Exception {
        haveLanPlugin();
        Path config = surroundings.home().resolve("profiles/default/config.toml");
        Files.createDirectories(config.getParent());
        Files.writeString(config, "[plugins]\nlan = {}\n");
        List<Line> lines = LocalNetworkNotice.lines(resolve());
        assertTrue(lines.get(1).text().endsWith("below [plugins.lan] of " + config + ":"));
        assertEquals("  show = \"contacts\"", lines.getLast().text());
    }

    private void haveLanPlugin() throws IOException {
        Files.createDirectories(surroundings.home().resolve("plugins"));
        Files.createFile(surroundings.home().resolve("plugins/lan.jar"));
    }

    @Test
    void pluginSettingsAreTexts() throws Exception {
        profileConfig("[plugins.files]\ndownloads = \"/tmp\"\nmax = 5\nask = true\n");
        assertEquals(
                Map.of("files", Map.of("downloads", "/tmp", "max", "5", "ask", "true")),
                resolve().plugins());
    }

    @Test
    void postQuantumKeyExchangeIsRequiredUnlessSomebodySaysOtherwise() throws Exception {
        assertEquals(PostQuantum.REQUIRED, resolve().links().postQuantum());
        Files.writeString(surroundings.systemConfig(), "pq = \"preferred\"\n");
        assertEquals(PostQuantum.PREFERRED, resolve().links().postQuantum());
        profileConfig("pq = \"required\"\n");
        assertEquals(PostQuantum.REQUIRED, resolve().links().postQuantum());
        surroundings.variables.put("PEERLINK_PQ", "preferred");
        assertEquals(PostQuantum.PREFERRED, resolve().links().postQuantum());
    }

    @Test
    void anotherWordForItIsAUsageErrorThatNamesTheWords() throws Exception {
        profileConfig("pq = \"Required\"\n");
        CliException error = assertThrows(CliException.class, this::resolve);
        assertEquals(
                "not a word for pq: 'Required' (one of required, preferred)", error.getMessage());
        assertEquals(ExitCode.USAGE, error.exitCode());
    }

    @Test
    void anUnknownKeyIsAWarningThatNamesIt() throws Exception {
        profileConfig("nmae = \"x\"\n");
        assertEquals(1, resolve().warnings().size());
        assertTrue(resolve().warnings().getFirst().contains("unknown key 'nmae'"));
    }

    @Test
    void aBrokenFileIsAnErrorThatNamesFileAndLine() throws Exception {
        profileConfig("name = \"x\"\nlisten = \n");
        CliException error = assertThrows(CliException.class, this::resolve);
        assertTrue(error.getMessage().contains("config.toml: line 2"), error.getMessage());
    }

    @Test
    void valuesThatMakeNoSenseAreUsageErrors() {
        for (String registry :
                List.of("foo", "foo:99999", "127.0.0.1", "127.0.0.1:7777/short", "a b:1", ":1")) {
            options.registries = List.of(registry);
            CliException error = assertThrows(CliException.class, this::resolve, registry);
            assertEquals(ExitCode.USAGE, error.exitCode(), registry);
        }
        options.registries = List.of();
        options.profile = "../x";
        assertEquals(ExitCode.USAGE, assertThrows(CliException.class, this::resolve).exitCode());
    }

    @Test
    void whatIsGivenIsKnownWithItsPlaceAndDefaultsAreNotGiven() throws Exception {
        assertEquals(GivenSettings.NONE, resolve().given());
        profileConfig("requests = \"refuse\"\nvisibility = \"hidden\"\nname = \"file\"\n");
        surroundings.variables.put("PEERLINK_VISIBILITY", "lookup-only");
        surroundings.variables.put("PEERLINK_REGISTRY", "192.0.2.1:7777, 192.0.2.2:7777");
        surroundings.variables.put("PEERLINK_LAN", "contacts");
        options.name = "option";
        assertEquals(
                new GivenSettings(
                        Map.of(
                                "plugins.lan.show", List.of("contacts"),
                                "--name", List.of("option"),
                                "--visibility", List.of("lookup-only"),
                                "--registry", List.of("192.0.2.1:7777", "192.0.2.2:7777"),
                                "--requests", List.of("refuse")),
                        Map.of(
                                "plugins.lan.show",
                                "PEERLINK_LAN",
                                "--visibility",
                                "PEERLINK_VISIBILITY",
                                "--registry",
                                "PEERLINK_REGISTRY",
                                "--requests",
                                surroundings
                                        .home()
                                        .resolve("profiles/default/config.toml")
                                        .toString())),
                resolve().given());
    }

    @Test
    void xdgNamesTheHomeWhereNothingElseDoes() throws Exception {
        surroundings.variables.remove("PEERLINK_HOME");
        assertEquals(
                folder.resolve("user/.local/share/peerlink/profiles/default"),
                resolve().profile().directory());
        surroundings.variables.put("XDG_DATA_HOME", folder.resolve("data").toString());
        assertEquals(folder.resolve("data/peerlink"), resolve().profile().home());
        options.home = folder.resolve("option");
        assertEquals(folder.resolve("option"), resolve().profile().home());
    }
}
