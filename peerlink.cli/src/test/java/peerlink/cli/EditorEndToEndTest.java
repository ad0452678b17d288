package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;

/** Edits lines of the image's chat in a real terminal. {@code LineEditorTest} tests all keys. */
class EditorEndToEndTest {
    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
    }

    /**
     * Starts alice's chat in a shell's script, in which {@code "$@"} is the program with its
     * arguments.
     */
    private Screen chat(String script) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-c", script, "sh"));
        arguments.addAll(List.of(Program.launcher().toString(), "--profile", "alice"));
        return Screen.start(
                80, 24, machine.environment(), Path.of("sh"), arguments.toArray(String[]::new));
    }

    /** Returns an editor that has a text of its own, if it is on a terminal. */
    private Path editor() throws IOException {
        Path editor = folder.resolve("editor");
        Files.writeString(
                editor, "#!/bin/sh\n[ -t 0 ] && [ -t 1 ] && echo 'edited by hand' >\"$1\"\n");
        Files.setPosixFilePermissions(editor, PosixFilePermissions.fromString("rwx------"));
        return editor;
    }

    private static void waitForPrompt(Screen screen, String prompt) throws Exception {
        screen.waitUntil(
                "the prompt " + prompt,
                shown -> ("\n" + shown.stripTrailing()).endsWith("\n" + prompt));
    }

    @Test
    void aLineIsEditedAsInAShellAlsoOnATerminalWithoutASize() throws Exception {
        try (Screen alice = chat("stty rows 0 cols 0; EDITOR='" + editor() + "' exec \"$@\"")) {
            alice.waitFor("/help ");
            alice.type("half");
            waitForPrompt(alice, "alice> half");
            alice.type("\u001b[1~x\u001b[4~y"); // PuTTY's Home and End
            waitForPrompt(alice, "alice> xhalfy");
            alice.type("\u001b[24~\u001b]11;rgb:0/0/0\u0007"); // F12; a terminal's answer
            alice.press("C-s", "C-]", "C-x", "C-b", "C-g");
            alice.type("\u001c!"); // Control and a backslash
            waitForPrompt(alice, "alice> xhalfy!");
            alice.press("C-u");
            alice.type("a🇩🇪👨‍👩‍👧1️⃣");
            alice.press("BSpace", "BSpace", "BSpace");
            alice.type("b");
            waitForPrompt(alice, "alice> ab");
            alice.type("👨‍👩‍👧c");
            alice.press("Left", "Left", "Left", "Left", "Delete");
            alice.type("x");
            alice.press("End");
            alice.type("!");
            waitForPrompt(alice, "alice> xb👨‍👩‍👧c!");
            alice.press("C-u");
            alice.enter("   indented");
            alice.waitFor("not sent: no chat is open");
            alice.press("Up");
            waitForPrompt(alice, "alice>    indented");
            alice.press("C-u");
            alice.type("\u001b[200~1\n2\n3\n4\n5\n6\u001b[201~");
            alice.press("Enter");
            alice.waitFor("6 lines, one message: Enter sends it");
            alice.press("C-x", "C-e");
            waitForPrompt(alice, "alice> edited by hand");
            alice.press("C-u");
            alice.enter("/edit");
            waitForPrompt(alice, "alice> edited by hand");
            alice.press("C-u");
            alice.type("/clear");
            alice.press("Enter", "n", "e", "x", "t");
            alice.waitUntil("the prompt alone", shown -> shown.strip().equals("alice> next"));
            assertFalse(alice.history().contains("Exception"), alice.history());
            alice.press("C-u");
            alice.enter("/set ui.status on");
            alice.waitFor("ui.status is on from now on");
            alice.type("kept");
            for (int columns : new int[] {20, 200, 80}) {
                alice.resize(columns, 24);
                String shown =
                        alice.waitUntil(
                                "the status line below the prompt",
                                screen ->
                                        screen.stripTrailing()
                                                .endsWith("\nalice> kept\nregistry connected"));
                assertEquals(1, shown.split("alice> kept", -1).length - 1, shown);
            }
            alice.press("C-u", "C-d");
            assertEquals(0, alice.waitForExit());
            assertTrue(alice.isTerminalRestored());
        }
    }

    @Test
    void aDumbTerminalEditsLinesItselfAndOneControlCLeavesNothing() throws Exception {
        try (Screen alice = chat("TERM=dumb exec \"$@\"")) {
            alice.waitFor("/help ");
            alice.type("half typed");
            alice.waitFor("half typed");
            alice.press("C-c");
            alice.waitFor("Ctrl-C again, Ctrl-D or /quit leaves");
            alice.type("/statusx");
            alice.press("BSpace");
            alice.type("\u001b[A");
            alice.press("Enter");
            alice.waitFor("you        alice");
            alice.enter("/close");
            String closed = alice.waitFor("no chat is open");
            assertEquals(2, closed.split("/close", -1).length, closed); // the terminal's own
            alice.press("C-c");
            alice.waitUntil("the same again", shown -> shown.split("Ctrl-C again", -1).length == 3);
            alice.press("C-c");
            assertEquals(130, alice.waitForExit());
        }
    }
}
