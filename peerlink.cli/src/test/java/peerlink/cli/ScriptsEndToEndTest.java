package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.PrintedJson;
import peerlink.cli.fixture.Program;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the commands for scripts from the image through pipes. */
@Order(1)
class ScriptsEndToEndTest {
    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
    }

    private static JsonNode json(String line) {
        return JsonMapper.shared().readTree(line);
    }

    @Test
    void theDemoShowsAllOfIt() throws Exception {
        Program.Result text = machine.run("demo");
        assertEquals(0, text.status(), text::toString);
        assertEquals("", text.err());
        assertEquals(
                List.of(
                        "registry",
                        "register",
                        "register",
                        "discover",
                        "connect",
                        "",
                        "message",
                        "message",
                        "deregister",
                        "ok"),
                text.out().lines().map(line -> line.split(" ", 2)[0]).toList());
        assertFalse(Files.exists(Path.of(machine.environment().get("PEERLINK_HOME"))));

        Program.Result events = machine.run("demo", "--json");
        assertEquals(0, events.status(), events::toString);
        assertEquals(
                List.of(
                        "registry",
                        "register",
                        "register",
                        "discover",
                        "connect",
                        "message",
                        "message",
                        "deregister",
                        "ok"),
                PrintedJson.all("demo", events.out()).stream()
                        .map(line -> line.get("event").asString())
                        .toList());
    }

    @Test
    void aSentMessageIsPrintedAndAcknowledged() throws Exception {
        try (Program bob = machine.listen("bob")) {
            JsonNode ready = PrintedJson.event(bob.waitForLine(line -> line.contains("\"ready\"")));
            assertEquals("bob", ready.get("name").asString());
            assertEquals(52, ready.get("id").asString().length());
            assertTrue(ready.get("listen").asString().matches("127\\.0\\.0\\.1:\\d+"));
            assertEquals(
                    machine.environment().get("PEERLINK_LOCAL_REGISTRY"),
                    ready.get("registry").asString());

            Program.Result sent =
                    machine.run("send", "--profile", "alice", "bob", "build", "grün \t\u001b[31m");
            assertEquals(new Program.Result(0, "", ""), sent);

            JsonNode message =
                    PrintedJson.event(bob.waitForLine(line -> line.contains("\"message\"")));
            assertEquals("alice", message.get("name").asString());
            assertEquals("text/plain", message.get("type").asString());
            for (String field : List.of("messageId", "from", "sentAt", "receivedAt")) {
                assertFalse(message.get(field).asString().isEmpty(), field);
            }
            assertTrue(message.get("text").asString().startsWith("build gr"));
            assertTrue(message.get("text").asString().endsWith(" \t\u001b[31m"));

            Program.Result again =
                    machine.run("send", "--json", "--profile", "alice", "bob", "again");
            JsonNode delivered = PrintedJson.checked("sentMessage", again.out());
            assertEquals("delivered", delivered.get("state").asString());
            assertEquals(ready.get("id"), delivered.get("to"));
            assertEquals(
                    delivered.get("messageId"),
                    json(bob.waitForLine(line -> line.contains("\"again\""))).get("messageId"));
        }
    }

    @Test
    void standardInputIsOneMessage() throws Exception {
        try (Program bob = machine.start("listen", "--profile", "bob")) {
            waitUntilListed("bob");
            try (Program send = machine.start("send", "--profile", "alice", "bob", "-")) {
                send.type("one");
                send.type("two");
                send.endInput();
                assertEquals(new Program.Result(0, "", ""), send.waitForExit());
            }
            assertTrue(
                    bob.waitForLine(line -> true)
                            .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d alice: one"));
            bob.waitForLine("      two"::equals);
        }
    }

    private void waitUntilListed(String name) throws Exception {
        long deadline = System.nanoTime() + Program.DEADLINE.toNanos();
        Program.Result peers = machine.run("peers", "--profile", "watcher");
        while (!peers.out().startsWith(name + " ") && System.nanoTime() < deadline) {
            peers = machine.run("peers", "--profile", "watcher");
        }
        assertTrue(peers.out().startsWith(name + " "), peers.toString());
        assertEquals(0, peers.status());
    }

    @Test
    void peersAndIdTellTheSame() throws Exception {
        try (Program bob = machine.listen("bob")) {
            JsonNode peer =
                    PrintedJson.checked(
                            "peer", machine.run("peers", "--json", "--profile", "alice").out());
            JsonNode id =
                    PrintedJson.checked(
                            "identity", machine.run("id", "--json", "--profile", "bob").out());
            assertEquals("bob", peer.get("name").asString());
            assertEquals(peer.get("id"), id.get("id"));
            assertEquals(
                    "peerlink://bob@%s/%s"
                            .formatted(
                                    peer.get("addresses").get(0).asString().substring(6),
                                    peer.get("id").asString()),
                    id.get("invite").asString());
            assertTrue(bob.toString().contains(id.get("id").asString()));
        }
    }

    @Test
    void anInviteIsEnoughWithoutARegistry() throws Exception {
        try (Program bob = machine.listen("bob")) {
            String invite =
                    json(machine.run("id", "--json", "--profile", "bob").out())
                            .get("invite")
                            .asString();
            Program.Result sent =
                    machine.run(
                            "send",
                            "--profile=alice",
                            "--registry=127.0.0.1:" + Machine.freePort(),
                            "--connect=" + invite,
                            "bob",
                            "hello");
            assertEquals(new Program.Result(0, "", ""), sent);
            bob.waitForLine(line -> line.contains("\"text\":\"hello\""));
        }
    }

    @Test
    void whyTellsOfALinkThatItOpens() throws Exception {
        try (Program bob = machine.listen("bob")) {
            Program.Result why = machine.run("why", "bob", "--json", "--profile", "alice");
            assertEquals(0, why.status(), why::toString);
            JsonNode link = PrintedJson.checked("path", why.out());
            assertEquals("bob", link.get("name").asString());
            assertEquals("unverified", link.get("trust").asString());
            assertFalse(link.get("contact").asBoolean());
            assertEquals("direct", link.get("path").asString());
            assertEquals("dialled", link.get("origin").asString());
            assertTrue(link.get("remote").asString().startsWith("tls://127.0.0.1:"));
            assertEquals("tls", link.get("transport").asString());
            assertEquals("TLSv1.3", link.get("protocol").asString());
            assertEquals("X25519MLKEM768", link.get("group").asString());
            assertEquals("TLS_AES_128_GCM_SHA256", link.get("cipher").asString());
            assertEquals("Ed25519", link.get("key").asString());
            assertTrue(link.get("upMillis").asLong() < Program.DEADLINE.toMillis());
            Instant.parse(link.get("since").asString());
            assertTrue(link.get("roundTripMicros").asLong() > 0, why::out);
            assertFalse(bob.toString().contains("\"message\""));
            try (Program alice = machine.listen("alice")) {
                // the process that runs sends it
                JsonNode sent =
                        PrintedJson.checked(
                                "sentMessage",
                                machine.run("send", "alice", "hello", "--profile=bob", "--json")
                                        .out());
                assertEquals("delivered", sent.get("state").asString());
                alice.waitForLine(line -> line.contains("\"text\":\"hello\""));
                // the link of the process that runs, which bob has opened
                JsonNode running =
                        json(machine.run("why", "bob", "--json", "--profile", "alice").out());
                assertEquals("accepted", running.get("origin").asString());
            }
            assertEquals(3, machine.run("why", "nobody", "--profile", "alice").status());
        }
        // bob's address is still known, and no peer answers there; dave's address only a registry
        // could tell
        Program.Result away = machine.run("why", "bob", "--profile", "alice");
        assertEquals(3, away.status());
        assertTrue(away.out().contains("\ntried      127.0.0.1:"), away::toString);
        assertEquals(5, machine.run("why", "dave", "--profile", "alice").status());
    }

    @Test
    void theDoctorAsksTheProcessThatRunsOrANodeOfItsOwn() throws Exception {
        Program.Result alone = machine.run("doctor", "--json", "--profile", "alice");
        assertEquals(0, alone.status(), alone::toString);
        assertEquals("unknown", verdict(alone, "relay"), "nothing runs");
        Program.Result wrong =
                machine.run(
                        "doctor",
                        "--json",
                        "--profile=alice",
                        "--registry=127.0.0.1:" + Machine.freePort(),
                        "--listen=no.such.host.invalid:7001");
        assertEquals(1, wrong.status(), wrong::toString);
        assertEquals("fail", verdict(wrong, "listening"));
        try (Program alice = machine.listen("alice")) {
            Program.Result running = machine.run("doctor", "--json", "--profile", "alice");
            assertEquals(0, running.status(), running::toString);
            String listen =
                    json(alice.waitForLine(line -> line.contains("\"ready\"")))
                            .get("listen")
                            .asString();
            assertTrue(
                    running.out().contains("\"text\":\"" + listen + ", for peers on this machine"),
                    running::toString);
            assertEquals("ok", verdict(running, "clock"));
            Program.Result words = machine.run("doctor", "--profile", "alice");
            assertTrue(words.out().contains("\nok      registry   127.0.0.1:"), words::toString);
        }
    }

    private static String verdict(Program.Result doctor, String subject) {
        return PrintedJson.all("finding", doctor.out()).stream()
                .filter(finding -> finding.get("subject").asString().equals(subject))
                .map(finding -> finding.get("verdict").asString())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void bothProfilesPrintOneSafetyCode() throws Exception {
        try (Program bob = machine.listen("bob");
                Program alice = machine.listen("alice")) {
            JsonNode one =
                    PrintedJson.checked(
                            "verification",
                            machine.run("verify", "bob", "--json", "--profile=alice").out());
            JsonNode other = json(machine.run("verify", "alice", "--json", "--profile=bob").out());
            assertEquals(one.get("code"), other.get("code"));
            String code = one.get("code").asString();
            assertTrue(code.matches("(\\d{5} ){11}\\d{5}"), code);
            Program.Result equal = machine.run("verify", "--profile=alice", "bob", code);
            assertEquals(0, equal.status(), equal::toString);
            assertTrue(bob.toString().contains("ready") && alice.toString().contains("ready"));
        }
        // a contact now: needs no other peer
        assertTrue(
                machine.run("verify", "bob", "--json", "--profile=alice")
                        .out()
                        .contains("\"trust\":\"verified\""));
    }

    /** The program blocks the first time, and {@code listen} is killed meanwhile. */
    @Test
    void aMessageWhoseProgramWasCutOffComesAgain() throws Exception {
        Path seen = folder.resolve("seen");
        String program =
                "cd '%s'; { echo $PEERLINK_MESSAGE_NAME $PEERLINK_MESSAGE_REDELIVERED; cat; echo; } >>seen;"
                                .formatted(folder)
                        + " [ -e go ] || { echo $$ >pid.new; mv pid.new pid; exec tail -f /dev/null; };"
                        + " printf 'got\\033it\\n'";
        try (Program bot = machine.start("listen", "--profile", "bot", "--exec", program)) {
            bot.waitForError(line -> line.startsWith("listening as bot"));
            assertEquals(0, machine.run("send", "--profile=alice", "bot", "$(hi)").status());
            while (!Files.exists(folder.resolve("pid")) && bot.isAlive()) {
                LockSupport.parkNanos(5_000_000);
            }
            bot.kill();
            bot.waitForExitOfItself();
        } finally {
            ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("pid")).strip()))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
        Files.createFile(folder.resolve("go"));
        try (Program bot =
                machine.start(
                        "listen", "--profile=bot", "--exec", program, "--json", "--events=link")) {
            bot.waitForError("got\ufffdit"::equals);
            assertEquals("alice false\n$(hi)\nalice true\n$(hi)\n", Files.readString(seen));
            assertEquals(0, machine.run("send", "--profile=alice", "bot", "more").status());
            PrintedJson.event(bot.waitForLine(line -> line.contains("\"opened\"")));
            PrintedJson.event(bot.waitForLine(line -> line.contains("\"closed\"")));
        }
    }

    @Test
    void anUnknownPeerIsThree() throws Exception {
        try (Program bob = machine.listen("bob")) {
            Program.Result sent = machine.run("send", "nobody", "hi", "--json");
            assertEquals(3, sent.status(), sent::toString);
            JsonNode error = PrintedJson.checked("error", sent.out());
            assertEquals(3, error.get("exitCode").asInt());
            assertEquals("peerlink peers", error.get("hint").asString());
            assertTrue(sent.err().startsWith("peerlink: nobody called 'nobody'"), sent.err());
            assertTrue(sent.err().endsWith("\nhint: peerlink peers\n"), sent.err());
            assertFalse(bob.toString().contains("\"message\""));
        }
    }

    @Test
    void noRegistryIsFive() throws Exception {
        for (List<String> command : List.of(List.of("peers"), List.of("send", "bob", "hi"))) {
            Program.Result result = machine.run(command.toArray(String[]::new));
            assertEquals(5, result.status(), result::toString);
            assertEquals(3, result.err().lines().count(), result::toString);
        }
    }

    @Test
    void anotherKeyUnderAKnownNameIsFour() throws Exception {
        try (Program bob = machine.listen("bob")) {
            assertEquals(0, machine.run("send", "--profile", "alice", "bob", "hi").status());
            bob.terminate();
            bob.waitForExit();
        }
        try (Program mallory = machine.listen("mallory", "--name", "bob")) {
            Program.Result sent = machine.run("send", "--profile", "alice", "bob", "secret");
            assertEquals(4, sent.status(), sent::toString);
            assertFalse(mallory.toString().contains("secret"));
            String hint = sent.err().lines().toList().getLast();
            assertTrue(hint.startsWith("hint: ") && hint.endsWith("contacts --profile alice"));

            String listed = machine.run("contacts", "--profile", "alice").out();
            assertTrue(listed.contains("  changed     found: "), listed);
            assertTrue(listed.contains("contacts trust bob --profile alice\n"), listed);
            assertEquals(0, machine.run("contacts", "trust", "bob", "--profile", "alice").status());
            assertEquals(0, machine.run("send", "--profile", "alice", "bob", "hi").status());
        }
    }

    @Test
    void anotherKeyAtAnAddressThatIsNotTheContactsOwnIsNobodyThere() throws Exception {
        try (Program mallory = machine.listen("mallory")) {
            String place =
                    json(mallory.waitForLine(line -> line.contains("\"ready\"")))
                            .get("listen")
                            .asString();
            Path alice = Path.of(machine.environment().get("PEERLINK_HOME"), "profiles", "alice");
            Files.createDirectories(alice);
            Files.writeString(
                    alice.resolve("contacts.json"),
                    """
                    {"version": 2, "contacts": [{"name": "bob", "id": "%s", "trust": "verified",
                      "addresses": ["tls://%s"]}]}
                    """
                            .formatted("a".repeat(52), place));
            Program.Result sent = machine.run("send", "--profile", "alice", "bob", "secret");
            assertEquals(3, sent.status(), sent::toString);
            assertTrue(sent.err().contains("another key answered at " + place), sent::toString);
            assertFalse(sent.err().contains("forget"), sent.err());
            assertFalse(mallory.toString().contains("secret"));
        }
    }

    @Test
    void aPeerBlockedByAScriptIsRefusedByTheNodeThatRuns() throws Exception {
        try (Program bob = machine.listen("bob")) {
            assertEquals(0, machine.run("send", "--profile", "alice", "bob", "hi").status());
            bob.waitForLine(line -> line.contains("\"hi\""));
            assertEquals(0, machine.run("contacts", "block", "alice", "--profile", "bob").status());
            long end = System.nanoTime() + Program.DEADLINE.toNanos();
            while (machine.run("send", "--profile", "alice", "bob", "hi").status() == 0) {
                assertTrue(System.nanoTime() < end, "still let in");
            }
        }
    }

    @Test
    void aTermSignalEndsListeningAndDeregisters() throws Exception {
        try (Program registry = machine.start("registry")) {
            String option = registry.waitForLine(line -> line.startsWith("--registry "));
            assertTrue(option.matches("--registry 127\\.0\\.0\\.1:\\d+/[a-z2-7]{52}"), option);
            String place = option.split(" ")[1];
            try (Program bob = machine.listen("bob", "--registry", place)) {
                assertTrue(machine.run("peers", "--registry", place).out().startsWith("bob "));
                bob.terminate();
                Program.Result ended = bob.waitForExit();
                assertEquals(143, ended.status());
                assertEquals("", ended.err());
                assertEquals("", machine.run("peers", "--registry", place).out());
            }
            registry.terminate();
            Program.Result ended = registry.waitForExit();
            assertEquals(0, ended.status());
            assertFalse(ended.err().contains("Exception"), ended.err());
        }
    }

    @Test
    void aRegistryWithAnotherKeyIsNotUsed() throws Exception {
        try (Program registry = machine.start("registry")) {
            String place =
                    registry.waitForLine(line -> line.startsWith("--registry ")).split(" ")[1];
            String wrong = place.substring(0, place.indexOf('/') + 1) + "a".repeat(52);
            Program.Result peers = machine.run("peers", "--registry", wrong);
            assertEquals(4, peers.status(), peers::toString);
            Program.Result sent = machine.run("send", "--registry", wrong, "bob", "hi");
            assertEquals(4, sent.status(), sent::toString);
            assertEquals(2, sent.err().lines().count(), sent::toString);
            Program.Result id = machine.run("id", "--registry", wrong);
            assertEquals(4, id.status(), id::toString);
        }
    }

    @Test
    void listeningEndsWhenNobodyReadsItsOutput() throws Exception {
        try (Program bob =
                Program.start(
                        machine.environment(),
                        Path.of("sh"),
                        "-c",
                        "{ \"$0\" listen --json --profile bob; echo \"status $?\" >&2; } | head -1",
                        Program.launcher().toString())) {
            bob.waitForLine(line -> line.contains("\"ready\""));
            machine.run("send", "--profile", "alice", "bob", "hi");
            Program.Result ended = bob.waitForExit();
            assertTrue(
                    ended.err().startsWith("peerlink: the output can't be written"), ended.err());
            assertTrue(ended.err().endsWith("\nstatus 1\n"), ended.err());
            Program.Result peers = machine.run("peers", "--profile", "alice");
            assertTrue(
                    peers.out().lines().allMatch(line -> line.contains("  (last known 20")),
                    peers::toString);
        }
    }

    @Test
    void withoutATerminalTheChatNamesWhatWorks() throws Exception {
        Program.Result chat = machine.run();
        assertEquals(1, chat.status());
        assertEquals("", chat.out());
        assertTrue(chat.err().startsWith("peerlink: the chat needs a terminal\nhint: "));
        assertTrue(chat.err().contains("peerlink send") && chat.err().contains("peerlink listen"));
    }

    @Test
    void aProfileListensOnceAtATime() throws Exception {
        try (Program first = machine.listen("bot")) {
            Program.Result second = machine.run("listen", "--json", "--profile", "bot");
            assertEquals(1, second.status(), second::toString);
            assertTrue(
                    second.err().contains(", which runs peerlink listen; beside it, "),
                    second::toString);
            assertEquals(0, machine.run("send", "bot", "still there?", "--profile", "ci").status());
            first.waitForLine(line -> line.contains("still there?"));
        }
    }

    @Test
    void pluginsAreListed() throws Exception {
        Program.Result plugins = machine.run("plugins");
        assertEquals(0, plugins.status(), plugins::toString);
        assertTrue(plugins.out().contains("history"), plugins::toString);
        assertTrue(plugins.out().contains("installed"), plugins::toString);
    }
}
