package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An invite alone brings two machines together that have nothing else in common. */
class InviteEndToEndTest {
    @Test
    void anInviteLeadsToItsPeerByTheRegistryAndSoDoesPlainPeerlinkFromThenOn(@TempDir Path folder)
            throws Exception {
        Machine operator = Machine.in(folder.resolve("operator"));
        Machine alices = Machine.in(folder.resolve("alice"));
        Machine bobs = Machine.in(folder.resolve("bob"));
        String listen = "127.0.0.1:" + Machine.freePort();
        try (Program registry = operator.start("registry", "--listen", listen, "--admin", "off")) {
            String place =
                    registry.waitForLine(line -> line.startsWith("--registry ")).split(" ")[1];
            String invite;
            try (Program alice = alices.listen("alice", "--registry", place)) {
                Program.Result id =
                        alices.run("id", "--json", "--profile", "alice", "--registry", place);
                JsonNode shown = JsonMapper.shared().readTree(id.out());
                assertEquals("anybody on this machine", shown.get("inviteFor").asString());
                invite = shown.get("invite").asString();
                assertTrue(invite.endsWith("/registry/" + place), invite);
                // the registry alone leads there
                invite = invite.replaceFirst("@[^/]*", "");

                try (Screen bob = bobs.chat("bob", "connect", invite)) {
                    bob.waitFor("connected to alice, verified by the invite");
                    bob.waitFor("the invite's registry " + listen + " is used from now on");
                    bob.waitFor("bob→alice>");
                    bob.enter("hello");
                    alice.waitForLine(line -> line.contains("\"text\":\"hello\""));
                    bob.enter("/status");
                    bob.waitFor(listen);
                    bob.enter("/quit");
                    assertEquals(0, bob.waitForExit());
                }
                alice.terminate();
                alice.waitForExit();
            }
            // on another port, so that the registry alone knows the place
            try (Program alice = alices.listen("alice", "--registry", place)) {
                Program.Result sent = bobs.run("send", "alice", "again", "--profile", "bob");
                assertEquals(0, sent.status(), sent::toString);
                alice.waitForLine(line -> line.contains("\"text\":\"again\""));
                try (Screen bob = bobs.chat("bob")) {
                    bob.waitFor("bob>");
                    bob.enter("@alice and again");
                    alice.waitForLine(line -> line.contains("\"text\":\"and again\""));
                    // a chat that runs takes an invite as well; nothing is used twice
                    Program.Result handed = bobs.run("connect", invite, "--profile", "bob");
                    assertEquals(0, handed.status(), handed::toString);
                    assertEquals(
                            "connected to alice, verified by the invite; in the chat that runs:"
                                    + " /chat alice, or from a shell:"
                                    + " peerlink send alice hello --profile bob",
                            (handed.out() + handed.err()).strip());
                    bob.enter("/connect " + invite);
                    bob.waitFor("connected to alice, verified by the invite; /chat alice");
                }
                Program.Result contacts = bobs.run("contacts", "--json", "--profile", "bob");
                assertTrue(contacts.out().contains("\"trust\":\"verified\""), contacts::toString);
            }
        }
    }
}
