package peerlink.cli.terminal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.OSUtils;
import org.jline.utils.Signals;
import peerlink.cli.program.CommandWords;
import peerlink.cli.program.Environment;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.ChatSettings;
import peerlink.cli.text.Glyphs;
import peerlink.cli.text.Theme;

/**
 * Reads edited lines, Ctrl-C and Ctrl-D from the user. Reads on the thread that made it, a platform
 * thread.
 *
 * <p>The file is longer than most, as all that a chat sets of its line editor is set here.
 */
public final class Keyboard {
    private static final System.Logger LOG = System.getLogger(Keyboard.class.getName());

    private final ChatReader reader;
    private final Thread thread = Thread.currentThread();
    private final Attention attention = new Attention(System::nanoTime);
    private boolean stopped;
    private String draft = "";
    private String unfinished = "";

    /** The input before was a line, which may have been a command that ran for a while. */
    private boolean hasTaken;

    /** One input of the user. */
    public sealed interface Input {
        record Typed(String line) implements Input {}

        /** Ctrl-C; the line being typed is gone. */
        record Interrupted(boolean wasEmpty) implements Input {}

        /**
         * A key that turns to another conversation.
         *
         * @param number the conversation's number; 0 for the next unread one
         * @param line the line as far as it is typed, which is not sent
         */
        record Turned(int number, String line) implements Input {
            /** Tells whether it is the next unread conversation. */
            public boolean isToNext() {
                return number == Turn.NEXT_UNREAD;
            }
        }

        /**
         * Ctrl-D on an empty line, the terminal's end, or that of the reading.
         *
         * @param line the line as far as it is typed, which is not sent
         */
        record End(String line) implements Input {}
    }

    private Keyboard(
            Terminal terminal,
            ScreenWritten written,
            Function<String, CommandWords> words,
            Function<String, List<Suggestion>> completer,
            Environment environment) {
        // keys typed between two lines are shown with the next one; closing the terminal undoes it
        Attributes silent = terminal.getAttributes();
        silent.setLocalFlag(Attributes.LocalFlag.ECHO, false);
        // else Ctrl-\ prints all threads of the JVM over the screen
        silent.setControlChar(Attributes.ControlChar.VQUIT, OSUtils.IS_OSX ? 0xff : 0);
        terminal.setAttributes(silent);
        this.reader = new ChatReader(terminal, OwnTerminal.usual(environment), written);
        prepare(reader, words, completer);
        // while a line is read, the reader itself takes Ctrl-C; this handler ends a command that
        // takes its time
        terminal.handle(Terminal.Signal.INT, _ -> thread.interrupt());
    }

    /**
     * Reads on this process's terminal.
     *
     * @param words splits a line up to the cursor, as its command takes it
     * @param completer completes the last word of a line
     * @param environment the variables, which may tell the size of a terminal that does not
     */
    public static Keyboard of(
            OwnTerminal own,
            Function<String, CommandWords> words,
            Function<String, List<Suggestion>> completer,
            Environment environment) {
        Keyboard keyboard = new Keyboard(own.terminal(), () -> {}, words, completer, environment);
        keyboard.reader.editor(new ExternalEditor(environment));
        if (LineEditor.isDumb(own.terminal())) {
            // then JLine looks for the character, which the terminal does not pass on
            Signals.register("INT", keyboard.thread::interrupt);
        }
        return keyboard;
    }

    /** Reads on the terminal of another process, as the other method does. */
    public static Keyboard of(
            RemoteTerminal remote,
            Function<String, CommandWords> words,
            Function<String, List<Suggestion>> completer,
            Environment environment) {
        ChatReader.measure(remote.terminal(), OwnTerminal.usual(environment));
        return new Keyboard(remote.terminal(), remote::awaitWritten, words, completer, environment);
    }

    /** Sets the editing and completion of lines. */
    static void prepare(
            ChatReader reader,
            Function<String, CommandWords> words,
            Function<String, List<Suggestion>> completer) {
        reader.setParser(new ReplParser(words));
        reader.setCompleter(
                (_, parsed, candidates) ->
                        completer
                                .apply(parsed.line().substring(0, parsed.cursor()))
                                .forEach(s -> candidates.add(candidate(s, candidates.size()))));
        // else C:\temp and !! pass for references to earlier lines
        reader.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        // the chat itself shows each line, with its delivery
        reader.option(LineReader.Option.ERASE_LINE_ON_FINISH, true);
        reader.option(LineReader.Option.BRACKETED_PASTE, true);
        // names that differ by case alone are one; the completer alone decides which suggestions
        // fit
        reader.option(LineReader.Option.CASE_INSENSITIVE, true);
        // the history keeps a line as typed, blanks and all
        reader.option(LineReader.Option.HISTORY_IGNORE_SPACE, false);
        reader.option(LineReader.Option.HISTORY_REDUCE_BLANKS, false);
        reader.setVariable(LineReader.BELL_STYLE, "none");
        reader.setVariable(LineReader.SECONDARY_PROMPT_PATTERN, "");
    }

    /**
     * Adds what the settings ask for: suggestions and marks while a line is typed, earlier lines,
     * the keys of {@code inputrc}. Called before the first line is read.
     *
     * @param settings the settings, which may change
     * @param folder the profile's folder
     * @param environment the variables of the terminal's user
     */
    public void use(
            ChatSettings settings, Path folder, Environment environment, TypedCommands commands) {
        use(reader, settings, folder, environment, commands, attention);
    }

    static void use(
            ChatReader reader,
            ChatSettings settings,
            Path folder,
            Environment environment,
            TypedCommands commands,
            LineEditor.Presence presence) {
        BooleanSupplier colours = () -> environment.colours() && settings.theme() != Theme.NONE;
        reader.draftsIn(folder);
        reader.presence(presence);
        if (LineEditor.isDumb(reader.getTerminal())) {
            return;
        }
        reader.setHighlighter(new CommandHighlighter(commands, colours));
        reader.suggest(
                commands, () -> colours.getAsBoolean() && settings.isOn(ChatSetting.SUGGESTIONS));
        reader.setHistory(
                new InputHistory(
                        folder.resolve("input-history"),
                        line ->
                                switch (settings.word(ChatSetting.INPUT_HISTORY)) {
                                    case "all" -> true;
                                    case "commands" -> commands.isWithoutMessage(line);
                                    default -> false;
                                }));
        if (settings.isOn(ChatSetting.INPUTRC)) {
            try {
                Inputrc.apply(Inputrc.file(environment), reader);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "the keys of inputrc can't be read", e);
            }
        }
        reader.synopses(commands::synopsis);
        // Terminal.app writes the end of this question on the screen
        reader.ask(!environment.variable("TERM_PROGRAM").equals(Optional.of("Apple_Terminal")));
    }

    /** Returns what knows whether the user looks at the chat. */
    public Attention attention() {
        return attention;
    }

    /**
     * Opens the user's own editor when the next line is read, and puts its text into that line.
     *
     * @throws IOException if no editor can be opened
     */
    public void editNext() throws IOException {
        reader.editNext();
    }

    /**
     * @param place the place in lists: JLine keeps no order by itself
     */
    private static Candidate candidate(Suggestion suggestion, int place) {
        return new Candidate(
                suggestion.value(),
                suggestion.value(),
                suggestion.group().isEmpty() ? null : suggestion.group(),
                suggestion.description().isEmpty() ? null : suggestion.description(),
                null,
                null,
                suggestion.complete(),
                place);
    }

    /** Lets the user type while nobody takes lines yet; Enter then waits for {@link #take}. */
    public void hold() {
        reader.gate.hold();
    }

    /** Lets lines be entered from now on. Any thread may call. */
    public void take() {
        reader.gate.take();
    }

    /** Returns the line as it was when the reading was stopped. */
    public String unfinished() {
        return unfinished;
    }

    /** Tells whether that line had been entered, and waited to be taken. */
    public boolean wasEntered() {
        return reader.gate.isInterrupted();
    }

    /** Sets the beginning of the next line, which the user has typed already. */
    public void begin(String text) {
        draft = text;
    }

    /**
     * Sets the listener for the line as far as it is typed. It is called with each change, and must
     * not block.
     */
    public void onDraft(Consumer<String> drafts) {
        reader.onDraft(drafts);
    }

    public ChatReader reader() {
        return reader;
    }

    /**
     * Waits for the user's next input.
     *
     * @param prompt returns the prompt; any thread asks it, whenever the prompt may have changed
     */
    public Input read(Supplier<String> prompt) {
        if (stoppedNow()) {
            return stoppedIn(draft);
        }
        if (Thread.interrupted()) {
            // it came between two lines: for the command that has just ended, if there was one
            boolean wasEmpty = !hasTaken && draft.isEmpty();
            hasTaken = false;
            return new Input.Interrupted(wasEmpty);
        }
        hasTaken = false;
        try {
            reader.asks(() -> Glyphs.fitting(prompt.get(), reader.getTerminal().encoding()));
            String begun = draft;
            draft = "";
            String line = reader.readLine(null, null, (Character) null, begun);
            Turn turn = reader.turned();
            if (stoppedNow()) {
                return stoppedIn(turn == null ? line : turn.line());
            }
            hasTaken = true;
            return turn == null
                    ? new Input.Typed(line)
                    : new Input.Turned(turn.number(), turn.line());
        } catch (UserInterruptException e) {
            if (stoppedNow()) {
                return stoppedIn(e.getPartialLine());
            }
            if (reader.gate.isInterrupted()) {
                draft = e.getPartialLine(); // Ctrl-C has ended the wait alone
                reader.gate.begun();
            }
            return new Input.Interrupted(e.getPartialLine().isEmpty());
        } catch (EndOfFileException e) {
            stoppedNow();
            return new Input.End(Objects.requireNonNullElse(e.getPartialLine(), ""));
        }
    }

    private Input stoppedIn(String line) {
        unfinished = line;
        return new Input.End(line);
    }

    /**
     * Puts a text into the line being typed, if that is empty. Any thread may call.
     *
     * @return false if no line is being typed, or it is not empty
     */
    public boolean offer(String text) {
        return reader.offer(text);
    }

    /** Shows the prompt as it is now, if a line is being read. Any thread may call. */
    public void promptChanged() {
        reader.promptChanged();
    }

    /** Ends the reading, now and for good. Any thread may call. */
    public synchronized void stop() {
        stopped = true;
        thread.interrupt();
    }

    /**
     * Tells whether reading was stopped, and clears the interrupt: an orderly end follows, which
     * may wait.
     */
    private synchronized boolean stoppedNow() {
        if (stopped) {
            Thread.interrupted();
        }
        return stopped;
    }
}
