package peerlink.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void tabBecomesASpaceAndLinesKeepTheirFeeds() {
        assertEquals("a b", Printable.line("a\tb"));
        assertEquals("a\nb\nc", Printable.lines("a\r\nb\nc"));
        assertEquals("a\uFFFDb", Printable.lines("a\rb"));
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
