package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jline.reader.Binding;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.program.CommandWords;
import peerlink.cli.terminal.LineEditor.Presence;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.ChatSettings;

/**
 * Presses keys and looks at the line. {@code ^} stands for Control with the next character,
 * {@code ⎋} for Escape, {@code ⏎} for a line feed, {@code ↵} for Enter.
 */
class LineEditorTest {
    private static final Size SIZE = Size.of(80, 24);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private LineDisciplineTerminal terminal;
    private ChatReader reader;

    @BeforeEach
    void open() throws Exception {
        terminal =
                new LineDisciplineTerminal(
                        "test", "xterm-256color", written, StandardCharsets.UTF_8);
        terminal.setSize(SIZE);
        terminal.enterRawMode(); // keys come before the reader asks for them
        reader = new ChatReader(terminal, SIZE);
        Keyboard.prepare(
                reader,
                CommandWords::split,
                line ->
                        line.startsWith("/") && !line.contains(" ")
                                ? List.of(new Suggestion("/peers", "", true))
                                : List.of());
    }

    /** Returns the line that the keys and Enter make. */
    private String line(String keys) throws Exception {
        return lines(keys + "\r", 1).getFirst();
    }

    private List<String> lines(String keys, int enters) throws Exception {
        terminal.processInputBytes(codes(keys).getBytes(StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < enters; i++) {
            lines.add(reader.readLine("> "));
        }
        return lines;
    }

    @Test
    void keysTurnToAnotherConversationAndKeepTheLine() throws Exception {
        turns("half a li⎋a", 0, "half a li");
        turns("two^X\rrows⎋3", 3, "two\nrows");
        turns("⎋n12", 12, "");
        turns("x⎋n7\r", 7, "x");
        turns("⎋[27;3;97~", 0, "");
        assertEquals("abc", line("a⎋nbc"), "no number, no turn");
        assertNull(reader.turned());
    }

    /** Checks where the keys turn to, and that a line typed behind them is a line of its own. */
    private void turns(String keys, int number, String line) throws Exception {
        List<String> drafts = new ArrayList<>();
        reader.onDraft(drafts::add);
        assertEquals("", lines(keys, 1).getFirst());
        assertTrue(line.isEmpty() || drafts.getLast().isEmpty(), "told before the turn: " + drafts);
        assertEquals(new Turn(number, line), reader.turned());
        assertEquals("then", line("then"));
        assertNull(reader.turned());
    }

    @Test
    void aKeyThatEndsAListIsReadAgainWithBothOfItsDigits() throws Exception {
        terminal.processInputBytes(codes("⎋n12").getBytes(StandardCharsets.UTF_8));
        reader.readBinding(ChatKeys.editing(), null);
        reader.runMacro(reader.getLastBinding());
        reader.readBinding(ChatKeys.editing(), null);
        assertEquals(12, reader.numberOfLastKey());
    }

    @Test
    void noKeyTurnsOnATerminalThatEditsLinesItself() throws Exception {
        LineDisciplineTerminal dumb =
                new LineDisciplineTerminal("test", "dumb", written, StandardCharsets.UTF_8);
        dumb.enterRawMode();
        ChatReader plain = new ChatReader(dumb, SIZE);
        dumb.processInputBytes(codes("⎋3⎋nx").getBytes(StandardCharsets.UTF_8));
        plain.readBinding(ChatKeys.dumb(), null);
        assertEquals("x", plain.getLastBinding());
    }

    @Test
    void aLongTextThatComesBackIsAskedForBeforeItIsSent() throws Exception {
        String six = "1\n2\n3\n4\n5\n6";
        terminal.processInputBytes(codes("\r!\r\r").getBytes(StandardCharsets.UTF_8));
        assertEquals(six + "!", reader.readLine("> ", null, (Character) null, six));
    }

    private static String codes(String keys) {
        StringBuilder codes = new StringBuilder();
        for (int i = 0; i < keys.length(); i++) {
            char c = keys.charAt(i);
            codes.append(
                    switch (c) {
                        case '^' ->
                                keys.charAt(++i) == '?' ? '\u007f' : (char) (keys.charAt(i) & 0x1f);
                        case '⎋' -> '\033';
                        default -> c;
                    });
        }
        return codes.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                // characters
                "a🇩🇪b🇫🇷^?|a🇩🇪b",
                "a🇩🇪^?|a",
                "👨‍👩‍👧^?x|x",
                "1️⃣^?x|x",
                "👍🏽^?x|x",
                "e\u0301^?x|x",
                "हिन्दी^?|हि",
                "a🇩🇪^B^H|🇩🇪",
                "a👨‍👩‍👧b^A^F^D|ab",
                "👨‍👩‍👧b⎋[D⎋[Dx|x👨‍👩‍👧b",
                "👨‍👩‍👧b^A⎋[3~|b",
                "🇩🇪🇫🇷^T|🇫🇷🇩🇪",
                "a1️⃣^T|1️⃣a",
                "abc^B^T|acb",
                "ab^A^T|ab",
                "🇫🇷^A🇩🇪^?|🇫🇷",
                // words
                "one two⎋^?x|one x",
                "one two, ⎋bx|one xtwo, ",
                "one two^A⎋fx|onex two",
                "one two^A⎋d|" + " two",
                "e\u0301te\u0301 e\u0301te\u0301⎋^?x|e\u0301te\u0301 x",
                "see https://a.b/c?d^Wx|see x",
                "one two^W^W^Yx|one twox",
                "one two⎋tx|two onex",
                "eins ❤️ zwei⎋t|zwei ❤️ eins",
                "straße uno^A⎋u|STRASSE uno",
                "ÉTÉ^A⎋l|été",
                "e\u0301te\u0301 b^A⎋c|E\u0301te\u0301 b",
                // lines
                "one⎋⏎two^A^P^E!|one!⏎two",
                "👨‍👩‍👧x⎋⏎ab^Pc|c👨‍👩‍👧x⏎ab",
                "abc^Ux|x",
                "abc^A^F^K|a",
                "abc^Xcd|abcd",
                "abc^_^_x|ax",
                "abc^U^Y|abc",
                "a^X↵b|a⏎b",
                "a^V↵b|a⏎b",
                "a⎋[Ib⎋[Oc|abc",
                // nothing
                "a^Sb|ab",
                "a^Gb|ab",
                "a^]b|ab",
                "a^X^Eb|ab",
                "a⎋xb|ab",
                "a⎋[2~b|ab",
                "a⎋[1;5Pb|ab",
                "a⎋[24~b|ab",
                "a⎋[[Ab|ab",
                "a^V^Cb|ab",
                "a^V⎋[Ab|ab",
                "a^V\tb|a\tb",
                "a\u0085\u009b31mb|a31mb",
                // pastes
                "⎋[200~one⏎two\tx⎋[201~|one⏎two\tx",
                "⎋[200~a↵⏎b↵c⎋[201~|a⏎b⏎c",
                "⎋[200~a⎋[31mb\tc⎋[201~|a⎋[31mb\tc"
            })
    void keysDoWhatAUserOfReadlineExpects(String keys, String line) throws Exception {
        assertEquals(
                line.replace('⏎', '\n').replace('⎋', '\033'),
                line(keys.replace('⏎', '\n').replace('↵', '\r')));
    }

    @Test
    void aLineIsInTheHistoryAsItWasTyped() throws Exception {
        assertEquals(List.of("  indented  ", "  indented  "), lines("  indented  \r⎋[A\r", 2));
    }

    @Test
    void aHalfTypedLineComesBackFromTheHistory() throws Exception {
        assertEquals(List.of("one", "half done"), lines("one\rhalf⎋[A⎋[B done\r", 2));
    }

    @Test
    void aSearchBackGoesOnForward() throws Exception {
        assertEquals(
                List.of("one a", "two a", "three", "two a!"),
                lines("one a\rtwo a\rthree\r" + "^Ra^R^S^E!\r", 4));
        assertEquals("three", line("^Rthr"));
        assertEquals("new", line("^Rone^Gnew"));
    }

    @Test
    void everyKeyThatIsBoundWorks() throws Exception {
        Map<String, Binding> keys = ChatKeys.editing().getBoundKeys();
        assertTrue(keys.size() > 50, keys::toString);
        for (Map.Entry<String, Binding> key : keys.entrySet()) {
            String command = ((Reference) key.getValue()).name();
            assertTrue(reader.getWidgets().containsKey(command), command);
            if (command.equals(LineReader.BEGIN_PASTE) || command.equals(LineReader.INTERRUPT)) {
                continue; // the paste waits for its end, and the interrupt is the signal's
            }
            written.reset();
            // ends a search, a choice or an argument that has begun
            line("some words⎋b" + key.getKey() + "^G");
            String shown = written.toString(StandardCharsets.UTF_8);
            assertFalse(shown.contains("No such widget"), command);
            assertFalse(shown.contains("Exception"), command);
        }
    }

    @Test
    void noKeyThatIsNotBoundInsertsOrLosesAnything() throws Exception {
        Map<String, Binding> bound = ChatKeys.editing().getBoundKeys();
        List<String> keys = new ArrayList<>();
        for (char c = 0; c < ' '; c++) {
            keys.add(Character.toString(c));
            keys.add("\u0018" + c);
        }
        for (char c = ' '; c <= '~'; c++) {
            keys.add("\033" + c);
        }
        keys.removeIf(
                key ->
                        bound.containsKey(key)
                                || bound.containsKey(key.toLowerCase(java.util.Locale.ROOT))
                                || key.equals("\u0018")
                                || "\u0003\u001a\u001b\u001c"
                                        .contains(key.substring(key.length() - 1))
                                || key.startsWith("\033") && "[OPX]^_".contains(key.substring(1))
                                || key.equals("\033"));
        assertTrue(keys.size() > 80);
        for (String key : keys) {
            assertEquals("half a line", line("half a" + key + " line"), () -> escaped(key));
        }
    }

    /** The commands {@code /peers} and {@code /msg}, of which the second one is a message. */
    private static final TypedCommands COMMANDS =
            new TypedCommands() {
                @Override
                public int endOfUnknown(String line) {
                    return line.startsWith("/x") ? line.length() : 0;
                }

                @Override
                public String rest(String line) {
                    return "/peers".startsWith(line) ? "/peers".substring(line.length()) : "";
                }

                @Override
                public boolean isWithoutMessage(String line) {
                    return line.startsWith("/peers");
                }

                @Override
                public String synopsis(String line) {
                    return line.startsWith("/peers") ? "/peers [all]  who is here" : "";
                }
            };

    @Test
    void aLongPasteIsSentOnlyWhenEnterIsPressedTwice() throws Exception {
        String six = "1⏎2⏎3⏎4⏎5⏎6".replace('⏎', '\n');
        String paste = "⎋[200~" + six + "⎋[201~";
        assertEquals(List.of(six, "x"), lines(paste + "\r\rx\r", 2));
        assertTrue(written.toString(StandardCharsets.UTF_8).contains("6 lines, one message"));
        // a key between takes the question back
        assertEquals(List.of(six + "!"), lines(paste + "\r!\r\r", 1));
        assertEquals(List.of("x"), lines(paste + "\r^X^Kx\r", 1));
        String five = six.substring(0, 9);
        assertEquals(List.of(five), lines("⎋[200~" + five + "⎋[201~\r", 1));
    }

    private void use(ChatSettings settings, Path folder) throws Exception {
        Surroundings surroundings = new Surroundings(folder).onTerminal();
        Keyboard.use(
                reader, settings, folder, surroundings.environment(), COMMANDS, Presence.NOBODY);
    }

    @Test
    void theRestOfACommandIsShownAndTakenByTheKeyForTheEnd(@TempDir Path folder) throws Exception {
        ChatSettings settings = ChatSettings.usual();
        use(settings, folder);
        assertEquals("/peers", line("/pee^E"));
        assertEquals("/peers all", line("/peers all"));
        assertEquals("/peers all", line("/peers⎋[C"));
        assertEquals("peers", line("peers⎋[C"));
        assertEquals("//pee", line("//pee⎋[C"));
        assertEquals("/pee", line("/pee"));
        settings.change(ChatSetting.SUGGESTIONS, "off");
        assertEquals("/pee", line("/pee⎋[C"));
        settings.change(ChatSetting.SUGGESTIONS, "on");
        settings.change(ChatSetting.THEME, "none"); // nothing tells it from what is typed
        assertEquals("/pee", line("/pee⎋[C"));
    }

    @Test
    void aKeyForCompletionWithNothingToCompleteShowsWhatTheCommandTakes(@TempDir Path folder)
            throws Exception {
        use(ChatSettings.usual(), folder);
        assertEquals("/peers ", line("/pee\t"));
        assertFalse(screen().contains("/peers [all]  who is here"));
        assertEquals("/peers al", line("/pee\t\tal"));
        assertTrue(screen().contains("/peers [all]  who is here"));
    }

    @Test
    void changesAreShownAtOnceWhereTheTerminalSaysThatItCan(@TempDir Path folder) throws Exception {
        use(ChatSettings.usual(), folder);
        line("a⎋[?2026;0$yb");
        assertTrue(screen().contains("\033[?2026$p"));
        assertFalse(screen().contains("\033[?2026h"));
        assertEquals("ab", line("a⎋[?2026;2$yb"));
        String shown = screen();
        assertTrue(shown.contains("\033[?2026h"));
        assertEquals(shown.split("\\?2026h").length, shown.split("\\?2026l").length);
    }

    @Test
    void theRowsOfALongLineAreWalkedBackOnceTheTerminalSaysThatItIsTmux(@TempDir Path folder)
            throws Exception {
        use(ChatSettings.usual(), folder);
        String typed = "x".repeat(100);
        assertEquals(typed, line(typed));
        assertTrue(screen().contains("\033[>c"));
        assertFalse(screen().contains("\013\r"));
        assertEquals("a" + typed, line("a⎋[>84;0;0c" + typed));
        assertTrue(screen().contains("\013\r"));
        assertTrue(screen().contains("\b\r\b\r"));
    }

    private String screen() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anUnknownCommandIsMarkedWhileItIsTyped(@TempDir Path folder) throws Exception {
        use(ChatSettings.usual(), folder);
        line("/xyz");
        assertTrue(isMarked());
        written.reset();
        line("/peers");
        assertFalse(isMarked());
    }

    private boolean isMarked() {
        return Pattern.compile("\\033\\[[0-9;]*\\b31[0-9;]*m")
                .matcher(written.toString(StandardCharsets.UTF_8))
                .find();
    }

    @Test
    void typedCommandsAreThereAtTheNextStartAndMessagesAreNot(@TempDir Path folder)
            throws Exception {
        ChatSettings settings = ChatSettings.usual();
        use(settings, folder);
        lines("/peers all\rsecret words\r/msg bob secret\r", 3);
        Path file = folder.resolve("input-history");
        assertEquals("/peers all\n", Files.readString(file));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        use(settings, folder);
        assertEquals("/peers all", line("⎋[A"));
        assertEquals("/peers all", line("^Rall"));

        settings.change(ChatSetting.INPUT_HISTORY, "all");
        line("a\\b⎋\rc");
        assertEquals("/peers all\na\\\\b\\nc\n", Files.readString(file));
        use(settings, folder);
        assertEquals("a\\b\nc", line("⎋[A"));

        settings.change(ChatSetting.INPUT_HISTORY, "commands");
        use(settings, folder);
        assertEquals("/peers all\n", Files.readString(file));
        settings.change(ChatSetting.INPUT_HISTORY, "off");
        use(settings, folder);
        assertFalse(Files.exists(file));
        assertEquals("/peers", line("/peers"));
        assertFalse(Files.exists(file));
    }

    @Test
    void theKeysOfInputrcCountAndNothingElseOfIt(@TempDir Path folder) throws Exception {
        Path user = Files.createDirectories(folder.resolve("user"));
        Files.writeString(
                user.resolve(".inputrc"),
                """
                set editing-mode vi
                set bracketed-paste off
                "\\C-o": backward-kill-word
                "\\C-xh": "hello"
                "\\eh": no-such-function
                "\\C-m": undo
                "\\x1b[15~": "five"
                $if term=no-such-terminal
                "\\C-xh": "goodbye"
                $endif
                $if mode=vi
                "\\C-g": kill-word
                $endif
                not a line
                """);
        use(ChatSettings.usual(), folder);
        assertEquals("one x", line("one two^Ox"));
        assertEquals("hello!", line("^Xh!"));
        assertEquals("five!", line("⎋[15~!"));
        assertEquals("ab", line("a⎋hb"));
        assertEquals("a\tb", line("⎋[200~a\tb⎋[201~"));
    }

    private static String escaped(String key) {
        return key.chars().boxed().map(c -> "%02x".formatted(c)).toList().toString();
    }

    @Test
    void completionOffersAndInserts() throws Exception {
        assertEquals("/peers x", line("/pe\tx"));
    }

    @Test
    void theEndOfInputEndsTheReading() throws Exception {
        terminal.processInputBytes(new byte[] {'a', 'b'});
        terminal.processInputBytes("\u0015\u0004".getBytes(StandardCharsets.UTF_8));
        assertThrows(EndOfFileException.class, () -> reader.readLine("> "));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 80, 24", "0, 50, 80, 50", "132, 0, 132, 24", "100, 30, 100, 30"})
    void aTerminalWithoutASizeIsGivenTheUsualOne(int columns, int rows, int width, int height)
            throws Exception {
        terminal.setSize(Size.of(columns, rows));
        ChatReader.measure(terminal, SIZE);
        assertEquals(Size.of(width, height), terminal.getSize());
    }
}
