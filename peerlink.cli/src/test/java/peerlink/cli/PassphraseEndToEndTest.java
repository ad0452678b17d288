package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;

/** Passphrases typed on a real terminal. */
class PassphraseEndToEndTest {
    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachineWithAProtectedKey() throws Exception {
        machine = Machine.in(folder);
        Map<String, String> environment = new HashMap<>(machine.environment());
        environment.put("PEERLINK_PASSPHRASE", "first");
        Program.Result made =
                Program.run(environment, Program.launcher(), "id", "--profile", "alice");
        assertEquals(0, made.status(), made::toString);
    }

    private Screen screen(String... arguments) throws Exception {
        return Screen.start(100, 30, machine.environment(), Program.launcher(), arguments);
    }

    @Test
    void theChatAsksBeforeItOpensAndShowsNothingOfIt() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            alice.waitFor("passphrase for the key in ");
            alice.type("firsx");
            alice.press("BSpace");
            alice.enter("t");
            alice.waitFor("PeerLink ");
            alice.waitUntil("the prompt", shown -> shown.stripTrailing().endsWith("\nalice>"));
            assertFalse(alice.history().contains("firs"), alice.history());
            alice.enter("/quit");
            assertEquals(0, alice.waitForExit());
            assertTrue(alice.isTerminalRestored());
        }
    }

    @Test
    void aLineTypedAfterItIsNotLost() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            alice.waitFor("passphrase for the key in ");
            alice.enter("first");
            alice.enter("/status");
            alice.type("half a");
            alice.waitFor("you        alice");
            alice.waitUntil("the line", shown -> shown.stripTrailing().endsWith("\nalice> half a"));
        }
    }

    @Test
    void textTypedBeforeThePromptIsNoAnswerAndDoesNotStay() throws Exception {
        // a program that has not started yet can't keep the terminal from showing typed text
        try (Screen alice = slowly("id", "--profile", "alice")) {
            alice.enter("typed ahead");
            alice.type("and more");
            alice.waitFor("and more");
            Files.createFile(folder.resolve("go"));
            alice.waitFor("what was typed before this prompt could be seen, and is no answer");
            alice.waitUntil(
                    "only the prompt",
                    shown -> !shown.contains("typed ahead") && !shown.contains("and more"));
            alice.enter("first");
            assertEquals(0, alice.waitForExit());
            alice.waitFor("protected by a passphrase");
            assertFalse(alice.history().contains("first"), alice.history());
            assertTrue(alice.isTerminalRestored());
        }
    }

    @Test
    void anAnswerTypedAheadOfItsPromptDoesNotShow() throws Exception {
        try (Screen alice = screen("id", "--profile", "alice", "--set-passphrase")) {
            alice.waitFor("passphrase for the key in ");
            alice.enter("first");
            alice.enter("second");
            alice.enter("second");
            assertEquals(0, alice.waitForExit());
            alice.waitFor("is protected by the new passphrase");
            assertFalse(alice.history().contains("second"), alice.history());
            assertTrue(alice.isTerminalRestored());
        }
    }

    @Test
    void aDumbTerminalShowsNothingOfItEither() throws Exception {
        try (Screen alice =
                Screen.start(
                        100,
                        30,
                        machine.environment(),
                        Path.of("env"),
                        "TERM=dumb",
                        Program.launcher().toString(),
                        "id",
                        "--profile",
                        "alice")) {
            alice.waitFor("passphrase for the key in ");
            alice.enter("first");
            assertEquals(0, alice.waitForExit());
            assertFalse(alice.history().contains("first"), alice.history());
            assertTrue(alice.isTerminalRestored());
        }
    }

    /** Starts the program once there is a file {@code go}. */
    private Screen slowly(String... arguments) throws Exception {
        String script = "until [ -e '%s' ]; do sleep 0.05; done; exec \"$0\" \"$@\"";
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "-c",
                                script.formatted(folder.resolve("go")),
                                Program.launcher().toString()));
        all.addAll(List.of(arguments));
        return Screen.start(
                100, 30, machine.environment(), Path.of("sh"), all.toArray(String[]::new));
    }

    @Test
    void ctrlCAtThePromptLeavesTheTerminalAsItWas() throws Exception {
        try (Screen alice = screen("id", "--profile", "alice")) {
            alice.waitFor("passphrase for the key in ");
            alice.press("C-c");
            assertEquals(130, alice.waitForExit());
            assertTrue(alice.isTerminalRestored());
        }
    }

    @Test
    void aWrongOneIsSix() throws Exception {
        try (Screen alice = screen("id", "--profile", "alice")) {
            alice.waitFor("passphrase for the key in ");
            alice.enter("wrong");
            assertEquals(6, alice.waitForExit());
            alice.waitFor("peerlink: wrong passphrase for the key in ");
            assertTrue(alice.isTerminalRestored());
        }
    }

    @Test
    void itIsAskedForThoughTheOutputGoesElsewhere() throws Exception {
        try (Screen alice =
                Screen.start(
                        100,
                        30,
                        machine.environment(),
                        Path.of("sh"),
                        "-c",
                        "\"$0\" id --json --profile alice | tr a-z A-Z",
                        Program.launcher().toString())) {
            alice.waitFor("passphrase for the key in ");
            alice.enter("first");
            alice.waitFor("{\"NAME\":\"ALICE\"");
            assertEquals(0, alice.waitForExit());
        }
    }

    @Test
    void aNewOneIsTypedTwice() throws Exception {
        try (Screen alice = screen("id", "--profile", "alice", "--set-passphrase")) {
            alice.waitFor("passphrase for the key in ");
            alice.enter("first");
            alice.waitFor("new passphrase for the key in ");
            alice.enter("sëcond");
            alice.waitFor("the same again:");
            alice.enter("sëcond");
            assertEquals(0, alice.waitForExit());
        }
        Map<String, String> environment = new HashMap<>(machine.environment());
        environment.put("PEERLINK_PASSPHRASE", "sëcond");
        Program.Result id = Program.run(environment, Program.launcher(), "id", "--profile=alice");
        assertEquals(0, id.status(), id::toString);
    }
}
