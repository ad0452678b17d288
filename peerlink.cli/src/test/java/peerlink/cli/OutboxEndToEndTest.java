package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.PrintedJson;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps messages in the image's outbox: for peers that are away, across restarts, crashes and a
 * full disk.
 */
@Order(1)
class OutboxEndToEndTest {
    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
    }

    /** Makes bob a contact of alice, and has bob leave. */
    private void meetBob(String... options) throws Exception {
        meet("bob", options);
    }

    private void meet(String name, String... options) throws Exception {
        try (Program bob = machine.listen(name, options)) {
            List<String> hello = new ArrayList<>(List.of("send", "--profile=alice"));
            hello.addAll(List.of(options));
            hello.addAll(List.of("--timeout=60", name, "hello"));
            Program.Result sent = machine.run(hello.toArray(String[]::new));
            assertEquals(new Program.Result(0, "", ""), sent);
            bob.waitForLine(line -> line.contains("\"hello\""));
            bob.terminate();
            bob.waitForExit();
        }
    }

    private Program.Result alice(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--profile=alice");
        return machine.run(all.toArray(String[]::new));
    }

    private List<JsonNode> outbox() throws Exception {
        Program.Result listed = alice("outbox", "--json");
        assertEquals(0, listed.status(), listed::toString);
        return listed.out()
                .lines()
                .map(line -> PrintedJson.checked("outboxMessage", line))
                .toList();
    }

    private static List<String> texts(String lines) {
        return lines.lines()
                .filter(line -> line.endsWith("}") && line.contains("\"event\":\"message\""))
                .map(line -> JsonMapper.shared().readTree(line).get("text").asString())
                .toList();
    }

    @Test
    void aLineTypedWhileThePeerIsAwayArrivesAfterAllHaveRestarted() throws Exception {
        String[] options;
        try (Program registry = machine.start("registry")) {
            String place = registry.waitForLine(line -> line.startsWith("--registry "));
            options = new String[] {"--registry=" + place.split(" ")[1]};
            meetBob(options);
            try (Screen alice = machine.chat("alice", options[0], "chat", "bob")) {
                alice.waitFor("/help ");
                alice.enter("one");
                alice.waitFor("alice→bob: one …");
                alice.enter("two");
                alice.waitFor("alice→bob: two …");
                alice.enter("/quit");
                assertEquals(0, alice.waitForExit());
                alice.waitFor("2 messages wait in the outbox");
            }
            registry.terminate();
            registry.waitForExit();
        }
        try (Program registry = machine.start("registry")) {
            registry.waitForLine(line -> line.startsWith("--registry "));
            try (Screen alice = machine.chat("alice", options)) {
                alice.waitFor("/outbox");
                alice.enter("/outbox");
                alice.waitUntil(
                        "both in the list",
                        shown ->
                                shown.lines().anyMatch(row -> row.matches("  1  bob .* one.*"))
                                        && shown.lines()
                                                .anyMatch(row -> row.matches("  2  bob .* two.*")));
                try (Program bob = machine.listen("bob", options)) {
                    bob.waitForLine(line -> line.contains("\"two\""));
                    assertEquals(List.of("one", "two"), texts(bob.toString()));
                    alice.waitFor("✓ delivered to bob: two");
                    alice.enter("/outbox");
                    alice.waitFor("\nnothing waits");
                }
            }
        }
    }

    @Test
    void aPendingLineIsMarkedInItsPlaceWhenThePeerIsBack() throws Exception {
        meetBob();
        try (Screen alice = machine.chat("alice", "chat", "bob")) {
            alice.waitFor("/help ");
            alice.enter("are you there?");
            alice.waitFor("alice→bob: are you there? …");
            alice.type("half");
            alice.resize(60, 20);
            alice.waitFor("alice→bob? (away)> half");
            try (Program bob = machine.listen("bob")) {
                bob.waitForLine(line -> line.contains("are you there?"));
                alice.waitUntil(
                        "the message as delivered",
                        shown ->
                                shown.contains("are you there? ✓")
                                        || shown.contains("✓ delivered to bob: are you there?"));
            }
            alice.waitFor("alice→bob?> half");
        }
    }

    @Test
    void waitingMessagesAreListedAndCancelled() throws Exception {
        meetBob();
        try (Screen alice = machine.chat("alice", "chat", "bob")) {
            alice.waitFor("/help ");
            for (String text : List.of("one", "two", "three")) {
                alice.enter(text);
                alice.waitFor("alice→bob: " + text + " …");
            }
            alice.enter("/outbox");
            alice.waitUntil(
                    "three in the list",
                    shown -> shown.lines().anyMatch(row -> row.matches("  3  bob .* three.*")));
            alice.enter("/cancel 2");
            alice.waitFor("cancelled the message to bob");
            alice.enter("/status");
            alice.waitFor("outbox     2 messages wait");
            alice.type("/cancel b");
            alice.press("Tab", "Enter");
            alice.waitFor("cancelled 2 messages");
            alice.enter("/cancel bob");
            alice.waitFor("no message 'bob' waits");
            try (Program bob = machine.listen("bob")) {
                alice.enter("four");
                bob.waitForLine(line -> line.contains("\"four\""));
                assertEquals(List.of("four"), texts(bob.toString()));
            }
        }
    }

    @Test
    void aQueuedMessageGoesOutWhileTheProfileListens() throws Exception {
        meetBob();
        Program.Result sent = alice("send", "--timeout=2", "bob", "now or never");
        assertEquals(3, sent.status(), sent::toString);
        assertEquals(List.of(), outbox());
        for (String text : List.of("first", "second", "third")) {
            assertEquals(new Program.Result(0, "", ""), alice("send", "--queue", "bob", text));
        }
        List<JsonNode> waiting = outbox();
        assertEquals(3, waiting.size());
        assertEquals("bob", waiting.getFirst().get("name").asString());
        assertEquals("first", waiting.getFirst().get("excerpt").asString());
        Program.Result cancelled =
                alice("outbox", "cancel", waiting.get(1).get("messageId").asString());
        assertEquals(new Program.Result(0, "", "cancelled the message to bob\n"), cancelled);
        assertEquals(1, alice("outbox", "cancel", "nobody").status());
        try (Program bob = machine.listen("bob");
                Program listening = machine.listen("alice")) {
            bob.waitForLine(line -> line.contains("\"third\""));
            assertEquals(List.of("first", "third"), texts(bob.toString()));
            listening.terminate();
            assertEquals(143, listening.waitForExit().status());
        }
        assertEquals(List.of(), outbox());
    }

    @Test
    void manyCommandsAtOnceShareOneProfile() throws Exception {
        meet("carol"); // this peer goes away
        try (Program bob = machine.listen("bob")) {
            List<Program> toBob = new ArrayList<>();
            List<Program> toCarol = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                toBob.add(
                        machine.start(
                                "send", "--profile=alice", "--timeout=120", "bob", "text " + i));
                toCarol.add(
                        machine.start(
                                "send", "--profile=alice", "--timeout=120", "carol", "never " + i));
                toCarol.add(
                        machine.start(
                                "send",
                                "--profile=alice",
                                "--timeout=120",
                                "--queue",
                                "carol",
                                "later " + i));
            }
            for (Program send : toBob) {
                assertEquals(new Program.Result(0, "", ""), send.waitForExit());
            }
            for (int i = 0; i < toCarol.size(); i++) {
                Program.Result sent = toCarol.get(i).waitForExit();
                assertEquals(i % 2 == 0 ? 3 : 0, sent.status(), sent::toString);
            }
            for (int i = 0; i < 5; i++) {
                String text = "\"text " + i + "\"";
                bob.waitForLine(line -> line.contains(text));
            }
            assertEquals(
                    List.of("text 0", "text 1", "text 2", "text 3", "text 4"),
                    texts(bob.toString()).stream().sorted().toList());
            assertEquals(
                    List.of("later 0", "later 1", "later 2", "later 3", "later 4"),
                    outbox().stream().map(row -> row.get("excerpt").asString()).sorted().toList());
        }
    }

    @Test
    void besideAChatCommandsWorkAndASecondChatSaysWhoHasTheProfile() throws Exception {
        meetBob();
        try (Screen alice = machine.chat("alice")) {
            alice.waitFor("/help ");
            Program.Result second = alice("listen");
            assertEquals(1, second.status(), second::toString);
            assertTrue(
                    second.err()
                            .matches(
                                    "(?s)peerlink: the profile in .* is in use by process \\d+,"
                                            + " which runs peerlink chat; beside it, peerlink outbox"
                                            + " --profile alice works\n"
                                            + "hint: peerlink stop --profile alice\n"),
                    second::toString);
            assertEquals(0, alice("send", "--queue", "bob", "queued beside the chat").status());
            alice.enter("/outbox");
            alice.waitFor("queued beside the chat");
            assertEquals(1, outbox().size());
            Program.Result refused = alice("send", "--timeout=2", "bob", "not beside the chat");
            assertEquals(3, refused.status(), refused::toString);
            Program.Result elsewhere =
                    alice("send", "--registry=127.0.0.1:1", "bob", "by another registry");
            assertEquals(1, elsewhere.status(), elsewhere::toString);
            assertTrue(elsewhere.err().contains("does not use the registry"), elsewhere::toString);
            try (Program bob = machine.listen("bob")) {
                bob.waitForLine(line -> line.contains("queued beside the chat"));
                assertEquals(new Program.Result(0, "", ""), alice("send", "bob", "at once"));
                bob.waitForLine(line -> line.contains("\"at once\""));
                assertEquals(List.of("queued beside the chat", "at once"), texts(bob.toString()));
            }
        }
    }

    /** Connects the kind of peer that takes links and never says a word. */
    private Program sendTo(ServerSocket mute) throws Exception {
        String id =
                JsonMapper.shared()
                        .readTree(machine.run("id", "--json").out())
                        .get("id")
                        .asString();
        return machine.start(
                "send",
                "--profile=alice",
                "--timeout=120",
                "--connect=peerlink://mute@127.0.0.1:%d/%s".formatted(mute.getLocalPort(), id),
                "mute",
                "hello");
    }

    @Test
    void aCommandItselfFinishesARequestThatTheServingProcessLeaves() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                Program serving = machine.listen("alice")) {
            mute.setSoTimeout((int) Program.DEADLINE.toMillis());
            try (Program send = sendTo(mute)) {
                try (Socket fromServing = mute.accept()) {
                    serving.terminate();
                    assertEquals(143, serving.waitForExit().status());
                    assertTrue(fromServing.isConnected());
                }
                try (Socket fromCommand = mute.accept()) {
                    assertTrue(fromCommand.isConnected());
                }
                Program.Result sent = send.waitForExit();
                assertEquals(3, sent.status(), sent::toString);
            }
            assertEquals(List.of(), outbox());
        }
    }

    @Test
    void theOutcomeIsUnknownWhenTheServingProcessWasKilled() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                Program serving = machine.listen("alice")) {
            mute.setSoTimeout((int) Program.DEADLINE.toMillis());
            try (Program send = sendTo(mute);
                    Socket fromServing = mute.accept()) {
                serving.kill();
                Program.Result sent = send.waitForExit();
                assertEquals(1, sent.status(), sent::toString);
                assertTrue(sent.err().contains("is not known"), sent::toString);
                assertTrue(fromServing.isConnected());
            }
        }
    }

    @Test
    void messagesThatAKilledListenerHadNotPrintedComeAgain() throws Exception {
        meetBob();
        // more than a pipe holds while nobody reads: the listener is stuck amid the second message
        List<String> sent =
                Stream.of("a", "b", "c", "d").map(letter -> letter.repeat(60_000)).toList();
        ProcessBuilder builder =
                new ProcessBuilder(
                        Program.launcher().toString(), "listen", "--json", "--profile", "bob");
        builder.environment().putAll(machine.environment());
        Process stuck = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> printed = new ArrayList<>();
        try {
            assertTrue(stuck.inputReader().readLine().contains("\"event\":\"ready\""));
            for (String text : sent) {
                try (Program send =
                        machine.start("send", "--profile=alice", "--timeout=60", "bob", "-")) {
                    send.type(text);
                    send.endInput();
                    assertEquals(0, send.waitForExit().status());
                }
            }
        } finally {
            // not Process.destroyForcibly(), which closes the pipe with the printed text
            stuck.toHandle().destroyForcibly();
        }
        try (BufferedReader out = stuck.inputReader()) {
            out.lines().forEach(printed::add);
        }
        List<String> first = texts(String.join("\n", printed));
        assertTrue(first.size() < sent.size(), () -> first.size() + " were printed");
        try (Program bob = machine.listen("bob")) {
            bob.waitForLine(line -> line.contains("dddd"));
            List<JsonNode> again =
                    bob.toString()
                            .lines()
                            .filter(line -> line.contains("\"event\":\"message\""))
                            .map(line -> JsonMapper.shared().readTree(line))
                            .toList();
            List<String> second =
                    again.stream().map(message -> message.get("text").asString()).toList();
            // none is lost, and none comes again except those whose print the node may not know of
            assertEquals(sent.subList(sent.size() - second.size(), sent.size()), second);
            assertTrue(first.size() + second.size() >= sent.size());
            assertTrue(first.size() + second.size() <= sent.size() + 1);
            assertTrue(again.getFirst().get("redelivered").asBoolean());
        }
    }

    @Test
    void anOutputThatCanNotBeWrittenEndsTheListening() throws Exception {
        try (Program bob =
                Program.start(
                        machine.environment(),
                        Path.of("sh"),
                        "-c",
                        "exec \"$0\" listen --json --profile bob >/dev/full",
                        Program.launcher().toString())) {
            Program.Result ended = bob.waitForExit();
            assertEquals(1, ended.status(), ended::toString);
            assertTrue(ended.err().contains("the output can't be written"), ended::toString);
        }
    }

    @Test
    void aFullDiskRefusesMessagesUntilThereIsSpaceAgain() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Program.Result mounted =
                Program.run(
                        Map.of(),
                        Path.of("mount"),
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=4m",
                        "tmpfs",
                        disk.toString());
        assumeTrue(
                mounted.status() == 0,
                "SKIPPED: a small disk can be made by root alone: " + mounted.err());
        try {
            machine =
                    new Machine(
                            Map.of(
                                    "PEERLINK_HOME",
                                    disk.toString(),
                                    "PEERLINK_LOCAL_REGISTRY",
                                    "127.0.0.1:" + Machine.freePort(),
                                    "PEERLINK_LAN",
                                    "off",
                                    "PEERLINK_COMMAND",
                                    "peerlink"));
            meetBob();
            try (Screen alice = machine.chat("alice", "chat", "bob")) {
                alice.waitFor("/help ");
                Path filler = fill(disk);
                // uses up the room that the file of messages still has itself
                String much = "x".repeat(4000);
                alice.enter("first " + much);
                alice.enter("second " + much);
                alice.enter("the last straw");
                alice.waitFor("✗ not sent to bob: ");
                alice.waitFor("the Up key brings the line back");
                Files.delete(filler);
                alice.enter("there is room again");
                alice.waitFor("alice→bob: there is room again …");
                try (Program bob = machine.listen("bob")) {
                    bob.waitForLine(line -> line.contains("there is room again"));
                    assertFalse(texts(bob.toString()).contains("the last straw"), alice.history());
                }
            }
        } finally {
            Program.run(Map.of(), Path.of("umount"), "-l", disk.toString());
        }
    }

    private static Path fill(Path disk) throws Exception {
        Path filler = disk.resolve("filler");
        byte[] block = new byte[4096];
        boolean isFull = false;
        while (!isFull) {
            try {
                Files.write(filler, block, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                isFull = true;
            }
        }
        return filler;
    }
}
