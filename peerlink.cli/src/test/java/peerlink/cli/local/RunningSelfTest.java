package peerlink.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.PeerName;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.node.NodeOptions;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;

/** {@code id} and {@code peers} beside a process that stays tell what that one knows. */
class RunningSelfTest {
    @TempDir Path folder;
    private Surroundings shell;
    private Path profile;
    private Identity identity;

    @BeforeEach
    void makeProfile() throws Exception {
        shell = new Surroundings(folder);
        // no registry answers on the shell's own account
        shell.variables.put("PEERLINK_LOCAL_REGISTRY", "127.0.0.1:1");
        shell.variables.put("PEERLINK_LAN", "off");
        profile = shell.home().resolve("profiles/default");
        identity = IdentityStore.loadOrCreate(profile);
    }

    private HostedNode hosted(NodeBuilder builder) throws Exception {
        return HostedNode.of(
                builder.dataDirectory(profile)
                        .transports(List.of())
                        .listen()
                        .purpose("chat")
                        .start(),
                profile,
                Duration.ZERO,
                new NodeOptions());
    }

    private NodeBuilder alice() {
        return new NodeBuilder(identity, new PeerName("alice"));
    }

    @Test
    void theIdIsThatOfTheRunningNodeWithItsNameAndInvite() throws Exception {
        try (HostedNode hosted =
                hosted(alice().announce(Address.parse("tls://203.0.113.7:7001")))) {
            assertEquals(0, shell.run("id", "--name", "other"), shell::err);
            assertTrue(shell.out().startsWith("name    alice\n"), shell::out);
            assertTrue(
                    shell.out()
                            .contains("invite  peerlink://alice@203.0.113.7:7001/" + identity.id()),
                    shell::out);
            assertEquals("", shell.err());
            assertEquals(identity.id(), hosted.node().self().id());
        }
    }

    @Test
    void aRunningNodeWithoutAnInviteSaysWhy() throws Exception {
        try (HostedNode hosted = hosted(alice().direct(false))) {
            assertEquals(0, shell.run("id", "--json"), shell::err);
            assertTrue(shell.out().startsWith("{\"name\":\"alice\""), shell::out);
            assertTrue(
                    shell.err()
                            .startsWith(
                                    "direct is false and no relay is known, so nobody can open a link to you\n"),
                    shell::err);
            assertEquals(identity.id(), hosted.node().self().id());
        }
    }

    @Test
    void thePeersAreThoseOfTheRunningNodesRegistries() throws Exception {
        try (HostedNode hosted = hosted(alice())) {
            assertEquals(0, shell.run("peers"), shell::err);
            assertEquals("nobody else is there\n", shell.err());
            assertEquals(List.of(), hosted.node().directories());
        }
        assertEquals(5, shell.run("peers"), "none runs: the shell's own registry is asked");
    }
}
