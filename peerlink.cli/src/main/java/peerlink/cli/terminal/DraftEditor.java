package peerlink.cli.terminal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.OSUtils;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;

/**
 * Helps to write: asks before a long paste is sent, opens the user's own editor, and shows the rest
 * of a command. All of it is on the thread that reads keys, with the reader's lock.
 */
class DraftEditor extends ListingEditor {
    /** The largest number of lines that are sent as pasted, without a question. */
    static final int MOST_PASTED = 5;

    private static final int LONGEST_SUGGESTION = 60;
    private static final int LONGEST_SUGGESTED_FOR = 200;

    /** Has Enter wait while the chat starts. */
    final EnterGate gate = new EnterGate(lock);

    private boolean isPasted;
    private boolean isAsked;
    private boolean isEditorDue;
    private @Nullable Turn turned;
    private @Nullable ExternalEditor editor;
    private @Nullable Path folder;
    private @Nullable TypedCommands commands;
    private BooleanSupplier isSuggesting = () -> false;

    DraftEditor(Terminal terminal) {
        super(terminal);
        widgets.put(LineReader.EDIT_AND_EXECUTE_COMMAND, this::openEditor);
        widgets.put(LineReader.CALLBACK_INIT, this::begun);
        widgets.put(ChatKeys.NEXT_UNREAD, () -> turn(Turn.NEXT_UNREAD));
        widgets.put(ChatKeys.CONVERSATION, () -> turn(numberOfLastKey()));
    }

    /** Sets the user's own editor; there is none where this process has not the terminal. */
    final void editor(ExternalEditor editor) {
        this.editor = editor;
    }

    /** Sets the folder for texts that are edited. */
    final void draftsIn(Path folder) {
        this.folder = folder;
    }

    /**
     * Sets the source of suggestions.
     *
     * @param isSuggesting whether to show them, asked each time
     */
    final void suggest(TypedCommands commands, BooleanSupplier isSuggesting) {
        this.commands = commands;
        this.isSuggesting = isSuggesting;
    }

    /**
     * Opens the user's own editor once the next line is read.
     *
     * @throws IOException if there is none
     */
    final void editNext() throws IOException {
        if (editor == null || folder == null) {
            throw new IOException(
                    "no editor can be opened here: another process has this terminal");
        }
        if (isDumb(terminal)) {
            throw new IOException("this terminal edits lines by itself");
        }
        isEditorDue = true;
    }

    /**
     * Ends the reading of the line, to turn to another conversation. The line is taken off the
     * screen, and is not entered.
     */
    private boolean turn(int number) {
        if (!gate.isOpen()) {
            return true;
        }
        turned = new Turn(number, buf.toString());
        buf.clear();
        post = null;
        state = State.DONE;
        return true;
    }

    /** Takes the turn to another conversation by which the last line ended; null if none did. */
    final @Nullable Turn turned() {
        Turn last = turned;
        turned = null;
        return last;
    }

    /** Begins a new line. */
    boolean begun() {
        turned = null;
        gate.begun();
        // a long paste may come back with its conversation
        isPasted = buf.length() > 0 && !isDumb(terminal);
        isAsked = false;
        if (isEditorDue) {
            isEditorDue = false;
            openEditor();
        }
        return true;
    }

    @Override
    public @Nullable Binding readBinding(KeyMap<Binding> keys, @Nullable KeyMap<Binding> local) {
        Binding binding = super.readBinding(keys, local);
        boolean isEnter =
                binding instanceof Reference reference && reference.name().equals(ACCEPT_LINE);
        if (isAsked && !isEnter) {
            isAsked = false;
            post = null;
        }
        isPasted &= buf.length() > 0;
        return binding;
    }

    /**
     * Puts a text into the line being typed, if that is empty. Any thread may call.
     *
     * @return false if no line is being typed, or it is not empty
     */
    final boolean offer(String text) {
        lock.lock();
        try {
            if (!reading || buf.length() > 0 || isDumb(terminal)) {
                return false;
            }
            isPasted = true; // it may be long
            insert(text);
            redisplay();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean beginPaste() {
        isPasted = true;
        return super.beginPaste();
    }

    /** Accepts the line; a long paste only when Enter is pressed a second time. */
    @Override
    protected boolean acceptLine() {
        long lines = buf.toString().lines().count();
        if (isPasted && lines > MOST_PASTED && !isAsked) {
            isAsked = true;
            tell(
                    "%d lines, one message: Enter sends it, Ctrl-C drops it, Ctrl-X Ctrl-E edits it"
                            .formatted(lines));
            return true;
        }
        post = null;
        return !isTaken() || super.acceptLine();
    }

    /** Lets no line through that would have to wait and is empty, as it means nothing. */
    private boolean isTaken() {
        if (gate.isOpen() || buf.length() == 0) {
            return gate.isOpen();
        }
        Attributes raw = terminal.getAttributes();
        Attributes waiting = new Attributes(raw);
        // in raw mode Ctrl-C is a key, and none is read now
        waiting.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        waiting.setControlChar(Attributes.ControlChar.VSUSP, OSUtils.IS_OSX ? 0xff : 0);
        terminal.setAttributes(waiting);
        try {
            return gate.await(this::tellOfWait);
        } finally {
            post = null;
            terminal.setAttributes(raw);
        }
    }

    private void tellOfWait() {
        String text = "sent once the node has started; Ctrl-C takes it back";
        if (!isDumb(terminal)) {
            tell(text);
        }
        redisplay();
        if (isDumb(terminal)) {
            // what is written there stays, and so can't be a part of the line
            terminal.writer().println();
            terminal.writer().println(text);
        }
        terminal.flush();
    }

    private void tell(String text) {
        post = () -> new AttributedString(text);
    }

    /** Hands the line to the user's own editor, and takes back what that has made of it. */
    private boolean openEditor() {
        ExternalEditor program = editor;
        Path place = folder;
        if (program == null || place == null) {
            tell("no editor can be opened here: another process has this terminal");
            isAsked = true; // the next key takes the words away
            return true;
        }
        display.update(List.of(), 0);
        terminal.puts(Capability.keypad_local);
        terminal.writer().write(BRACKETED_PASTE_OFF);
        terminal.flush();
        Attributes raw = terminal.getAttributes();
        terminal.setAttributes(cooked(raw));
        try {
            String edited = program.edit(buf.toString(), place);
            buf.clear();
            buf.write(edited);
            isPasted = false; // the user has seen it
        } catch (IOException e) {
            tell(Printable.reason(e));
            isAsked = true;
        } finally {
            terminal.setAttributes(raw);
            terminal.puts(Capability.carriage_return);
            terminal.puts(Capability.clr_eos);
            terminal.puts(Capability.keypad_xmit);
            terminal.writer().write(BRACKETED_PASTE_ON);
            display.reset();
        }
        return true;
    }

    private static Attributes cooked(Attributes raw) {
        Attributes cooked = new Attributes(raw);
        cooked.setLocalFlag(Attributes.LocalFlag.ICANON, true);
        cooked.setLocalFlag(Attributes.LocalFlag.ECHO, true);
        cooked.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        cooked.setLocalFlag(Attributes.LocalFlag.IEXTEN, true);
        cooked.setInputFlag(Attributes.InputFlag.ICRNL, true);
        cooked.setControlChar(Attributes.ControlChar.VMIN, 1);
        cooked.setControlChar(Attributes.ControlChar.VTIME, 0);
        return cooked;
    }

    /** Returns the line as it is drawn, with the suggestion behind it. */
    @Override
    public AttributedString getDisplayedBufferWithPrompts(List<AttributedString> secondary) {
        String rest = suggestion();
        if (rest.isEmpty()) {
            return super.getDisplayedBufferWithPrompts(secondary);
        }
        return new AttributedStringBuilder()
                .append(super.getDisplayedBufferWithPrompts(secondary))
                .styled(AttributedStyle.DEFAULT.faint(), rest)
                .toAttributedString();
    }

    /** Returns the rest of the command that the user may be about to type; may be empty. */
    private String suggestion() {
        TypedCommands known = commands;
        Supplier<AttributedString> below = post;
        String line = buf.toString();
        if (known == null
                || below != null
                || !isSuggesting.getAsBoolean()
                || !reading
                || buf.cursor() != buf.length()
                || buf.length() > LONGEST_SUGGESTED_FOR
                || !line.startsWith("/")
                || line.startsWith("//")
                || line.length() < 2) {
            return "";
        }
        String rest = earlier(line).orElseGet(() -> known.rest(line));
        return rest.length() > LONGEST_SUGGESTION || !Printable.line(rest).equals(rest) ? "" : rest;
    }

    private Optional<String> earlier(String line) {
        for (int i = history.last(); i >= history.first() && !history.isEmpty(); i--) {
            String earlier = history.get(i);
            if (earlier.startsWith(line) && earlier.length() > line.length()) {
                return Optional.of(earlier.substring(line.length()));
            }
        }
        return Optional.empty();
    }

    private boolean takeSuggestion() {
        String rest = suggestion();
        return !rest.isEmpty() && insert(rest);
    }

    /** Moves on; at the end of the line, takes the suggestion. */
    @Override
    protected boolean forwardChar() {
        return takeSuggestion() || super.forwardChar();
    }

    /** Moves to the end; there, takes the suggestion. */
    @Override
    protected boolean endOfLine() {
        return takeSuggestion() || super.endOfLine();
    }
}
