package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.PeerId;
import peerlink.cli.fixture.Agreements;
import peerlink.cli.fixture.ForeignPlugin;
import peerlink.cli.fixture.Surroundings;

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
    void aSchemeThatNobodyServesIsNamedWithARemedy() {
        assertEquals(5, surroundings.run("peers", "--registry", "nowhere:///x"));
        assertEquals(
                "peerlink: nothing here finds peers at nowhere:///x: neither PeerLink nor a plugin knows the scheme 'nowhere'\n"
                        + "hint: check the address; what finds peers at such ones is a plugin's: peerlink plugins\n",
                surroundings.err());
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--registry", "shared:///somewhere"));
        return surroundings.run(all.toArray(String[]::new));
    }
}
