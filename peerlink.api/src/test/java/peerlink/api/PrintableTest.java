package peerlink.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.api.contract.HostileText;

class PrintableTest {
    private static final String ENGLAND =
            "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000",
                "\u0007",
                "\b",
                "\r",
                "\f",
                "\u000b",
                "\u001b",
                "\u007f", // C0 and DEL
                "\u0085",
                "\u009b",
                "\u009d", // C1: next line, CSI, OSC
                "\u200e",
                "\u202e",
                "\u2066",
                "\u061c", // bidirectional controls
                "\u206a",
                "\ufff9",
                "\ud834\udd73",
                "\ud80d\udc30", // deprecated, annotation, layout
                "\udb40\udc01",
                "\udb40\udc45",
                "\udb40\udc7f", // tags without a flag
                "\ud800",
                "\uffff",
                "\ufdd0",
                "\u0378",
                "\ud87f\udfff" // nothing, or nothing yet
            })
    void charactersThatCouldMoveTheCursorOrHideAreReplaced(String hostile) {
        assertEquals("a\uFFFDb", Printable.line("a" + hostile + "b"));
        assertEquals("a\uFFFDb", Printable.lines("a" + hostile + "b"));
        assertEquals("a\uFFFDb", Printable.preview("a" + hostile + "b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "grüße",
                "日本語",
                "👩‍👩‍👧",
                "e\u0301",
                "שלום",
                ENGLAND,
                "\u0661\u06dd", // Arabic end of ayah
                "\uf8ff \ue0b0 \udb80\udc00", // private use: Apple's logo, a prompt's arrow
                "\u2764\ufe0f", // heart as an emoji
                "\ud83e\udeea\ud888\udfb0" // an emoji and an ideograph of Unicode 17
            })
    void textThatPeopleWriteStays(String text) {
        assertSame(text, Printable.line(text));
        assertSame(text, Printable.lines(text));
        assertEquals(text, Printable.preview(text));
    }

    /**
     * Invisible characters hide nothing in a person's own words. But two names, paths or words of a
     * command that differ by one must not look the same.
     */
    @ParameterizedTest
    @ValueSource(strings = {"\u00ad", "\u180e", "\u200b", "\u2060", "\u2061", "\u2064", "\ufeff"})
    void invisibleCharactersStayInWordsAndAreShownInAValue(String invisible) {
        String text = "a" + invisible + "b";
        assertSame(text, Printable.lines(text));
        assertEquals(text, Printable.preview(text));
        assertEquals("a\uFFFDb", Printable.line(text));
        assertEquals("a\uFFFDb", Printable.excerpt(text));
        String most = "a" + invisible.repeat(Printable.MAX_MARKS);
        assertEquals(most + "\uFFFDb", Printable.lines(most + invisible.repeat(500) + "b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
                    a\\tb|a\\tb|a b|a b
                    a\\nb|a\\nb|a b|a b
                    a\\r\\nb|a\\nb|a b|a b
                    a\\u2028b\\u2029c|a\\nb\\nc|a b c|a b c
                    \\n a\\n\\n  b\\n|\\n a\\n\\n  b\\n|  a    b |a b
                    """)
    void blanksAndLineBreaksStayInWordsAndAreSpacesInOneLine(
            String text, String lines, String line, String preview) {
        assertEquals(lines.translateEscapes(), Printable.lines(unescaped(text)));
        assertEquals(line, Printable.line(unescaped(text)));
        assertEquals(preview, Printable.preview(unescaped(text)));
    }

    private static String unescaped(String text) {
        return text.replace("\\u2028", "\u2028").replace("\\u2029", "\u2029").translateEscapes();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \t\r\n",
                "\u00a0",
                "\u2007",
                "\u3000",
                "\u2028",
                "\u200b",
                "\u2060",
                "\ufeff",
                "\u00ad",
                "\u3164",
                "\u115f\u1160",
                "\uffa0",
                "\u2800",
                "\u034f",
                "\ufe0f",
                "\u180e",
                "\u202e",
                "\u0000",
                "\udb40\udc41"
            })
    void textThatNobodyWouldSeeIsBlank(String text) {
        assertTrue(Printable.isBlank(text));
        assertTrue(Printable.isBlank(text + " " + text));
        assertFalse(Printable.isBlank(text + "." + text));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "a", "é", "👋", "❤️", "日", "\ue000", "\u0301"})
    void visibleTextIsNotBlank(String text) {
        assertFalse(Printable.isBlank(text));
    }

    @Test
    void wordsAreSeparatedByAllBlanksAndByNothingThatStandsInWords() {
        "\t\n\r \u00a0\u2003\u202f\u3000\u200b\u2060\ufeff"
                .codePoints()
                .forEach(c -> assertTrue(Printable.isSpace(c), () -> Integer.toHexString(c)));
        "a-\u200c\u200d\u00ad\u0301\u3164\u0000"
                .codePoints()
                .forEach(c -> assertFalse(Printable.isSpace(c), () -> Integer.toHexString(c)));
    }

    @Test
    void tagsThatSpellMoreThanAFlagAreReplaced() {
        String flag = "\ud83c\udff4";
        for (String hidden : List.of("gb", "gbengland", "12eng", "hi there", "GBENG")) {
            String text = flag + tags(hidden) + "\udb40\udc7f!";
            assertEquals(
                    flag + "\uFFFD".repeat(hidden.length() + 1) + "!",
                    Printable.lines(text),
                    hidden);
        }
        assertEquals(flag + "\uFFFD".repeat(5) + "!", Printable.lines(flag + tags("gbeng") + "!"));
        assertEquals("x" + "\uFFFD".repeat(5), Printable.lines("x" + tags("gbeng")));
    }

    private static String tags(String ascii) {
        StringBuilder tags = new StringBuilder();
        ascii.chars().forEach(c -> tags.appendCodePoint(0xE0000 + c));
        return tags.toString();
    }

    @Test
    void variationSelectorsCarryNothing() {
        assertEquals("a\ufe00\uFFFD\uFFFDb", Printable.lines("a\ufe00\ufe0f\udb40\udd00b"));
    }

    @Test
    void anExcerptCutsNoCharacterInTwo() {
        String before = "x".repeat(60);
        assertEquals(before + "…", Printable.excerpt(before + ENGLAND + "yyy"));
        assertEquals(before + "…", Printable.preview(before + ENGLAND + "yyy"));
        assertEquals(before + "xxx…", Printable.excerpt(before + "xxx" + "\ud83d\ude00 and more"));
        assertEquals(before + "xxx…", Printable.preview(before + "xxxe\u0301 and more"));
        String endless = "\ud83d\udc69\u200d".repeat(100);
        assertTrue(Printable.excerpt(endless).length() <= 65);
        assertTrue(Printable.preview(endless).indexOf('\uFFFD') < 0);
    }

    static List<HostileText> hostileTexts() throws IOException {
        return HostileText.all();
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void nothingHostileIsLeftOfAnyCase(HostileText hostile) {
        String line = Printable.line(hostile.text());
        assertTrue(line.codePoints().noneMatch(PrintableTest::isHostile), line);
        assertTrue(Printable.excerpt(hostile.text()).length() <= 65);
    }

    private static boolean isHostile(int c) {
        return Character.isISOControl(c)
                || c >= 0x202A && c <= 0x202E
                || c >= 0x2066 && c <= 0x2069
                || c == 0x2028
                || c == 0x2029
                || c == 0x200B
                || c == 0xFEFF;
    }

    @Test
    void marksDoNotPileUp() {
        String most = "e" + "\u0301".repeat(Printable.MAX_MARKS);
        assertSame(most, Printable.line(most));
        assertEquals(most + "\uFFFDx", Printable.line(most + "\u0301".repeat(5000) + "x"));
    }

    @Property
    void cleanedTextIsClean(@ForAll String text) {
        String once = Printable.lines(text);
        assertSame(once, Printable.lines(once));
        assertTrue(
                once.chars().noneMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c)));
        String line = Printable.line(text);
        assertSame(line, Printable.line(line));
        assertTrue(line.chars().noneMatch(Character::isISOControl));
        String preview = Printable.preview(text);
        assertEquals(preview, Printable.preview(preview));
    }

    @Test
    void excerptIsBounded() {
        assertEquals(65, Printable.excerpt("x".repeat(10_000)).length());
    }
}
