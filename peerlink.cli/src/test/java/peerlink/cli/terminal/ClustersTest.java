package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClustersTest {
    /** The letter a and one character after it, of any number of code points. */
    @ParameterizedTest
    @CsvSource({
        "a🇩🇪, 3",
        "a👨‍👩‍👧, 6",
        "a1️⃣, 4",
        "a👍🏽, 3",
        "a❤️‍🔥, 5",
        "a🏴󠁧󠁢󠁥󠁮󠁧󠁿, 8",
        "ae\u0301, 3",
        "ac\u0323\u0302, 4",
        "aक्षि, 5",
        "a\u1100\u1161\u11a8, 4",
        "a👋, 2",
        "aé, 2"
    })
    void aCharacterIsOneHoweverManyCodePointsItHas(String text, int length) {
        Clusters clusters = Clusters.of(text);
        assertEquals(length, clusters.length());
        assertEquals(1, clusters.before(length));
        assertEquals(length, clusters.after(1));
        for (int position = 1; position < length; position++) {
            assertEquals(1, clusters.floor(position));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'one two', 7, 4, 0, 3",
        "'one, two!', 9, 5, 0, 3",
        "'e\u0301te\u0301 e\u0301', 8, 6, 0, 5",
        "'हिन्दी भाषा', 11, 7, 0, 6",
        "'a ❤️ b', 6, 5, 0, 1",
        "'1️⃣ 2️⃣', 7, 4, 0, 3"
    })
    void aWordHasTheAccentsOfItsLetters(
            String text, int length, int lastStart, int firstStart, int firstEnd) {
        Clusters clusters = Clusters.of(text);
        assertEquals(length, clusters.length());
        assertEquals(lastStart, clusters.wordStart(length, Clusters.Word.LETTERS));
        assertEquals(firstStart, clusters.wordStart(lastStart, Clusters.Word.LETTERS));
        assertEquals(firstEnd, clusters.wordEnd(0, Clusters.Word.LETTERS));
    }

    @ParameterizedTest
    @CsvSource({
        "plain, false",
        "e\u0301te\u0301, false",
        "漢字 👋, false",
        "🇩🇪, true",
        "a👨‍👩‍👧, true",
        "1️⃣, true",
        "👍🏽, true"
    })
    void onlyJoinedPartsMakeAWidthUncertain(String text, boolean isUncertain) {
        assertEquals(isUncertain, Clusters.of(text).isWidthUncertain());
    }
}
