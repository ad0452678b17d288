package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.PeerId;
import peerlink.api.contract.PluginJars;
import peerlink.cli.fixture.Surroundings;

/**
 * Short commands with addresses that have neither host nor port, and that plugins alone can find
 * and reach.
 */
class ForeignAddressesTest {
    private static final String DISCOVERY =
            """
            package acme.shared;
            import peerlink.api.*;
            import java.util.*;
            import java.util.function.Consumer;
            public class Folder implements Discovery, Directory {
                public String scheme() { return "shared"; }
                public Directory open(Address address, Network network) { return this; }
                public Registration register(Announcement announcement) { return () -> {}; }
                public List<Peer> find(Query query) {
                    return List.of(new Peer(new PeerId("%s"), new PeerName("bob"),
                            List.of(Address.parse("pipe:///run/bob"))));
                }
                public Registration watch(Consumer<DirectoryEvent> listener) { return () -> {}; }
                public void close() {}
            }
            """;

    private static final String TRANSPORT =
            """
            package acme.shared;
            import peerlink.api.*;
            import java.io.IOException;
            public class Pipe implements Transport {
                public String scheme() { return "pipe"; }
                public Link connect(Address a, Identity i, LinkPolicy p, PeerId expected) throws IOException {
                    throw new IOException("the pipe " + a.uri().getPath() + " is blocked");
                }
                public Listener listen(Address a, Identity i, LinkPolicy p, LinkHandler h) throws IOException {
                    throw new IOException("nobody listens in this test");
                }
            }
            """;

    private static final String MAIN =
            """
            package acme.shared;
            import peerlink.api.*;
            public class Main implements Plugin {
                public Main() { System.setProperty("peerlink.test.constructed", "yes"); }
                public void start(PluginContext context) {}
            }
            """;

    @TempDir Path folder;
    private Surroundings surroundings;
    private PeerId bob;

    @BeforeEach
    void installThePlugin() throws Exception {
        System.clearProperty("peerlink.test.constructed");
        bob = PeerId.ofKey(new byte[] {7});
        surroundings = new Surroundings(folder);
        new PluginJars(folder.resolve("work"))
                .jar(
                        Files.createDirectories(surroundings.home().resolve("plugins"))
                                .resolve("shared.jar"),
                        "1",
                        Map.of(
                                "module-info.java",
                                """
                                module acme.shared {
                                    requires peerlink.api;
                                    provides peerlink.api.Discovery with acme.shared.Folder;
                                    provides peerlink.api.Transport with acme.shared.Pipe;
                                    provides peerlink.api.Plugin with acme.shared.Main;
                                }
                                """,
                                "acme/shared/Folder.java",
                                DISCOVERY.formatted(bob.text()),
                                "acme/shared/Pipe.java",
                                TRANSPORT,
                                "acme/shared/Main.java",
                                MAIN));
    }

    @Test
    void theyFindAndReachPeersByPluginsAndStartNone() {
        assertEquals(0, run("peers"), surroundings::err);
        assertEquals(
                "%-16s %s  pipe:///run/bob\n".formatted("bob", bob.shortForm()),
                surroundings.out());

        for (List<String> command :
                List.of(List.of("send", "--timeout", "5", "bob", "hi"), List.of("why", "bob"))) {
            surroundings = new Surroundings(folder);
            run(command.toArray(String[]::new));
            assertTrue(
                    surroundings.err().contains("the pipe /run/bob is blocked"),
                    () -> command + ": " + surroundings.err());
        }
        surroundings = new Surroundings(folder);
        run("verify", "bob");
        assertFalse(surroundings.err().contains("no host"), surroundings::err);
        assertEquals(null, System.getProperty("peerlink.test.constructed"));
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
