package peerlink.cli.terminal;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Candidate;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * Lists completions below the line: first all of them, page by page, then the user chooses. Where
 * there is nothing to complete, it shows the arguments that the command takes. All of it is on the
 * thread that reads keys, with the reader's lock.
 */
class ListingEditor extends LineEditor {
    private UnaryOperator<String> synopses = _ -> "";
    private boolean isShownOnce;

    ListingEditor(Terminal terminal) {
        super(terminal);
    }

    /** Sets the source of what a line's command takes. */
    final void synopses(UnaryOperator<String> synopses) {
        this.synopses = synopses;
    }

    /** Shows a text below the line until the next key. */
    private void showOnce(Supplier<AttributedString> text) {
        post = text;
        isShownOnce = true;
    }

    @Override
    public @Nullable Binding readBinding(KeyMap<Binding> keys, @Nullable KeyMap<Binding> local) {
        Binding binding = super.readBinding(keys, local);
        if (isShownOnce) {
            isShownOnce = false;
            post = null;
        }
        return binding;
    }

    /** Completes the word; if nothing fits, shows the arguments that the command takes. */
    @Override
    protected boolean expandOrComplete() {
        if (super.expandOrComplete()) {
            return true;
        }
        AttributedString synopsis = synopsis();
        if (synopsis.length() == 0) {
            return false;
        }
        showOnce(() -> synopsis);
        return true;
    }

    private AttributedString synopsis() {
        return new AttributedString(synopses.apply(buf.upToCursor()));
    }

    /**
     * Lists the candidates. The key for completion shows the next page, and behind the last one
     * lets the user choose; any other key ends the list and has its own function.
     *
     * @return false: the line is as the user wants it
     */
    @Override
    protected boolean doList(
            List<Candidate> possible,
            String completed,
            boolean runLoop,
            BiFunction<CharSequence, Boolean, CharSequence> escaper,
            boolean forSuggestion) {
        if (possible.isEmpty() || size.getRows() <= 0 || forSuggestion) {
            return false;
        }
        AttributedString synopsis = synopsis();
        int page = 0;
        while (true) {
            int shown = page;
            Supplier<AttributedString> list = () -> pages(synopsis, possible).page(shown);
            if (!runLoop) {
                showOnce(list);
                return false;
            }
            post = list;
            redisplay();
            Binding binding = readBinding(getKeys(), null);
            if (binding == null || !getLastBinding().equals("\t")) {
                post = null;
                if (binding != null) {
                    bindingReader.runMacro(getLastBinding()); // it is read again
                }
                return false;
            }
            if (page + 1 < pages(synopsis, possible).count()) {
                page++;
            } else {
                buf.backspace(escaper.apply(completed, false).length());
                doMenu(possible, completed, escaper);
                return false;
            }
        }
    }

    private CandidatePages pages(AttributedString synopsis, List<Candidate> possible) {
        int ofLine = prompt.columnSplitLength(Math.max(1, size.getColumns())).size();
        int ofText = buf.length() / Math.max(1, size.getColumns());
        return CandidatePages.of(
                synopsis,
                possible,
                size.getColumns(),
                Math.max(2, size.getRows() - ofLine - ofText));
    }
}
