package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.PrintedJson;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Several terminals of one profile share the node of the image that one of them runs. */
class AttachEndToEndTest {
    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
    }

    private JsonNode status() throws Exception {
        Program.Result asked = machine.run("status", "--json", "--profile", "alice");
        JsonNode status = JsonMapper.shared().readTree(asked.out());
        assertEquals(List.of(), PrintedJson.problems("node", status));
        assertEquals(status.get("running").asBoolean() ? 0 : 1, asked.status(), asked::toString);
        return status;
    }

    private static void kill(JsonNode status) {
        assertTrue(ProcessHandle.of(status.get("pid").asLong()).orElseThrow().destroyForcibly());
    }

    @Test
    void twoChatsOfAProfileShowTheSameAndOneGoesOnWhenTheOthersProcessIsKilled() throws Exception {
        try (Program bob = machine.listen("bob");
                Screen first = machine.chat("alice", "chat", "bob")) {
            first.waitFor("/help ");
            try (Screen second = machine.chat("alice", "chat", "bob")) {
                second.waitFor("attached to process ");
                first.enter("from the first");
                second.waitFor("alice→bob: from the first ✓");
                second.enter("from the second");
                first.waitFor("alice→bob: from the second ✓");
                assertEquals(
                        0, machine.run("send", "--profile", "alice", "bob", "by send").status());
                first.waitFor("alice→bob: by send");
                second.waitFor("alice→bob: by send");
                assertEquals(0, machine.run("send", "--profile", "bob", "alice", "hello").status());
                first.waitFor("bob: hello");
                second.waitFor("bob: hello");
                second.type("/conta");
                second.press("Tab");
                second.type("x"); // shows the space of a completed word
                second.waitFor("/contacts x");
                second.press("C-c");
                second.type("half a line");
                second.resize(60, 20);
                second.waitFor("alice→bob?> half a line");
                JsonNode before = status();
                assertEquals(2, before.get("chats").size());
                kill(before);
                second.waitFor("this one has");
                second.waitFor("alice→bob?> half a line");
                second.type(" is whole");
                second.press("Enter");
                second.waitFor("alice→bob: half a line is whole ✓");
                bob.waitForLine(line -> line.contains("half a line is whole"));
                String shown = second.contents();
                assertEquals(2, shown.split("bob: hello", -1).length, shown);
                assertFalse(shown.contains("new since"), shown);
                second.press("C-d");
                assertEquals(0, second.waitForExit());
                assertTrue(second.isTerminalRestored());
            }
        }
        assertFalse(status().get("running").asBoolean());
    }

    @Test
    void aLineThatIsTypedOutlivesTheKillOfTheProcessThatHasNodeAndTerminal() throws Exception {
        Path drafts = folder.resolve("home/profiles/alice/drafts");
        try (Program bob = machine.listen("bob")) {
            try (Screen alice = machine.chat("alice", "chat", "bob")) {
                alice.waitFor("/help ");
                alice.type("half a line");
                alice.waitUntil("a draft", _ -> has(drafts, "half a line"));
                kill(status());
                alice.waitForExit();
            }
            try (Screen alice = machine.chat("alice", "chat", "bob")) {
                alice.waitFor("alice→bob?> half a line");
                alice.type(", typed on");
                alice.waitUntil("a draft", _ -> has(drafts, "half a line, typed on"));
                kill(status());
                alice.waitForExit();
            }
            try (Screen alice = machine.chat("alice", "chat", "bob")) {
                alice.waitFor("alice→bob?> half a line, typed on");
                alice.press("Enter");
                alice.waitFor("alice→bob: half a line, typed on ✓");
                bob.waitForLine(line -> line.contains("half a line, typed on"));
                alice.waitUntil("no draft", _ -> Files.notExists(drafts));
            }
        }
    }

    private static boolean has(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).endsWith("\t" + text + "\n");
        } catch (IOException e) {
            return false; // it is being replaced
        }
    }

    private static void signal(String signal, long process) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, "" + process).start().waitFor());
    }

    /** As after Ctrl-Z in the chat that has the node. */
    @Test
    void besideANodeThatIsStoppedNothingWaitsWithoutEnd() throws Exception {
        try (Program daemon = machine.start("daemon", "--profile", "alice")) {
            daemon.waitForError(line -> line.startsWith("running as alice"));
            long process = status().get("pid").asLong();
            String error =
                    "peerlink: process %d, which has the profile's node, does not answer: it is stopped\nhint: kill -CONT %d\n"
                            .formatted(process, process);
            try (Screen chat = machine.chat("alice");
                    Program bot = machine.start("rpc", "--profile", "alice")) {
                chat.waitFor("attached to process ");
                bot.waitForLine(line -> line.contains("ready"));
                signal("STOP", process);
                bot.waitForError(line -> line.endsWith("does not answer: it is stopped"));
                chat.type("x");
                chat.waitFor("does not answer: it is stopped");
                assertEquals(1, chat.waitForExit());
                assertTrue(chat.isTerminalRestored());
                for (List<String> command :
                        List.of(
                                List.of("status"),
                                List.of("stop"),
                                List.of("send", "bob", "hi"),
                                List.of("outbox"),
                                List.of("why", "bob"),
                                List.of("history"),
                                List.of("rpc"))) {
                    List<String> typed = new ArrayList<>(command);
                    typed.addAll(List.of("--profile", "alice"));
                    Program.Result answer = machine.run(typed.toArray(String[]::new));
                    assertEquals(1, answer.status(), answer::toString);
                    assertEquals(error, answer.err(), command::toString);
                }
                signal("CONT", process);
                assertTrue(bot.isAlive());
                assertTrue(status().get("running").asBoolean());
                bot.waitForError(line -> line.endsWith("goes on"));
                signal("STOP", process);
                AtomicInteger told = new AtomicInteger();
                bot.waitForError(
                        line ->
                                line.endsWith("does not answer: it is stopped")
                                        && told.incrementAndGet() == 2);
                signal("CONT", process);
            }
            assertTrue(status().get("running").asBoolean());
        }
    }

    @Test
    void keysTypedToAChatThatCanNotAttachAreNotLeftToTheShell() throws Exception {
        try (Screen host = machine.chat("alice")) {
            host.waitFor("/help ");
            long process = status().get("pid").asLong();
            signal("STOP", process);
            try (Screen chat = machine.chat("alice")) {
                chat.type("half a secret");
                chat.waitFor("hint: kill -KILL " + process);
                // a row may end at a blank or within a word, as the process's number is long or
                // short
                String shown = chat.contents().replaceAll("\\s", "");
                assertTrue(shown.contains("fginitsterminal,/dev/"), shown);
                assertTrue(shown.contains("notsent:halfasecret"), shown);
                assertEquals(1, chat.waitForExit());
                assertTrue(chat.isTerminalRestored());
            } finally {
                signal("CONT", process);
            }
        }
    }

    @Test
    void aDaemonServesChatsAndKeepsWhatNobodySees() throws Exception {
        try (Program bob = machine.listen("bob")) {
            Program killed = machine.start("daemon", "--profile", "alice");
            killed.waitForError(line -> line.startsWith("running as alice"));
            assertEquals(0, machine.run("send", "--profile", "bob", "alice", "one").status());
            kill(status());
            killed.waitForExit();
            killed.close();
            try (Program daemon = machine.start("daemon", "--profile", "alice")) {
                daemon.waitForError(line -> line.startsWith("running as alice"));
                assertEquals(0, machine.run("send", "--profile", "bob", "alice", "two").status());
                assertEquals(2, status().get("waiting").asInt());
                try (Screen chat = machine.chat("alice")) {
                    chat.waitFor("attached to process ");
                    String shown = chat.waitFor("bob: two");
                    assertTrue(shown.contains("bob: one"), shown);
                    assertEquals(shown.indexOf("bob: one"), shown.lastIndexOf("bob: one"), shown);
                    chat.press("C-d");
                    assertEquals(0, chat.waitForExit());
                }
                try (Screen chat = machine.chat("alice")) {
                    String shown = chat.waitFor("/help ");
                    assertFalse(shown.contains("bob: two"), shown);
                    Program.Result stopped = machine.run("stop", "--profile", "alice");
                    assertEquals(0, stopped.status(), stopped::toString);
                    assertEquals(1, chat.waitForExit());
                    chat.waitFor("the node was ended by peerlink stop");
                    assertTrue(chat.isTerminalRestored());
                }
                Program.Result ended = daemon.waitForExit();
                assertEquals(0, ended.status(), ended::toString);
                assertFalse(ended.toString().contains("two"), ended::toString);
            }
            assertTrue(bob.isAlive());
        }
        assertEquals(
                new Program.Result(
                        1,
                        "",
                        "peerlink: no node of this profile runs\n"
                                + "hint: peerlink daemon --profile alice\n"),
                machine.run("stop", "--profile", "alice"));
    }
}
