package peerlink.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.api.Address;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.Main;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.ShellWords;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.Invite;
import picocli.CommandLine;

/** Tells the text of {@code peerlink send} from its options. */
class SendCommandTest {
    /** Made once, since that takes longer than all the rest. */
    private static final CommandLine PARSER = commandLine(new byte[] {'i', 'n'});

    @TempDir Path folder;

    private static CommandLine commandLine(byte[] input) {
        return Main.commandLine(new Surroundings(Path.of("unused")).input(input).environment());
    }

    private static String text(byte[] input, String... arguments) throws Exception {
        return text(commandLine(input), arguments);
    }

    private static String text(CommandLine commandLine, String... arguments) throws Exception {
        commandLine.parseArgs(arguments);
        SendCommand send = commandLine.getSubcommands().get("send").getCommand();
        return send.text(new NodeOptions()).decodeUtf8();
    }

    private static String text(String... arguments) throws Exception {
        return text(PARSER, arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@todo",
                "@/etc/hostname",
                "@@x",
                "@",
                "- item",
                "-5 degrees",
                "-5",
                "--- cut here ---",
                "--dry run",
                "-okay",
                "-> see",
                "-\n- item",
                "---",
                "${user.home} $HOME ~ * \\n %s %n {0} @|red x|@",
                "'quoted' \"twice\"",
                "a,b;c|d=e",
                " blanks  stay ",
                "caf\u00e9",
                "cafe\u0301"
            })
    void aTextIsSentAsItIs(String text) throws Exception {
        assertEquals(text, text("send", "bob", text));
        assertEquals(text, text("send", "bob", "--", text));
        assertEquals(text, text("send", "--", "bob", text));
        assertEquals(text, text("send", "--queue", "--timeout", "5", "bob", text));
        assertEquals(text + " " + text, text("send", "bob", text, "--queue", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-", "--queue", "--foo", "--help", "-h", "-x", "--name=carol is it", "--"})
    void behindTwoHyphensEverythingIsText(String text) throws Exception {
        assertEquals(text, text("send", "bob", "--", text));
        assertEquals(text, text("send", "--", "bob", text));
    }

    @Test
    void anAtSignOpensNoFile() throws Exception {
        Path todo = Files.writeString(folder.resolve("todo"), "secret");
        assertEquals("@" + todo, text("send", "bob", "@" + todo));
        assertEquals("@" + todo, text("send", "bob", "--", "@" + todo));
    }

    /** The peer's machine accepts the connection, and nobody there ever says anything. */
    @Test
    void whoLooksOnIsToldAfterThreeSecondsWhyThereIsNoLink() throws Exception {
        Surroundings surroundings = new Surroundings(folder).onTerminal();
        surroundings.variables.put("PEERLINK_LAN", "off");
        surroundings.variables.put("PEERLINK_LOCAL_REGISTRY", "127.0.0.1:" + Machine.freePort());
        Path profile = surroundings.home().resolve("profiles/default");
        try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            try (Node node =
                    new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName("jane"))
                            .dataDirectory(profile)
                            .sending()
                            .start()) {
                node.add(
                        new Invite(
                                new PeerName("bob"),
                                List.of(Address.of("tls", "127.0.0.1", silent.getLocalPort())),
                                PeerId.ofKey(new byte[] {1})));
            }
            assertEquals(
                    ExitCode.PEER_UNAVAILABLE,
                    surroundings.run("send", "--timeout", "4", "bob", "hello"));
        }
        List<String> lines = surroundings.err().lines().toList();
        assertTrue(
                lines.getFirst().startsWith("no registry answers: cannot reach the registry at "),
                surroundings::err);
        assertEquals(
                "peerlink: bob did not acknowledge the message in time: it was not sent",
                lines.get(1));
    }

    /** The parser takes these texts for -h and -V with more behind it. */
    @ParameterizedTest
    @ValueSource(strings = {"-hello there", "-Vanessa"})
    void textThatBeginsLikeAShortOptionIsRefusedWithTheCommandThatSendsIt(String text)
            throws Exception {
        Surroundings surroundings = new Surroundings(folder);
        assertEquals(ExitCode.USAGE, surroundings.run("send", "bob", text));
        assertTrue(
                surroundings
                        .err()
                        .endsWith(
                                "\nhint: to send it as text:\nhint: peerlink send bob -- "
                                        + ShellWords.quoted(List.of(text))
                                        + "\n"),
                surroundings.err());
        assertEquals("", surroundings.out());
        assertEquals(text, text("send", "bob", "--", text));
    }

    @Test
    void noCommandExpandsAnAtSign() {
        assertNoneExpands(Main.commandLine(new Surroundings(folder).environment()));
    }

    private static void assertNoneExpands(CommandLine command) {
        assertFalse(command.isExpandAtFiles(), command.getCommandName());
        command.getSubcommands().values().forEach(SendCommandTest::assertNoneExpands);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --foo          | send bob -- --foo
                    -x             | send bob -- -x
                    --quue=it's me | send bob -- '--quue=it'\\''s me'
                    """)
    void textThatLooksLikeAnOptionIsRefusedWithTheCommandThatSendsIt(String text, String hint)
            throws Exception {
        CliException e = assertThrows(CliException.class, () -> text("send", "bob", text));
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertEquals("unknown option: '" + text + "'", e.getMessage());
        assertEquals("to send it as text:\npeerlink " + hint, e.hint());
        assertThrows(CliException.class, () -> text("send", text, "bob", "hi"));
        CliException tooLong =
                assertThrows(
                        CliException.class, () -> text("send", "bob", "--foo", "x".repeat(300)));
        assertEquals("peerlink send --help", tooLong.hint());
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    one\\n,       one
                    one\\r\\n,     one
                    one\\ntwo\\n, one\\ntwo
                    one\\n\\n,     one\\n
                    \\tone,      \\tone
                    @one,        @one
                    """)
    void theInputsLastLineEndIsNoPartOfIt(String input, String text) throws Exception {
        assertEquals(
                text.translateEscapes(),
                text(
                        input.translateEscapes().getBytes(StandardCharsets.UTF_8),
                        "send",
                        "bob",
                        "-"));
    }

    @Test
    void aTextOfTheGreatestLengthMayEndItsLine() throws Exception {
        String most = "x".repeat(Message.MAX_TEXT);
        for (String end : List.of("", "\n", "\r\n")) {
            byte[] input = (most + end).getBytes(StandardCharsets.UTF_8);
            assertEquals(most, text(input, "send", "bob", "-"));
        }
        byte[] tooLong = (most + "x\n").getBytes(StandardCharsets.UTF_8);
        CliException e = assertThrows(CliException.class, () -> text(tooLong, "send", "bob", "-"));
        assertTrue(e.getMessage().startsWith("text too long"), e.getMessage());
    }
}
