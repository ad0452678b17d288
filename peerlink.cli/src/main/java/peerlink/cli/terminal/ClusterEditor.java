package peerlink.cli.terminal;

import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.InfoCmp.Capability;

/**
 * Moves over, deletes and exchanges whole characters, as a person counts them ({@link Clusters}),
 * and words of such. JLine's editor does so only on terminals that claim to do the same, and never
 * with words.
 */
abstract class ClusterEditor extends LineReaderImpl {
    /** The drawn line is of uncertain width. The reader's lock guards it. */
    private boolean isUncertain;

    ClusterEditor(Terminal terminal) {
        super(terminal, "peerlink", null);
    }

    /**
     * Draws the line. If its width on the terminal is uncertain, this draws the whole line from its
     * beginning, and sets the cursor by writing the text before it, not by counting columns.
     */
    @Override
    protected void redisplay(boolean flush) {
        lock.lock();
        try {
            boolean wasUncertain = isUncertain;
            isUncertain = Clusters.of(prompt.toString() + buf).isWidthUncertain();
            if (skipRedisplay || size.getColumns() <= 0 || !(isUncertain || wasUncertain)) {
                isUncertain |= skipRedisplay && wasUncertain;
                super.redisplay(flush);
                return;
            }
            display.update(List.of(), 0, false);
            super.redisplay(false);
            if (isUncertain) {
                terminal.puts(Capability.carriage_return);
                beforeCursor().print(terminal);
            }
            if (flush) {
                terminal.flush();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the part before the cursor of the cursor's row. */
    private AttributedString beforeCursor() {
        return new AttributedStringBuilder()
                .tabs(getTabWidth())
                .append(prompt)
                .append(getHighlighter().highlight(this, buf.upToCursor()))
                .columnSplitLength(terminal, size.getColumns(), false, display.delayLineWrap())
                .getLast();
    }

    private Clusters clusters() {
        return Clusters.of(buf.toString());
    }

    private boolean moveTo(int position) {
        boolean isChanged = position != buf.cursor();
        buf.cursor(position);
        return isChanged;
    }

    /** Takes a step as many times as the user's argument says, by default once. */
    private int repeated(int position, IntUnaryOperator step) {
        int end = position;
        for (int i = 0; i < count; i++) {
            end = step.applyAsInt(end);
        }
        return end;
    }

    @Override
    protected boolean backwardChar() {
        return moveTo(repeated(buf.cursor(), clusters()::before));
    }

    @Override
    protected boolean forwardChar() {
        return moveTo(repeated(buf.cursor(), clusters()::after));
    }

    @Override
    protected boolean backwardDeleteChar() {
        return buf.backspace(buf.cursor() - repeated(buf.cursor(), clusters()::before)) > 0;
    }

    @Override
    protected boolean deleteChar() {
        return buf.delete(repeated(buf.cursor(), clusters()::after) - buf.cursor()) > 0;
    }

    @Override
    protected boolean transposeChars() {
        Clusters clusters = clusters();
        int cursor = clusters.floor(buf.cursor());
        boolean isAtEnd = cursor == clusters.length() || clusters.isLineEnd(cursor);
        int end = isAtEnd ? cursor : clusters.after(cursor);
        int middle = clusters.before(end);
        int start = clusters.before(middle);
        if (middle == start || clusters.isLineEnd(start) || clusters.isLineEnd(middle)) {
            return false;
        }
        replace(start, end, buf.substring(middle, end) + buf.substring(start, middle));
        return true;
    }

    @Override
    protected boolean backwardWord() {
        return moveTo(wordStart(Clusters.Word.LETTERS));
    }

    @Override
    protected boolean forwardWord() {
        return moveTo(wordEnd());
    }

    @Override
    protected boolean backwardKillWord() {
        return killBackTo(wordStart(Clusters.Word.LETTERS));
    }

    final boolean unixWordRubout() {
        return killBackTo(wordStart(Clusters.Word.UNBROKEN));
    }

    private boolean killBackTo(int start) {
        if (start == buf.cursor()) {
            return false;
        }
        killRing.addBackwards(buf.substring(start, buf.cursor()));
        return buf.backspace(buf.cursor() - start) > 0;
    }

    @Override
    protected boolean killWord() {
        int end = wordEnd();
        if (end == buf.cursor()) {
            return false;
        }
        killRing.add(buf.substring(buf.cursor(), end));
        return buf.delete(end - buf.cursor()) > 0;
    }

    private int wordStart(Clusters.Word word) {
        Clusters clusters = clusters();
        return repeated(buf.cursor(), position -> clusters.wordStart(position, word));
    }

    private int wordEnd() {
        Clusters clusters = clusters();
        return repeated(
                buf.cursor(), position -> clusters.wordEnd(position, Clusters.Word.LETTERS));
    }

    @Override
    protected boolean transposeWords() {
        Clusters clusters = clusters();
        Clusters.Word word = Clusters.Word.LETTERS;
        int secondStart = clusters.wordStart(clusters.wordEnd(buf.cursor(), word), word);
        int secondEnd = clusters.wordEnd(secondStart, word);
        int firstStart = clusters.wordStart(secondStart, word);
        int firstEnd = clusters.wordEnd(firstStart, word);
        if (firstStart == secondStart || firstEnd > secondStart) {
            return false;
        }
        replace(
                firstStart,
                secondEnd,
                buf.substring(secondStart, secondEnd)
                        + buf.substring(firstEnd, secondStart)
                        + buf.substring(firstStart, firstEnd));
        return true;
    }

    @Override
    protected boolean upCaseWord() {
        return changeWord(text -> text.toUpperCase(Locale.ROOT));
    }

    @Override
    protected boolean downCaseWord() {
        return changeWord(text -> text.toLowerCase(Locale.ROOT));
    }

    @Override
    protected boolean capitalizeWord() {
        return changeWord(ClusterEditor::capitalized);
    }

    private boolean changeWord(UnaryOperator<String> change) {
        int end = wordEnd();
        String old = buf.substring(buf.cursor(), end);
        replace(buf.cursor(), end, change.apply(old));
        return !old.isEmpty();
    }

    private static String capitalized(String text) {
        StringBuilder capitalized = new StringBuilder();
        boolean isInWord = false;
        for (int c : text.toLowerCase(Locale.ROOT).codePoints().toArray()) {
            capitalized.appendCodePoint(isInWord ? c : Character.toTitleCase(c));
            isInWord = Character.isLetterOrDigit(c) || isInWord && !Character.isWhitespace(c);
        }
        return capitalized.toString();
    }

    private void replace(int start, int end, String text) {
        buf.cursor(start);
        buf.delete(end - start);
        buf.write(text);
    }

    @Override
    protected boolean upLine() {
        return super.upLine() && isWhole();
    }

    @Override
    protected boolean downLine() {
        return super.downLine() && isWhole();
    }

    /** Searches back through the earlier lines. */
    @Override
    protected boolean historyIncrementalSearchBackward() {
        return super.historyIncrementalSearchBackward() && isWhole();
    }

    /** Makes sure that the cursor cuts no character. */
    private boolean isWhole() {
        buf.cursor(clusters().floor(buf.cursor()));
        return true;
    }
}
