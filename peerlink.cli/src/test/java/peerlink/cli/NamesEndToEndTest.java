package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;

/**
 * Follows names to the keys that they stand for, in the image: on a screen, and for the commands
 * beside it.
 *
 * <p>No test beside it changes the machine's interfaces: a node then looks after its registry, and
 * may register anew, and of two nodes with one key the last to register counts.
 */
@Isolated
class NamesEndToEndTest {
    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void machine() {
        machine = Machine.in(folder);
    }

    private Program.Result contacts(String... arguments) throws Exception {
        return machine.run(
                Stream.concat(Stream.of("contacts", "--profile", "alice"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Test
    void aChatStaysWithItsPeerWhenAShellGivesTheNameToAnother() throws Exception {
        try (Program carol = machine.listen("carol");
                Program dave = machine.listen("dave");
                Screen alice = machine.chat("alice")) {
            alice.waitFor("/help");
            alice.enter("@dave hi");
            dave.waitForLine(line -> line.contains("\"text\":\"hi\""));
            // Tab heeds no case
            alice.type("/chat CAR");
            alice.press("Tab");
            alice.waitFor("alice> /chat carol");
            alice.press("Enter");
            alice.waitFor("alice→carol?>");
            alice.enter("one");
            carol.waitForLine(line -> line.contains("\"text\":\"one\""));
            alice.type("half a li");

            assertEquals(0, contacts("rename", "Carol", "mum").status());
            assertEquals(0, contacts("rename", "dave", "carol").status());
            // a command hands its request to the chat, which has the names of this moment
            Program.Result sent = machine.run("send", "--profile", "alice", "CAROL", "to dave");
            assertEquals(0, sent.status(), sent::err);
            dave.waitForLine(line -> line.contains("\"text\":\"to dave\""));

            alice.waitFor("alice→mum?> half a li");
            alice.enter("ne");
            carol.waitForLine(line -> line.contains("\"text\":\"half a line\""));
            alice.enter("/chat alice");
            alice.waitFor("that is you\nhint: /peers");
        }
    }

    @Test
    void aCopiedProfileIsToldOfOnBothSides() throws Exception {
        try (Screen first = machine.chat("alice")) {
            first.waitFor("/help");
            Path profiles = folder.resolve("home/profiles");
            Path copy =
                    Files.createDirectory(
                            profiles.resolve("copy"),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwx------")));
            Files.copy(
                    profiles.resolve("alice/identity.pem"),
                    copy.resolve("identity.pem"),
                    java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            try (Screen second = machine.chat("copy", "--name", "alice")) {
                second.waitFor("lists you, but another process uses the same key");
                second.waitFor("end one of the two");
                first.waitFor("does not list you: another process has registered with the same");
                first.waitFor("end one of the two");
            }
            String all = first.history();
            assertEquals(2, all.split("does not list you", -1).length, all);
            assertFalse(all.contains("lists you, but"), all);
            assertTrue(all.contains("a copied profile is the same identity"), all);
        }
    }
}
