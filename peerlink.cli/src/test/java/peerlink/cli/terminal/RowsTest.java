package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import peerlink.api.Printable;
import peerlink.cli.text.Line;
import peerlink.cli.text.TerminalStyle;

class RowsTest {
    private static List<String> rows(String text, int columns) {
        return Rows.drawn(new AttributedString(text), columns).stream()
                .map(AttributedString::toString)
                .toList();
    }

    @Test
    void aTextThatFitsStaysAsItIs() {
        assertEquals(List.of("12:00 bob: hi", "", " there"), rows("12:00 bob: hi\n\n there", 80));
    }

    @Test
    void aLineThatGoesOnIsSetOffSoThatItCanNotPassForAnother() {
        String fake = "12:00 bob: hi" + " ".repeat(27) + "12:01 carol: it is me";
        List<String> rows = rows(fake, 40);
        assertEquals("12:00 bob: hi", rows.getFirst().stripTrailing());
        assertTrue(rows.stream().skip(1).allMatch(row -> row.startsWith("      ")), rows::toString);
    }

    @Test
    void aLineBreaksAtASpaceOrElseWhereItMust() {
        assertEquals(
                List.of("one two three four", "      five six"),
                rows("one two three four five six", 20));
        assertEquals(List.of("a".repeat(19), "      " + "a".repeat(11)), rows("a".repeat(30), 20));
    }

    private static List<String> printed(String text) {
        return printed(Line.plain(text));
    }

    private static List<String> printed(Line line) {
        TerminalStyle style = TerminalStyle.unmeasured(StandardCharsets.UTF_8, false);
        return Rows.printed(style.styled(line), style.commands(line), 40, false).stream()
                .map(AttributedString::toString)
                .toList();
    }

    @Test
    void aCommandIsLeftToTheTerminalsOwnWrapSoThatItCanBeCopied() {
        String command = "peerlink --listen 0.0.0.0:7001 --announce 192.0.2.1:7001 --name bob";
        assertEquals(List.of("  " + command), printed(Line.command(command)));
        assertEquals(
                List.of(
                        "one",
                        "remedy: forward the port of the router,",
                        "      then:",
                        "      " + command),
                printed(
                        Line.plain("one\nremedy: ")
                                .and(
                                        Line.advice(
                                                Line.Tone.PLAIN,
                                                "forward the port of the router, then: "
                                                        + command))));
        assertEquals(
                List.of("hint:", "      /send bob '/tmp/a long name of a file.txt'"),
                printed(
                        Line.dim("hint: ")
                                .and(
                                        Line.advice(
                                                Line.Tone.DIM,
                                                "/send bob '/tmp/a long name of a file.txt'"))));
        assertEquals(
                List.of("      " + command, "      ends it"),
                printed(Line.plain("").and(Line.command(command)).and(Line.dim(" ends it")))
                        .stream()
                        .map(row -> row.replaceFirst("^ *", "      "))
                        .toList());
    }

    @Test
    void wordsThatHoldNoCommandAreBrokenAsOthersAre() {
        String words = "the file is not there: peerlinks are words, and so is this all";
        assertEquals(
                List.of("the file is not there: peerlinks are", "      words, and so is this all"),
                printed(Line.advice(Line.Tone.DIM, words)));
    }

    @Test
    void anAddressIsLeftToTheTerminalsOwnWrapSoThatItCanBeCopied() {
        String invite = "peerlink://bob@192.0.2.1:7001/" + "a".repeat(52);
        assertEquals(List.of(invite), printed(invite));
        assertEquals(
                List.of("12:00 bob: use", "      " + invite, "      today"),
                printed("12:00 bob: use " + invite + " today"));
        assertEquals(
                List.of("12:00 bob:", "      <https://example.org/" + "b".repeat(40) + ">"),
                printed("12:00 bob: <https://example.org/" + "b".repeat(40) + ">"));
    }

    @Test
    void textThatOnlyBeginsAsAnAddressIsBrokenLikeOtherText() {
        for (String fake :
                List.of(
                        "https://" + "\u00A0".repeat(40) + "12:01\u00A0carol:\u00A0hi",
                        "x".repeat(39) + "12:01\u00A0carol:\u00A0hi",
                        "x".repeat(39) + "carol:hi",
                        "://" + "x".repeat(60))) {
            List<String> rows = printed(fake);
            assertTrue(rows.size() > 1, fake);
            assertTrue(rows.stream().skip(1).allMatch(row -> row.startsWith("      ")), fake);
        }
    }

    @Test
    void aWordThatIsLongerThanARowIsLeftToTheTerminal() {
        String checksum = "0123456789abcdef".repeat(4);
        assertEquals(
                List.of("12:00 bob: it is", "      " + checksum, "      , is it not?"),
                printed("12:00 bob: it is " + checksum + " , is it not?"));
        String path = "(/home/bob/" + "a".repeat(40) + ")";
        assertEquals(List.of(path), printed(path));
    }

    @Test
    void anAddressAmongOtherLettersIsNeverCut() {
        String address = "https://example.org/" + "a".repeat(50);
        assertEquals(
                List.of("见这里：", "      " + address, "      。谢谢"),
                printed("见这里：" + address + "。谢谢"));
    }

    private static String linked(String text, int columns) {
        TerminalStyle style = TerminalStyle.unmeasured(StandardCharsets.UTF_8, true);
        Line line = Line.plain(text);
        List<String> rows =
                Rows.printed(style.styled(line), style.commands(line), columns, true).stream()
                        .map(AttributedString::toAnsi)
                        .toList();
        return String.join("\n", rows);
    }

    private static String link(String address) {
        return "\033]8;;" + address + "\033\\" + address + "\033]8;;\033\\";
    }

    @Test
    void aWebAddressIsALinkToTheVeryTextThatIsShown() {
        assertEquals(
                "see " + link("https://example.org/a?b=c#d") + ", or not",
                linked("see https://example.org/a?b=c#d, or not", 80));
        String address = "http://example.org/" + "a".repeat(90);
        assertEquals("see\n      " + link(address), linked("see " + address, 40));
    }

    @Test
    void noTextOfAPeerEndsOrMakesALink() {
        for (String hostile :
                List.of(
                        "https://a.example/\033]8;;https://evil.example\033\\x",
                        "\033]8;;https://evil.example\033\\https://bank.example\033]8;;\033\\",
                        "https://a.example/\u009d8;;https://evil.example\u009c",
                        "https://a.example/\007\033\\")) {
            String shown = linked(hostile, 80);
            Matcher links =
                    Pattern.compile("\033]8;;([!-~]+)\033\\\\([^\033]*)\033]8;;\033\\\\")
                            .matcher(shown);
            while (links.find()) {
                assertEquals(links.group(1), links.group(2), shown);
            }
            String others = links.replaceAll("$2");
            assertEquals(Printable.lines(others), others);
        }
    }

    @Test
    void aTerminalWithoutWidthGetsWholeLines() {
        assertEquals(List.of("a".repeat(300)), rows("a".repeat(300), 0));
    }

    @Property
    void noRowIsTooWideAndNothingButSpacesIsLost(
            @ForAll @StringLength(max = 300) String any,
            @ForAll @IntRange(min = 18, max = 90) int columns) {
        String text = Printable.line(any);
        List<AttributedString> rows = Rows.drawn(new AttributedString(text), columns);
        assertTrue(rows.stream().allMatch(row -> row.columnLength() <= columns));
        assertEquals(
                text.replace(" ", ""),
                String.join("", rows.stream().map(AttributedString::toString).toList())
                        .replace(" ", ""));
    }
}
