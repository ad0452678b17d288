package peerlink.cli;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The user's keys: edited lines, Ctrl-C and Ctrl-D. Lines are read on the thread that made it, a platform thread. */
final class Keyboard {
    private final ChatReader reader;
    private final Thread thread = Thread.currentThread();
    private boolean stopped;

    /** What the user did. */
    sealed interface Input {
        record Typed(String line) implements Input {}

        /** Ctrl-C; the line that was being typed is gone. */
        record Interrupted(boolean wasEmpty) implements Input {}

        /** Ctrl-D on an empty line, or the terminal has gone. */
        record End() implements Input {}
    }

    private Keyboard(ChatReader reader) {
        this.reader = reader;
    }

    /**
     * Opens the process's terminal.
     *
     * @param words splits a line up to the cursor, as its command takes it
     * @param completer tells what the end of a line may become
     */
    static Keyboard open(
            Function<String, Words> words, Function<String, List<Suggestion>> completer)
            throws IOException {
        // else one Ctrl-C can arrive twice: from the kernel, and from JLine that sees the character
        System.setProperty(TerminalBuilder.PROP_SOFTWARE_SIGNALS, "false");
        Terminal terminal =
                TerminalBuilder.builder()
                        .system(true)
                        .dumb(false)
                        // else JLine asks the terminal what it can do, and with the answer reads
                        // and drops what the user has typed while the program started
                        .graphemeCluster(false)
                        .build();
        ChatReader reader = new ChatReader(terminal);
        reader.setParser(new ReplParser(words));
        reader.setCompleter(
                (_, parsed, candidates) ->
                        completer
                                .apply(parsed.line().substring(0, parsed.cursor()))
                                .forEach(s -> candidates.add(candidate(s))));
        // else C:\temp and !! are taken for references to earlier lines
        reader.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        // the chat shows each line itself, with what becomes of it
        reader.option(LineReader.Option.ERASE_LINE_ON_FINISH, true);
        reader.option(LineReader.Option.BRACKETED_PASTE, true);
        reader.setVariable(LineReader.BELL_STYLE, "none");
        reader.setVariable(LineReader.SECONDARY_PROMPT_PATTERN, "");
        Keyboard keyboard = new Keyboard(reader);
        // while a line is read the reader itself takes Ctrl-C; this one ends a command that takes
        // its time
        terminal.handle(Terminal.Signal.INT, _ -> keyboard.thread.interrupt());
        return keyboard;
    }

    private static Candidate candidate(Suggestion suggestion) {
        return new Candidate(
                suggestion.value(),
                suggestion.value(),
                null,
                suggestion.description().isEmpty() ? null : suggestion.description(),
                null,
                null,
                suggestion.complete());
    }

    ChatReader reader() {
        return reader;
    }

    /** Waits for the user. */
    Input read(String prompt) {
        if (stoppedNow()) {
            return new Input.End();
        }
        if (Thread.interrupted()) {
            return new Input.Interrupted(false); // the command that it was meant for has just ended
        }
        try {
            String line = reader.readLine(Glyphs.fitting(prompt, reader.getTerminal().encoding()));
            return stoppedNow() ? new Input.End() : new Input.Typed(line);
        } catch (UserInterruptException e) {
            return stoppedNow()
                    ? new Input.End()
                    : new Input.Interrupted(e.getPartialLine().isEmpty());
        } catch (EndOfFileException e) {
            stoppedNow();
            return new Input.End();
        }
    }

    /** Ends the reading, now and for good. Any thread may call. */
    synchronized void stop() {
        stopped = true;
        thread.interrupt();
    }

    /** Tells whether it was stopped, and takes the interruption back: what follows is an orderly end, which may wait. */
    private synchronized boolean stoppedNow() {
        if (stopped) {
            Thread.interrupted();
        }
        return stopped;
    }
}
