package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void aTabGoesToTheNextOfEightColumnsOfItsLine() {
        assertEquals("a       b", Columns.expanded("a\tb"));
        assertEquals("        x", Columns.expanded("\tx"));
        assertEquals("12345678        x", Columns.expanded("12345678\tx"));
        assertEquals("a       b\nccc     d", Columns.expanded("a\tb\nccc\td"));
        assertEquals("日本    x", Columns.expanded("日本\tx"));
        assertEquals("e\u0301       x", Columns.expanded("e\u0301\tx"));
    }

    @Test
    void aSoftHyphenIsNotShown() {
        assertEquals("cooperate", Columns.expanded("co\u00adoperate"));
    }

    @Test
    void anEmojiThatIsNewerThanThisJavaIsWide() {
        assertEquals(2, Columns.of("\ud83e\udeea"));
        assertEquals(2, Columns.of("\ud83d\ude00"));
        assertEquals(3, Columns.of("ab\ue000"));
    }

    @Test
    void furtherLinesAreSetOffAndTheirColumnsStay() {
        assertEquals("a       b\n      ccc     d", EventLines.indented("a\tb\nccc\td\n"));
        assertEquals("a       b", Line.plain("a\tb").text());
    }
}
