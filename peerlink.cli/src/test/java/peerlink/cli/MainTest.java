package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Message;
import peerlink.cli.fixture.PrintedJson;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.program.ExitCode;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class MainTest {
    @TempDir Path folder;
    private Surroundings surroundings;

    @BeforeEach
    void makeSurroundings() {
        surroundings = new Surroundings(folder);
    }

    private void fails(int exitCode, String error, String hint, String... arguments) {
        int actual = surroundings.run(arguments);
        assertEquals(
                "peerlink: " + error + "\nhint: " + hint.replace("\n", "\nhint: ") + "\n",
                surroundings.err());
        assertEquals(exitCode, actual);
        assertEquals("", surroundings.out());
    }

    @Test
    void aMistakeInACommandLineIsAnObjectForProgramsToo() {
        for (String[] words :
                new String[][] {
                    {"peers", "--json", "--no-such"},
                    {"demo", "--json", "--listen"},
                    {"send", "--json", "bob"},
                    {"listen", "--json", "--events", "links"},
                    {"registry", "--json"}
                }) {
            surroundings = new Surroundings(folder);
            assertEquals(ExitCode.USAGE, surroundings.run(words), surroundings::err);
            JsonNode error = PrintedJson.checked("error", surroundings.out());
            assertEquals(ExitCode.USAGE, error.get("exitCode").asInt());
            assertTrue(surroundings.err().startsWith("peerlink: " + error.get("error").asString()));
        }
        surroundings = new Surroundings(folder);
        assertEquals(ExitCode.USAGE, surroundings.run("send", "--no-such", "bob", "--", "--json"));
        assertEquals("", surroundings.out());
    }

    @Test
    void helpAndVersionAreDataOnStandardOutput() {
        assertEquals(ExitCode.OK, surroundings.run("--help"));
        assertTrue(surroundings.out().startsWith("usage: peerlink [OPTIONS] [chat] [PEER]\n"));
        assertEquals(ExitCode.OK, surroundings.run("send", "--version"));
        assertTrue(surroundings.out().contains("\npeerlink "));
        assertEquals("", surroundings.err());
    }

    @Test
    void everyCommandExplainsItselfWithExamples() {
        for (Map.Entry<String, CommandLine> command :
                Main.commandLine(surroundings.environment()).getSubcommands().entrySet()) {
            String help = command.getValue().getUsageMessage();
            assertTrue(help.contains("\nexamples:\n  "), command.getKey());
            assertTrue(help.lines().allMatch(line -> line.length() <= 90), help);
        }
    }

    /** A list of commands has the first line alone. */
    @Test
    void theFirstLineOfEachHelpIsASentence() {
        sentences(Main.commandLine(surroundings.environment()));
    }

    private static void sentences(CommandLine line) {
        String[] description = line.getCommandSpec().usageMessage().description();
        assertTrue(description[0].endsWith("."), description[0]);
        line.getSubcommands().values().forEach(MainTest::sentences);
    }

    @Test
    void theHelpOfACommandOfACommandNamesTheSharedOptionsInAFewLines() {
        assertEquals(ExitCode.OK, surroundings.run("contacts", "rename", "--help"));
        String help = surroundings.out();
        assertTrue(help.contains("which peerlink --help explains:\n  --profile  --name  "), help);
        assertFalse(help.contains("--connect"), help);
    }

    @Test
    void anInviteIsRefusedWhereItWouldBeIgnored() {
        fails(
                2,
                "peers takes no --connect: it is for the chat, connect, send, listen and why",
                "peerlink peers",
                "--connect",
                "x",
                "peers");
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        fails(2, "unknown option: '--foo'", "peerlink peers --help", "peers", "--foo");
        surroundings = new Surroundings(folder);
        fails(
                2,
                "unknown option: '--foo'",
                "to send it as text:\npeerlink send bob hi -- --foo",
                "send",
                "bob",
                "hi",
                "--foo");
    }

    @Test
    void anOptionOfARegistrysRelayBecomesTheOneOfARelayAloneWithItsValue() {
        fails(
                2,
                "unknown option: '--relay-max-circuits'",
                "peerlink relay --max-circuits 5",
                "relay",
                "--relay-max-circuits",
                "5");
        surroundings = new Surroundings(folder);
        fails(
                2,
                "unknown option: '--max-circuits=5'",
                "peerlink registry --relay-max-circuits=5",
                "registry",
                "--max-circuits=5");
    }

    @Test
    void aMissingArgumentIsAUsageError() {
        fails(2, "TEXT is missing", "peerlink send --help", "send", "bob");
    }

    @Test
    void aMistypedCommandGetsTheNearestName() {
        fails(2, "no such command: 'sned'", "peerlink send bob hi", "sned", "bob", "hi");
    }

    @Test
    void theChatNeedsATerminalAndNamesWhatDoesNot() {
        fails(
                1,
                "the chat needs a terminal",
                "without one, the first sends a message, and the second prints what arrives:"
                        + "\npeerlink send bob hello"
                        + "\npeerlink listen");
    }

    @Test
    void tooLongATextIsRefusedBeforeAnythingIsSent() {
        surroundings.input(new byte[Message.MAX_TEXT + 5]);
        fails(
                1,
                "text too long: more than 65536 bytes of UTF-8",
                "the chat sends files, too:\npeerlink chat bob",
                "send",
                "bob",
                "-");
    }

    @Test
    void aTextThatIsNotUtf8IsRefused() {
        surroundings.input(new byte[] {'a', (byte) 0xff});
        fails(
                1,
                "the text is not UTF-8",
                "the chat sends files, too:\npeerlink chat bob",
                "send",
                "bob",
                "-");
    }

    @Test
    void anEmptyTextIsAUsageError() {
        surroundings.input(new byte[] {'\n'});
        fails(
                2,
                "nothing to send: the text is empty",
                "peerlink send bob hello",
                "send",
                "bob",
                "-");
    }

    @Test
    void anInviteThatIsNoneIsAUsageErrorAndSaysWhereOneIs() {
        assertEquals(2, surroundings.run("send", "--connect", "garbage", "bob", "hi"));
        assertTrue(surroundings.err().contains("not an invite: 'garbage'"), surroundings.err());
        assertTrue(
                surroundings
                        .err()
                        .endsWith(
                                "\nhint: the other side's peerlink id prints one while it is online\n"),
                surroundings.err());
    }

    @Test
    void helpPrintsTheHelpOfACommandAndRunsNothing() {
        assertEquals(ExitCode.OK, surroundings.run("help", "registry"));
        String help = surroundings.out();
        Surroundings asked = new Surroundings(folder);
        assertEquals(ExitCode.OK, asked.run("registry", "--help"));
        assertEquals(asked.out(), help);
        assertTrue(help.startsWith("usage: peerlink registry "), help);
        assertTrue(help.indexOf("--max-leases") < help.indexOf("--version"), help);
        assertTrue(help.contains("      --visibility=WHO"), help);
    }

    @Test
    void theSchemaOfAllThatIsPrintedForProgramsIsPrinted() throws Exception {
        assertEquals(ExitCode.OK, surroundings.run("help", "--schema"));
        assertEquals(
                Files.readString(Path.of("..", "docs", "peerlink.schema.json")),
                surroundings.out());
    }

    @Test
    void helpHoldsForTheProfileThatIsNamedBeforeOrBehindIt() throws Exception {
        Path profile = Files.createDirectories(folder.resolve("other/profiles/pat"));
        Files.writeString(
                profile.resolve("plugin-commands"), "# 2 jars, 0\ngreet\tsay hello\tPEER\n");
        String home = folder.resolve("other").toString();
        for (String[] line :
                new String[][] {
                    {"help", "greet", "--profile", "pat", "--home", home},
                    {"--profile", "pat", "--home", home, "help", "greet"}
                }) {
            surroundings = new Surroundings(folder);
            assertEquals(ExitCode.OK, surroundings.run(line), surroundings::err);
            assertTrue(
                    surroundings.out().startsWith("usage: peerlink run greet PEER\n"),
                    surroundings.out());
        }
        for (String command : List.of("help", "completion", "plugins sdk")) {
            surroundings = new Surroundings(folder);
            List<String> line = new ArrayList<>(List.of(command.split(" ")));
            line.addAll(List.of("--profile", "pat", "--help"));
            assertEquals(ExitCode.OK, surroundings.run(line.toArray(String[]::new)), command);
        }
    }

    @Test
    void helpExplainsTheCommandBelowACommand() {
        assertEquals(ExitCode.OK, surroundings.run("help", "plugins", "allow"));
        assertTrue(
                surroundings.out().startsWith("usage: peerlink plugins allow "),
                surroundings.out());
    }

    @Test
    void aCommandOfTheChatIsNamedWithTheOptionsThatWereGiven() {
        fails(
                2,
                "no such command: 'clear'",
                "in the chat it is /clear; with a peer called so:\npeerlink --profile pat chat clear",
                "--profile",
                "pat",
                "clear");
    }

    @Test
    void aWordOfTheContactsIsPutBehindThemAndNotBeforeAnOptionsValue() {
        fails(
                2,
                "no such command: 'trust'",
                "peerlink --profile trust contacts trust bob",
                "--profile",
                "trust",
                "trust",
                "bob");
    }

    @Test
    void helpAloneIsThatOfTheProgram() {
        assertEquals(ExitCode.OK, surroundings.run("help"));
        assertTrue(surroundings.out().startsWith("usage: peerlink [OPTIONS]"), surroundings.out());
    }

    @Test
    void helpForACommandThatIsNoneNamesTheNearest() {
        fails(2, "no such command: 'registri'", "peerlink help registry", "help", "registri");
    }

    @Test
    void theCompletionScriptIsForTheWholeProgram() {
        assertEquals(ExitCode.OK, surroundings.run("completion", "bash"));
        assertTrue(surroundings.out().endsWith("\ncomplete -F _peerlink peerlink\n"));
        assertTrue(surroundings.out().contains("--max-leases"));
    }
}
