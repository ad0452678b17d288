package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void blanksSeparateAndTheLastWordIsTheOneBeingTyped() {
        assertEquals(List.of("a", "b", ""), Words.split("a  b ").values());
        assertEquals(List.of(""), Words.split("").values());
        assertEquals(List.of("a", "b"), Words.split("a  b ").complete());
    }

    @Test
    void quotesAndBackslashesKeepBlanks() {
        assertEquals(List.of("bob", "my file.txt"), Words.split("bob \"my file.txt\"").values());
        assertEquals(List.of("bob", "my file.txt"), Words.split("bob my\\ file.txt").values());
        assertEquals(List.of("a\\b"), Words.split("'a\\b'").values());
    }

    @Test
    void anUnfinishedQuoteIsNoError() {
        assertEquals(List.of("it", "s me"), Words.split("it \"s me").values());
        assertEquals(3, Words.split("it \"s me").lastStart());
    }

    @Property
    void whatIsQuotedIsOneWordAgain(@ForAll @NotEmpty String word) {
        assertEquals(List.of(word), Words.split(Words.quoted(word)).values());
    }

    @Property
    void manyQuotedWordsStayWhatTheyAre(@ForAll @Size(max = 5) List<@NotEmpty String> words) {
        List<String> expected = new ArrayList<>(words);
        expected.add("");
        String line =
                words.stream().map(word -> Words.quoted(word) + " ").collect(Collectors.joining());
        assertEquals(expected, Words.split(line).values());
    }
}
