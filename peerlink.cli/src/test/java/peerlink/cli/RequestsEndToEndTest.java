package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An unknown peer writes, to a chat and to a bot. */
class RequestsEndToEndTest {
    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
    }

    @Test
    void somebodyNewAsksIsAcceptedAndThenBothTalk() throws Exception {
        try (Screen bob = machine.chat("bob", "--requests", "ask")) {
            bob.waitFor("/help ");
            try (Screen alice = machine.chat("alice", "chat", "bob")) {
                bob.waitFor("· alice is here");
                alice.enter("hello, it's me");
                bob.waitFor("would like to write to you:");
                String shown = bob.waitFor("/block alice");
                assertTrue(shown.contains("\nalice (key "), shown);
                assertTrue(shown.contains("\n      hello, it's me\n"), shown);

                alice.enter("still me");
                alice.waitFor("not delivered to bob: bob has not accepted you yet");
                bob.enter("/accept");
                bob.waitFor("/accept alice lets alice write to you");
                bob.type("/accept al");
                bob.press("Tab", "Enter");
                bob.waitFor(") may write to you now");
                bob.waitFor(" alice: hello, it's me");

                alice.enter("thank you");
                bob.waitFor(" alice: thank you");
                bob.enter("@alice welcome");
                alice.waitFor(" bob: welcome");
                assertFalse(bob.history().contains("still me"), bob.history());
            }
        }
    }

    @Test
    void aRequestWaitsForTheNextChatAndABotTellsOfIt() throws Exception {
        String code;
        try (Program bob = machine.listen("bob", "--requests", "ask")) {
            assertEquals(0, machine.run("send", "--profile", "alice", "bob", "hello").status());
            JsonNode request =
                    JsonMapper.shared()
                            .readTree(bob.waitForLine(line -> line.contains("\"request\"")));
            assertEquals("hello", request.get("text").asString());
            assertEquals("alice", request.get("name").asString());
            code = request.get("code").asString();

            Program.Result more = machine.run("send", "--profile", "alice", "bob", "hello?");
            assertEquals(3, more.status(), more::toString);
            assertEquals(
                    """
                    peerlink: refused by bob: bob has not accepted you yet: your first message waits
                    hint: bob can tell you from others by your code:
                    hint: peerlink id --profile alice
                    """,
                    more.err());
            assertTrue(machine.run("id", "--profile", "alice").out().contains(code), code);
        }
        try (Screen bob = machine.chat("bob")) {
            bob.waitFor("one request waits");
            bob.enter("/block alice");
            bob.waitFor(code + "  blocked");
            bob.enter("/accept");
            bob.waitFor("no requests wait");
        }
    }

    @Test
    void aScriptAcceptsWhileAListenerRuns() throws Exception {
        try (Program bob = machine.listen("bob", "--requests", "ask")) {
            assertEquals(0, machine.run("send", "--profile", "alice", "bob", "hello").status());
            bob.waitForLine(line -> line.contains("\"request\""));
            String waiting = machine.run("contacts", "accept", "--profile", "bob").out();
            assertTrue(waiting.startsWith("alice ") && waiting.endsWith("  hello\n"), waiting);
            assertEquals(
                    0, machine.run("contacts", "accept", "alice", "--profile", "bob").status());
            String message = bob.waitForLine(line -> line.contains("\"message\""));
            assertTrue(message.contains("\"text\":\"hello\""), message);
            assertEquals(0, machine.run("send", "--profile", "alice", "bob", "thank you").status());
            assertEquals("", machine.run("contacts", "accept", "--profile", "bob").out());
        }
    }

    @Test
    void aNodeThatRefusesStrangersSaysSo() throws Exception {
        try (Program bob = machine.listen("bob", "--requests", "refuse")) {
            Program.Result sent = machine.run("send", "--profile", "alice", "bob", "hello");
            assertEquals(3, sent.status(), sent::toString);
            // no hint: nothing that alice does helps
            assertEquals(
                    "peerlink: refused by bob: bob takes nothing from peers that are no contacts\n",
                    sent.err());
            assertFalse(bob.toString().contains("hello"), bob::toString);
        }
    }
}
