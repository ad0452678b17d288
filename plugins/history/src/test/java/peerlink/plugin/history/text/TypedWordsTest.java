package peerlink.plugin.history.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class TypedWordsTest {
    @Property
    void anyTextBecomesTokensThatNoQueryTakesForItsSyntax(@ForAll String text) {
        for (Tokens.Token token : Tokens.in(text)) {
            assertTrue(token.start() >= 0 && token.end() <= text.length());
            assertTrue(token.start() < token.end());
            assertTrue(
                    token.text().chars().allMatch(c -> c >= 0x80 || Character.isLetterOrDigit(c)),
                    token::toString);
        }
    }

    @Property
    void aMessageHasItself(@ForAll String text) {
        List<String> typed = TypedWords.split(text);
        String marked = TypedWords.of(typed).marked(text, "", "");
        assertEquals(text, marked);
    }

    @Example
    void marksStandAroundWholeWordsHoweverTheyAreWritten() {
        assertEquals(
                "the «Builds» are «gré\u0301en»",
                marked("the Builds are gré\u0301en", "build", "gree"));
        assertEquals("I «don't» know", marked("I don't know", "DON'T"));
        assertEquals("我«今天»很好", marked("我今天很好", "今天"));
        assertEquals("rebuild", marked("rebuild", "build"));
        assertEquals("100 «%»", marked("100 %", "%"));
        assertEquals(
                "I «\u2764»\ufe0f it",
                marked("I \u2764\ufe0f it", "\u2764").replace("\ufe0f»", "»\ufe0f"));
    }

    @Example
    void noMoreIsSearchedForThanAnybodyTypes() {
        assertThrows(
                IllegalArgumentException.class,
                () -> TypedWords.of(List.of("?".repeat(TypedWords.MAX_TOKENS + 1))));
    }

    private static String marked(String text, String... words) {
        return TypedWords.of(List.of(words)).marked(text, "«", "»");
    }
}
