package peerlink.cli.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CommandWordsTest {
    @Test
    void blanksSeparateAndTheLastWordIsTheOneBeingTyped() {
        assertEquals(List.of("a", "b", ""), CommandWords.split("a  b ").values());
        assertEquals(List.of(""), CommandWords.split("").values());
        assertEquals(List.of("a", "b"), CommandWords.ofCommand("a  b "));
    }

    /** The name of a file may have a no-break space, as those of macOS's screenshots do. */
    @Test
    void aNoBreakSpaceSeparatesWordsThatAreTakenAsTypedAlone() {
        assertEquals(List.of("4.05\u202fPM.png"), CommandWords.split("4.05\u202fPM.png").values());
        assertEquals(List.of("4.05", "PM.png"), CommandWords.verbatim("4.05\u202fPM.png").values());
    }

    @Test
    void quotesAndBackslashesKeepBlanks() {
        assertEquals(
                List.of("bob", "my file.txt"), CommandWords.split("bob \"my file.txt\"").values());
        assertEquals(
                List.of("bob", "my file.txt"), CommandWords.split("bob my\\ file.txt").values());
        assertEquals(List.of("a\\b"), CommandWords.split("'a\\b'").values());
    }

    @Test
    void anUnfinishedQuoteIsNoError() {
        assertEquals(List.of("it", "s me"), CommandWords.split("it \"s me").values());
        assertEquals(3, CommandWords.split("it \"s me").lastStart());
    }

    @Test
    void aQuoteThatNothingClosesIsAnApostropheOnceTheLineIsFinished() {
        assertEquals(List.of("bob", "don't.pdf"), CommandWords.ofCommand("bob don't.pdf"));
        assertEquals(List.of("bob", "don't", "a b"), CommandWords.ofCommand("bob don't \"a b\""));
        assertEquals(List.of("5\"", "it's"), CommandWords.ofCommand("5\\\" it\\'s"));
        assertEquals(List.of("5\"", "wide\\"), CommandWords.ofCommand("5\" wide\\"));
        assertEquals(List.of("a b"), CommandWords.ofCommand("'a b'"));
    }

    @Test
    void wordsAsTypedEndAtBlanksAlone() {
        CommandWords words = CommandWords.verbatim("/history don't \"a\\b");
        assertEquals(List.of("/history", "don't", "\"a\\b"), words.values());
        assertEquals(15, words.lastStart());
        assertEquals("it's", words.typed("it's"));
        assertEquals("it\\'s", CommandWords.split("x").typed("it's"));
        assertEquals(List.of("a", ""), CommandWords.verbatim("a  ").values());
    }

    @Property
    void aQuotedWordIsOneWordAgain(@ForAll @NotEmpty String word) {
        assertEquals(List.of(word), CommandWords.split(CommandWords.quoted(word)).values());
    }

    @Property
    void manyQuotedWordsStayWhatTheyAre(@ForAll @Size(max = 5) List<@NotEmpty String> words) {
        List<String> expected = new ArrayList<>(words);
        expected.add("");
        String line =
                words.stream()
                        .map(word -> CommandWords.quoted(word) + " ")
                        .collect(Collectors.joining());
        assertEquals(expected, CommandWords.split(line).values());
    }
}
