package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;
import peerlink.cli.node.NodeAssembly;
import peerlink.core.Networks;
import peerlink.core.identity.IdentityStore;
import peerlink.registry.testing.LyingRegistry;
import peerlink.registry.testing.LyingRegistry.Lie;
import tools.jackson.databind.json.JsonMapper;

/**
 * A registry answers the name of a contact with another key: people and scripts are warned by the
 * image.
 */
class LyingRegistryEndToEndTest {
    @TempDir Path folder;
    private Machine machine;
    private LyingRegistry registry;

    @BeforeEach
    void startRegistry() throws Exception {
        machine = Machine.in(folder);
        registry =
                new LyingRegistry(
                        Networks.of(
                                IdentityStore.loadOrCreate(folder.resolve("registry")),
                                new PeerName("registry"),
                                NodeAssembly.transports()));
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    /** A peer that prints the messages that it gets. */
    private record Listening(Program program, PeerId id) implements AutoCloseable {
        @Override
        public void close() {
            program.close();
        }
    }

    private Listening listen(String profile) throws Exception {
        Program program = machine.listen(profile, "--name=bob", "--registry=" + registry.place());
        String ready = program.waitForLine(line -> line.contains("\"ready\""));
        String id = JsonMapper.shared().readTree(ready).get("id").asString();
        return new Listening(program, new PeerId(id));
    }

    private Program.Result send(String text) throws Exception {
        return machine.run(
                "send", "--profile=alice", "--registry=" + registry.place(), "bob", text);
    }

    private void answerBobsNameWith(Listening bob, Listening mallory) throws Exception {
        registry.tell(Lie.about(bob.id(), registry.awaitRecord(mallory.id())));
    }

    @Test
    void sendEndsWithFourAndSaysWhoseKeyHasChanged() throws Exception {
        try (Listening bob = listen("bob");
                Listening mallory = listen("mallory")) {
            assertEquals(new Program.Result(0, "", ""), send("hello"));
            answerBobsNameWith(bob, mallory);
            for (int i = 0; i < 2; i++) {
                Program.Result sent = send("secret");
                assertEquals(4, sent.status(), sent::toString);
                assertEquals("", sent.out());
                String[] lines = sent.err().split("\n");
                assertEquals(
                        "peerlink: the key of bob has changed: known is %s, found was %s"
                                .formatted(bob.id().shortForm(), mallory.id().shortForm()),
                        lines[0]);
                assertTrue(lines[1].startsWith("hint: "), sent::toString);
            }
            registry.tell(Lie.honest());
            assertEquals(4, send("secret").status(), "it is the user who decides");
            assertFalse(mallory.program().toString().contains("\"message\""));
            assertFalse(bob.program().toString().contains("secret"));
        }
    }

    @Test
    void theChatWarnsLoudlyAndSendsNothingUntilTrust() throws Exception {
        try (Listening bob = listen("bob");
                Listening mallory = listen("mallory");
                Screen alice = machine.chat("alice", "--registry=" + registry.place())) {
            alice.waitFor("· bob is here");
            alice.enter("@bob hello");
            bob.program().waitForLine(line -> line.contains("\"text\":\"hello\""));

            answerBobsNameWith(bob, mallory);
            alice.waitFor("WARNING: bob now claims another key.");
            String shown =
                    alice.waitUntil(
                            "the way out, perhaps over the end of a row",
                            screen -> screen.replace("\n", "").contains("/trust bob"));
            assertTrue(shown.contains("known: " + bob.id().shortForm()), shown);
            assertTrue(shown.contains("found: " + mallory.id().shortForm()), shown);
            alice.enter("@bob secret");
            alice.waitFor("not sent to bob: the key of bob has changed");
            assertFalse(mallory.program().toString().contains("\"message\""));

            alice.enter("/trust bob");
            alice.waitFor(mallory.id().shortForm() + "  unverified");
            alice.enter("@bob if you say so");
            mallory.program().waitForLine(line -> line.contains("\"text\":\"if you say so\""));
            assertFalse(mallory.program().toString().contains("secret"));
            assertFalse(bob.program().toString().contains("secret"));
        }
    }
}
