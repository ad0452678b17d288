package peerlink.cli;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;

/**
 * Edits the line that the user types, with the lines that may still change right above it. They are a part of the prompt, which
 * is drawn anew as a whole: that way they stay where they belong whatever is printed, typed, resized or scrolled.
 */
class ChatReader extends LineReaderImpl {
    private static final AttributedString NEW_LINE = new AttributedString("\n");

    // the reader's lock guards these
    private AttributedString question = AttributedString.EMPTY;
    private List<AttributedString> live = List.of();

    ChatReader(Terminal terminal) {
        super(terminal, "peerlink", null);
        setHistory(new DefaultHistory());
    }

    @Override
    public void setPrompt(String prompt) {
        lock.lock();
        try {
            super.setPrompt(prompt);
            question = this.prompt;
            compose();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Prints rows above the prompt, and sets those that may still change. Any thread may call.
     *
     * @param rows to stay as they are
     * @param live all that may still change
     */
    void print(List<AttributedString> rows, List<AttributedString> live) {
        lock.lock();
        try {
            boolean isChanged = !live.equals(this.live);
            this.live = List.copyOf(live);
            compose();
            if (!rows.isEmpty()) {
                printAbove(AttributedString.join(NEW_LINE, rows));
            } else if (isChanged && reading) {
                redisplay(false);
                terminal.flush();
            }
        } finally {
            lock.unlock();
        }
    }

    private void compose() {
        List<AttributedString> all = new ArrayList<>(live);
        all.add(question);
        prompt = AttributedString.join(NEW_LINE, all);
    }
}
