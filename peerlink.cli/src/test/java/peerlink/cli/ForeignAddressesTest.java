package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.cli.fixture.Agreements;
import peerlink.cli.fixture.ForeignPlugin;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.text.HostPort;

/**
 * Short commands with addresses that have neither host nor port, and that plugins alone can find
 * and reach.
 */
class ForeignAddressesTest {
    @TempDir Path folder;
    private Surroundings surroundings;
    private PeerId bob;

    @BeforeEach
    void installThePlugin() throws Exception {
        System.clearProperty("peerlink.test.constructed");
        bob = PeerId.ofKey(new byte[] {7});
        surroundings = new Surroundings(folder);
        ForeignPlugin.in(
                Files.createDirectories(surroundings.home().resolve("plugins")),
                folder.resolve("work"),
                bob);
        Agreements.toAll(surroundings.home(), "default");
    }

    @Test
    void theyFindAndReachPeersByPluginsAndStartThoseAloneThatMayFilterWhatIsSent() {
        assertEquals(0, run("peers"), surroundings::err);
        assertEquals(
                "%-16s %s  pipe:///run/bob\n".formatted("bob", bob.shortForm()),
                surroundings.out());
        surroundings = new Surroundings(folder);
        run("verify", "bob");
        assertFalse(surroundings.err().contains("no host"), surroundings::err);
        isTried("why", "bob");
        assertEquals(null, System.getProperty("peerlink.test.constructed"));

        isTried("send", "--timeout", "5", "bob", "hi");
        assertEquals("yes", System.getProperty("peerlink.test.constructed"));
    }

    private void isTried(String... command) {
        surroundings = new Surroundings(folder);
        run(command);
        assertTrue(surroundings.err().contains("the pipe /run/bob is blocked"), surroundings::err);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSchemeThatNobodyServesIsAMistakeOfEachCommandWithARemedy() {
        for (String[] command :
                new String[][] {
                    {"peers"}, {"send", "bob", "hi"}, {"verify", "bob"}, {"why", "bob"}, {"listen"}
                }) {
            surroundings = new Surroundings(folder);
            List<String> line = new ArrayList<>(List.of(command));
            // no plugin waits in this profile: one that does may know the scheme
            line.addAll(List.of("--registry", "nowhere:///x", "--profile", "default"));
            assertEquals(2, surroundings.run(line.toArray(String[]::new)), () -> line.toString());
            assertTrue(
                    surroundings
                            .err()
                            .contains(
                                    "peerlink: no discovery for 'nowhere:///x': nothing here knows"
                                            + " the scheme 'nowhere' (there is "),
                    surroundings::err);
        }
    }

    @Test
    void aPluginThatMayKnowTheSchemeIsNamedWithTheCommandThatLetsItRun() {
        assertEquals(
                2,
                surroundings.run("peers", "--registry", "shared:///x", "--profile", "carol"),
                surroundings::err);
        assertTrue(
                surroundings
                        .err()
                        .endsWith(
                                "hint: the plugin shared may know it, and waits for you:\nhint: peerlink"
                                        + " plugins allow shared --profile carol\n"),
                surroundings::err);
        surroundings = new Surroundings(folder);
        assertEquals(0, surroundings.run("plugins", "allow", "shared", "--profile", "carol"));
        surroundings = new Surroundings(folder);
        assertEquals(
                0,
                surroundings.run("peers", "--registry", "shared:///x", "--profile", "carol"),
                surroundings::err);
        surroundings = new Surroundings(folder);
        surroundings.run("plugins", "disable", "shared", "--profile", "carol");
        surroundings = new Surroundings(folder);
        surroundings.run("peers", "--registry", "shared:///x", "--profile", "carol");
        assertTrue(
                surroundings
                        .err()
                        .endsWith(
                                "hint: the plugin shared may know it, and is disabled:\nhint: peerlink"
                                        + " plugins enable shared --profile carol\n"),
                surroundings::err);
    }

    @Test
    void anAddressIsAnyUriWithASlashBehindItsScheme() {
        assertEquals(Address.parse("unix:/x.sock"), HostPort.listen("unix:/x.sock"));
        assertEquals(Address.parse("shared:///team"), HostPort.registry("shared:///team"));
        for (UnaryOperator<String> place :
                List.<UnaryOperator<String>>of(
                        text -> HostPort.listen(text).toString(),
                        text -> HostPort.registry(text).toString(),
                        text -> HostPort.announced(text).toString())) {
            assertEquals(
                    "not HOST:PORT, nor an address of the scheme 'unix', which has a slash behind"
                            + " it: 'unix:x.sock' (unix:/x.sock, say)",
                    assertThrows(IllegalArgumentException.class, () -> place.apply("unix:x.sock"))
                            .getMessage());
        }
        String id = bob.text();
        assertEquals(
                HostPort.relay("192.0.2.1:7777/" + id),
                HostPort.relay("relay://192.0.2.1:7777/" + id));
    }

    @Test
    void whatIsNotUsedOfAPluginsSettingsIsShownWithItsPlace() throws Exception {
        Path config =
                Files.writeString(
                        surroundings.home().resolve("profiles/default/config.toml"),
                        "[plugins.shared]\nwait = 7\n");
        assertEquals(0, surroundings.run("plugins", "info", "shared"), surroundings::err);
        assertTrue(
                surroundings
                        .out()
                        .endsWith(
                                "setting   wait = '7' in %s, not checked, as the plugin does not run\n"
                                        .formatted(config)),
                surroundings::out);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--registry", "shared:///somewhere"));
        return surroundings.run(all.toArray(String[]::new));
    }
}
