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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.api.contract.HostileText;

class PrintableTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000", "\u0007", "\b", "\r", "\n", "\u001b", "\u007f", // C0 and DEL
                "\u0085", "\u009b", "\u009d", // C1: next line, CSI, OSC
                "\u200e", "\u202e", "\u2066", "\u061c", // bidirectional controls
                "\u2028", "\u2029", "\u200b", "\ufeff", "\ud800", "\ue000"
            })
    void whatCouldMoveTheCursorOrHideIsReplaced(String hostile) {
        assertEquals("a\uFFFDb", Printable.line("a" + hostile + "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "grüße", "日本語", "👩‍👩‍👧", "e\u0301", "שלום"})
    void whatPeopleWriteStays(String text) {
        assertSame(text, Printable.line(text));
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
    void whatNobodyWouldSeeIsBlank(String text) {
        assertTrue(Printable.isBlank(text));
        assertTrue(Printable.isBlank(text + " " + text));
        assertFalse(Printable.isBlank(text + "." + text));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "a", "é", "👋", "❤️", "日", "\ue000", "\u0301"})
    void whatCanBeSeenIsNotBlank(String text) {
        assertFalse(Printable.isBlank(text));
    }

    @Test
    void tabBecomesASpaceAndLinesKeepTheirFeeds() {
        assertEquals("a b", Printable.line("a\tb"));
        assertEquals("a\nb\nc", Printable.lines("a\r\nb\nc"));
        assertEquals("a\uFFFDb", Printable.lines("a\rb"));
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
    void whatWasCleanedIsClean(@ForAll String text) {
        String once = Printable.lines(text);
        assertSame(once, Printable.lines(once));
        assertTrue(once.chars().noneMatch(c -> c != '\n' && Character.isISOControl(c)));
    }

    @Test
    void excerptIsBounded() {
        assertEquals(65, Printable.excerpt("x".repeat(10_000)).length());
    }
}
