package peerlink.cli.terminal;

import java.util.List;
import java.util.function.Function;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jspecify.annotations.Nullable;
import peerlink.cli.program.CommandWords;

/**
 * Splits a line into words for JLine, for completion alone: no chat text is ever a syntax error.
 */
final class ReplParser implements Parser {
    private final Function<String, CommandWords> words;

    /**
     * @param words splits the line up to the cursor, as its command takes it
     */
    ReplParser(Function<String, CommandWords> words) {
        this.words = words;
    }

    @Override
    public ParsedLine parse(String line, int cursor, @Nullable ParseContext context) {
        return new Parsed(line, cursor, words.apply(line.substring(0, cursor)));
    }

    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }

    private record Parsed(String line, int cursor, CommandWords split)
            implements CompletingParsedLine {
        @Override
        public String word() {
            return split.last();
        }

        @Override
        public int wordCursor() {
            return word().length();
        }

        @Override
        public int wordIndex() {
            return split.values().size() - 1;
        }

        @Override
        public List<String> words() {
            return split.values();
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return split.typed(candidate.toString());
        }

        @Override
        public int rawWordCursor() {
            return cursor - split.lastStart();
        }

        @Override
        public int rawWordLength() {
            return rawWordCursor();
        }
    }
}
