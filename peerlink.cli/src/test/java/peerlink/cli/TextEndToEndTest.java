package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.fixture.Screen;
import tools.jackson.databind.json.JsonMapper;

/**
 * The other side gets and reads exactly the text that the user typed, whatever characters it has.
 */
class TextEndToEndTest {
    private static final String PASTE = "\u001b[200~%s\u001b[201~";
    private static final String ENGLAND =
            "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f";

    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
    }

    /** A line of the chat, and the text that arrives for it; empty for a command. */
    private record Row(String typed, String text) {
        Row(String text) {
            this(text, text);
        }
    }

    private static final List<Row> ROWS =
            List.of(
                    new Row("don't say \"never\" \\ C:\\temp"),
                    new Row("!! !1 ^a^b $HOME ~ * ? {0} %s %n ${x} `id`"),
                    new Row("- item"),
                    new Row("@ home"),
                    new Row("    indented"),
                    new Row("  /verify bob", ""),
                    new Row("  //verify bob", "  /verify bob"),
                    new Row("//etc/hosts", "/etc/hosts"),
                    new Row("@@todo", "@todo"),
                    new Row("@bob     def f():", "    def f():"),
                    new Row("/msg bob   it's  me", "  it's  me"),
                    new Row(PASTE.formatted("name\tage\ncarol\t42"), "name\tage\ncarol\t42"),
                    new Row(PASTE.formatted("@bob \tone\n\ttwo"), "\tone\n\ttwo"),
                    new Row("co\u00adop \ufeff " + ENGLAND + " \uf8ff cafe\u0301"));

    @Test
    void typedTextArrivesAndIsShownUnchanged() throws Exception {
        try (Program bob = machine.listen("bob");
                Screen alice = machine.chat("alice", "bob")) {
            alice.waitFor("alice→bob?>");
            alice.waitFor("/help ");
            alice.record();
            for (Row row : ROWS) {
                alice.enter(row.typed());
                if (row.text().isEmpty()) {
                    alice.waitFor("your safety code with bob");
                } else {
                    waitForText(bob, row.text());
                }
            }
            alice.enter("/clear");
            alice.enter("/history don't");
            alice.waitFor("you → bob: «don't» say \"never\" \\ C:\\temp");
            alice.enter("/history caf\u00e9");
            alice.waitFor("you → bob: coop ");
            alice.enter("/history carol");
            alice.waitFor("bob: name");
            alice.waitUntil("columns", shown -> shown.contains("        «carol» 42"));
            String written = alice.recorded();
            assertTrue(written.contains("coop \ufeff " + ENGLAND + " \uf8ff cafe\u0301"), written);
            assertFalse(written.contains("\uFFFD"), written);
        }
    }

    private static void waitForText(Program listen, String text) throws Exception {
        listen.waitForLine(
                line -> JsonMapper.shared().readTree(line).path("text").asString("").equals(text));
    }

    @Test
    void aScriptSendsTheWordsThatItWasGiven() throws Exception {
        Path todo = Files.writeString(folder.resolve("todo"), "secret");
        try (Program bob = machine.listen("bob")) {
            for (String text : List.of("@" + todo, "- item")) {
                assertEquals(
                        new Program.Result(0, "", ""),
                        machine.run("send", "--profile", "alice", "bob", text));
                waitForText(bob, text);
            }
            assertEquals(
                    new Program.Result(0, "", ""),
                    machine.run("send", "--profile", "alice", "--", "bob", "--queue"));
            waitForText(bob, "--queue");
        }
    }

    /**
     * The numbers of closed streams would go to the next files that are opened, those of the
     * runtime and the profile.
     */
    @Test
    void streamsThatAreClosedAreNobodyElsesFiles() throws Exception {
        Program.Result sent = shell("exec \"$0\" send --profile alice bob - <&-");
        assertEquals(
                new Program.Result(
                        2,
                        "",
                        "peerlink: nothing to send: the text is empty\nhint: peerlink send bob hello"
                                + " --profile alice\n"),
                sent);
        Program.Result printed = shell("exec \"$0\" listen --json --profile alice >&-");
        assertEquals(1, printed.status(), printed::toString);
        assertTrue(printed.err().contains("the output can't be written"), printed::toString);

        try (Program listen =
                Program.start(
                        machine.environment(),
                        Path.of("sh"),
                        "-c",
                        "echo $$; exec \"$0\" listen --profile alice <&- >&- 2>&-",
                        Program.launcher().toString())) {
            Path streams = Path.of("/proc", listen.waitForLine(line -> true), "fd");
            long deadline = System.nanoTime() + Program.DEADLINE.toNanos();
            while (!machine.run("peers", "--profile", "carol").out().contains("alice ")) {
                assertTrue(System.nanoTime() < deadline, "it does not get as far as to register");
            }
            for (String stream : List.of("0", "1", "2")) {
                assertEquals(
                        Path.of("/dev/null"),
                        Files.readSymbolicLink(streams.resolve(stream)),
                        stream);
            }
        }
    }

    private Program.Result shell(String command) throws Exception {
        return Program.run(
                machine.environment(), Path.of("sh"), "-c", command, Program.launcher().toString());
    }
}
