package peerlink.cli;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jspecify.annotations.Nullable;

/** Tells JLine where the words of a line are, for completion alone: no chat text is ever a syntax error. */
final class ReplParser implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, @Nullable ParseContext context) {
        return new Parsed(line, cursor, Words.split(line.substring(0, cursor)));
    }

    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }

    private record Parsed(String line, int cursor, Words split) implements CompletingParsedLine {
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
            return Words.quoted(candidate.toString());
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
