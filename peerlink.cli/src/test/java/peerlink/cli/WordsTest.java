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
        assertEquals(List.of("a", "b"), Words.ofCommand("a  b "));
    }

    /** The name of a file may have one, as those of macOS's pictures of the screen do. */
    @Test
    void aNoBreakSpaceSeparatesWordsThatAreTakenAsTypedAlone() {
        assertEquals(List.of("4.05\u202fPM.png"), Words.split("4.05\u202fPM.png").values());
        assertEquals(List.of("4.05", "PM.png"), Words.verbatim("4.05\u202fPM.png").values());
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

    @Test
    void aQuoteThatNothingClosesIsAnApostropheOnceTheLineIsFinished() {
        assertEquals(List.of("bob", "don't.pdf"), Words.ofCommand("bob don't.pdf"));
        assertEquals(List.of("bob", "don't", "a b"), Words.ofCommand("bob don't \"a b\""));
        assertEquals(List.of("5\"", "it's"), Words.ofCommand("5\\\" it\\'s"));
        assertEquals(List.of("5\"", "wide\\"), Words.ofCommand("5\" wide\\"));
        assertEquals(List.of("a b"), Words.ofCommand("'a b'"));
    }

    @Test
    void wordsAsTypedEndAtBlanksAlone() {
        Words words = Words.verbatim("/history don't \"a\\b");
        assertEquals(List.of("/history", "don't", "\"a\\b"), words.values());
        assertEquals(15, words.lastStart());
        assertEquals("it's", words.typed("it's"));
        assertEquals("it\\'s", Words.split("x").typed("it's"));
        assertEquals(List.of("a", ""), Words.verbatim("a  ").values());
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
