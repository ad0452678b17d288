package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.ProgramScript;
import peerlink.cli.fixture.Screen;

/**
 * Runs the chat on real terminals without any configuration: profiles of one machine find each
 * other.
 */
class ReplEndToEndTest {
    private static final Pattern INVITE = Pattern.compile("peerlink://alice@[^\n]*/[a-z2-7]{52}");

    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
    }

    private static void waitForPrompt(Screen screen, String prompt) throws Exception {
        screen.waitUntil(
                "the prompt " + prompt,
                shown -> shown.stripTrailing().endsWith("\n" + prompt.stripTrailing()));
    }

    private static void hostReady(Screen screen) throws Exception {
        screen.waitFor("/help ");
    }

    @Test
    void twoPeersFindEachOtherAndTalk() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            alice.waitFor("  peerlink --profile bob");
            try (Screen bob = machine.chat("bob")) {
                bob.waitFor("  /chat alice");
                alice.waitFor("· bob is here");
                alice.enter("/peers");
                alice.waitUntil("bob in the list", shown -> shown.contains("\nbob     "));

                alice.enter("/chat bob");
                waitForPrompt(alice, "alice→bob?>");
                bob.type("half a th");
                waitForPrompt(bob, "bob> half a th");
                alice.enter("it's !! C:\\temp");
                alice.waitUntil("the message as delivered", ReplEndToEndTest::delivered);
                bob.waitFor(" alice: it's !! C:\\temp");
                waitForPrompt(bob, "bob> half a th");

                bob.press("C-u");
                bob.enter("@alice fine");
                alice.waitFor(" bob: fine");
                waitForPrompt(bob, "bob>");

                alice.enter("/why bob");
                alice.waitFor("\npath       direct, dialled from 127.0.0.1:");
                alice.waitFor("\ngroup      X25519MLKEM768\n");
                bob.enter("/why alice");
                bob.waitFor("\npath       direct, accepted from 127.0.0.1:");
                bob.waitFor("\nkey        Ed25519\n");

                othersWaitWhileBobsChatIsOpen(alice);
                bob.enter("/quit");
                assertEquals(0, bob.waitForExit());
                alice.waitFor("· bob has left");
            }
        }
    }

    /** Lets carol write to alice, who is about to write to bob, turns to carol's chat and back. */
    private void othersWaitWhileBobsChatIsOpen(Screen alice) throws Exception {
        alice.enter("/set others line");
        alice.waitFor("ui.others is line from now on");
        alice.type("half a th");
        for (String text : List.of("one", "two")) {
            assertEquals(0, machine.run("send", "--profile", "carol", "alice", text).status());
        }
        alice.waitFor("· carol (2 unread): two");
        waitForPrompt(alice, "alice→bob?> half a th");
        alice.press("M-a");
        String shown = alice.waitFor(" carol: two");
        assertTrue(shown.contains(" carol: one\n"), shown);
        alice.waitUntil("carol's chat", now -> now.stripTrailing().endsWith(">"));
        alice.enter("/chat -");
        waitForPrompt(alice, "alice→bob?> half a th");
        alice.type("\u001b2"); // Alt-2
        alice.waitUntil("carol's chat", now -> now.stripTrailing().endsWith(">"));
        alice.enter("/chat 1");
        waitForPrompt(alice, "alice→bob?> half a th");
        alice.press("C-u");
    }

    @Test
    void bothSeeOneSafetyCodeAndVerifyEachOtherByIt() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            hostReady(alice);
            try (Screen bob = machine.chat("bob")) {
                bob.waitFor("  /chat alice");
                alice.waitFor("· bob is here");
                alice.enter("/verify bob");
                String shown = alice.waitFor("another way: /verify bob CODE");
                List<String> rows = codeRows(shown);
                assertEquals(4, rows.size(), shown);
                // the whole picture is on the screen: between the quiet zone's blank rows, 25
                // modules
                assertEquals(
                        13, shown.lines().filter(ReplEndToEndTest::isOfPicture).count(), shown);

                bob.enter("/verify alice");
                assertEquals(rows, codeRows(bob.waitFor("another way: /verify alice CODE")));
                bob.enter("/verify alice " + String.join(" ", rows).replace('1', '2'));
                bob.waitFor("WARNING: the codes differ; ");
                bob.enter("/verify alice " + String.join("-", rows));
                bob.waitFor("the codes are equal: alice is verified");
                bob.enter("/contacts");
                bob.waitUntil(
                        "alice as verified",
                        screen ->
                                screen.lines().anyMatch(row -> row.matches("alice .* verified.*")));
            }
        }
    }

    private static List<String> codeRows(String shown) {
        return shown.lines().map(String::strip).filter(r -> r.matches("(\\d{5} ?){3}")).toList();
    }

    private static boolean isOfPicture(String row) {
        return row.matches("[ ▀▄█]*[▀▄█][ ▀▄█]*");
    }

    @Test
    void anInviteIsShownWithItsPictureAndVerifiesWhoGaveIt() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            hostReady(alice);
            alice.enter("/invite");
            String shown =
                    alice.waitUntil(
                            "a picture, and the invite on the same screen",
                            // 37 modules
                            s ->
                                    s.lines().filter(ReplEndToEndTest::isOfPicture).count() == 19
                                            && INVITE.matcher(s).find());
            assertTrue(shown.contains("\nfor anybody on this machine:\n"), shown);
            assertTrue(alice.history().contains("peerlink registry --listen 0.0.0.0:7777"), shown);
            String invite = INVITE.matcher(shown).results().findFirst().orElseThrow().group();
            try (Screen bob = machine.chat("bob")) {
                hostReady(bob);
                bob.enter("/connect " + invite);
                bob.waitFor("connected to alice, verified by the invite; /chat alice");
                bob.enter("/why alice");
                bob.waitUntil(
                        "alice as verified",
                        screen ->
                                screen.lines().anyMatch(row -> row.matches("alice .* verified.*")));
            }
        }
    }

    /** Tells whether the message is delivered. A slow first handshake shows it as pending first. */
    private static boolean delivered(String shown) {
        return shown.contains("alice→bob: it's !! C:\\temp ✓")
                || shown.contains("✓ delivered to bob: it's !! C:\\temp");
    }

    @Test
    void anotherPeerTakesTheRegistryOver() throws Exception {
        Screen alice = machine.chat("alice");
        try (alice) {
            hostReady(alice);
            try (Screen bob = machine.chat("bob")) {
                bob.waitFor("  /chat alice");
                alice.press("C-d");
                assertEquals(0, alice.waitForExit());
                // the registry that tells of it ends with alice
                bob.waitUntil(
                        "the end of alice",
                        screen ->
                                screen.contains("· alice has left")
                                        || screen.contains("no longer lists alice"));
                try (Screen carol = machine.chat("carol")) {
                    carol.waitFor("  /chat bob");
                    bob.waitFor("· carol is here");
                    carol.enter("@bob still there?");
                    bob.waitFor(" carol: still there?");
                }
            }
        }
    }

    @Test
    void tabCompletesCommandsAndPeers() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            hostReady(alice);
            try (Screen bob = machine.chat("bob")) {
                bob.waitFor("  /chat alice");
                bob.type("/ch");
                bob.press("Tab");
                waitForPrompt(bob, "bob> /chat");
                bob.type("al");
                bob.press("Tab");
                waitForPrompt(bob, "bob> /chat alice");
                bob.press("Enter");
                waitForPrompt(bob, "bob→alice?>");
            }
        }
    }

    @Test
    void anUnknownCommandIsNeverSentAndGetsTheNearestName() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            hostReady(alice);
            try (Screen bob = machine.chat("bob", "chat", "alice")) {
                waitForPrompt(bob, "bob→alice?>");
                bob.enter("/pears");
                bob.waitFor("no command /pears; nothing was sent");
                bob.waitFor("hint: /peers");
                bob.enter("//pears are fine");
                alice.waitFor(" bob: /pears are fine");
                assertFalse(alice.history().contains("bob: /pears\n"));
            }
        }
    }

    @Test
    void pastedLinesAreOneMessage() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            hostReady(alice);
            try (Screen bob = machine.chat("bob", "chat", "alice")) {
                waitForPrompt(bob, "bob→alice?>");
                bob.type("\u001b[200~first\nsecond\u001b[201~");
                bob.waitFor("second");
                assertFalse(alice.contents().contains("first"));
                bob.press("Enter");
                alice.waitUntil(
                        "both rows in one message",
                        shown -> shown.contains(" bob:\n      first\n      second\n"));
            }
        }
    }

    @Test
    void textTypedWhileTheProgramStartsIsNotLost() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            alice.enter("/typed-early");
            alice.enter("/typed-next");
            alice.type("half");
            alice.waitFor("no command /typed-early;");
            alice.waitFor("no command /typed-next;");
            waitForPrompt(alice, "alice> half");
        }
    }

    @Test
    void aLineTypedJustBeforeLeavingArrives() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            hostReady(alice);
            try (Screen bob = machine.chat("bob", "chat", "alice")) {
                waitForPrompt(bob, "bob→alice?>");
                bob.type("good night");
                bob.press("Enter", "/", "q", "u", "i", "t", "Enter");
                assertEquals(0, bob.waitForExit());
                alice.waitFor(" bob: good night");
            }
        }
    }

    @Test
    void controlCClearsTheLineAndTwiceOnAnEmptyOneLeaves() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            hostReady(alice);
            alice.type("never mind");
            waitForPrompt(alice, "alice> never mind");
            alice.press("C-c");
            waitForPrompt(alice, "alice>");
            alice.press("C-c");
            alice.waitFor("Ctrl-C again, Ctrl-D or /quit leaves");
            waitForPrompt(alice, "alice>");
            alice.press("C-c");
            assertEquals(130, alice.waitForExit());
        }
    }

    @Test
    void controlZSendsNothing() throws Exception {
        try (Screen alice = machine.chat("alice")) {
            hostReady(alice);
            alice.type("half");
            waitForPrompt(alice, "alice> half");
            alice.press("C-z");
            alice.type(" more");
            waitForPrompt(alice, "alice> half more");
        }
    }

    @Test
    void aTermSignalDeregistersAndGivesTheTerminalBack() throws Exception {
        Path script = ProgramScript.around(folder, Program.launcher());
        try (Screen bob = machine.chat("bob")) {
            hostReady(bob);
            try (Screen alice =
                    Screen.start(100, 30, machine.environment(), script, "--profile", "alice")) {
                bob.waitFor("· alice is here");
                alice.type("half");
                waitForPrompt(alice, "alice> half");
                ProgramScript.terminate(folder);
                String end = alice.waitFor("ended with 143");
                assertTrue(end.contains("terminal as before"), end);
                assertFalse(end.contains("Exception"), end);
                bob.waitFor("· alice has left");
            }
        }
    }
}
