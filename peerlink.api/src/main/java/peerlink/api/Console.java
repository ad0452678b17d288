package peerlink.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Shows the output of a {@link Command} to its caller, which is the chat or a shell: {@code
 * peerlink run NAME …}. Its methods throw an {@link IllegalStateException} once the plugin has
 * ended. Safe for use by several threads.
 */
public interface Console {
    /** The largest exit code: a shell uses those above it. */
    int MAX_EXIT_CODE = 125;

    /**
     * Prints a line, or several with line feeds, cleaned by {@link Printable#lines}. Where the
     * caller has asked for {@code --json} it goes to the standard error, as it is for people.
     */
    void print(String text);

    /**
     * Prints one result in the form that the caller wants: the text, or with {@code --json} the
     * fields as one JSON object on a line of its own.
     *
     * @param text as for {@link #print(String)}
     * @param fields the fields in the map's order, 256 KiB of text at most: texts, numbers,
     *     booleans, times ({@link java.time.Instant}), ids, names and addresses, and lists and maps
     *     of these, eight within one another; a field without a value is left out
     * @throws IllegalArgumentException if the fields are something else
     */
    default void print(String text, Map<String, ?> fields) {
        print(text);
    }

    /**
     * Tells whether the caller goes on while the command's work does, as the user of the chat does.
     * There a command that begins something long returns, and the rest is told by {@link
     * PluginContext#show(String)}. A shell's call ends with the command: it returns when all is
     * done, and throws if that has failed.
     */
    default boolean isInteractive() {
        return true;
    }

    /** Returns the peer of the chat that was open when the user called; empty in a shell. */
    default Optional<Peer> peer() {
        return Optional.empty();
    }

    /**
     * Returns the folder in which the caller is: relative paths of the user start there. It need
     * not be that of the process in which the plugin runs.
     */
    default Path folder() {
        return Path.of("").toAbsolutePath();
    }

    /**
     * Asks the user a question and waits for the answer. In the chat the user answers with {@code
     * /answer}; a shell's call asks on its terminal.
     *
     * @param question one line, such as {@code replace report.pdf? (yes or no)}
     * @return the answer, cleaned by {@link Printable#line}; empty if there is nobody to answer, as
     *     in a script
     * @throws InterruptedException if the command is cancelled
     */
    default Optional<String> ask(String question) throws InterruptedException {
        return Optional.empty();
    }

    /**
     * Tells how far the command has come, in the place of the call before. A shell's call shows a
     * bar where its standard error is a terminal, and nothing elsewhere; with {@code --json} it
     * prints the fields as {@link #print(String, Map)} does. The chat shows nothing, as {@link
     * PluginContext#progress} has a place of its own there.
     *
     * @param text one line, cleaned by {@link Printable#line}, such as {@code a.iso 45 % of 1.2 GB}
     * @param part the part that is done, 0 to 1; others count as the nearest of these
     * @param fields as for {@link #print(String, Map)}
     */
    default void progress(String text, double part, Map<String, ?> fields) {}

    /**
     * Copies the standard input of a shell's call, up to its end, into a file that only the user
     * may read, and waits for that. The file is removed when the command returns; the command may
     * move it to a place of its own before. To be called once.
     *
     * @return the file, absolute; empty if the caller has no standard input, as in the chat
     * @throws IOException if it can't be read, or not be kept
     * @throws InterruptedException if the command is cancelled
     */
    default Optional<Path> input() throws IOException, InterruptedException {
        return Optional.empty();
    }

    /**
     * Sets the exit code with which a shell's call ends if the command returns; 0 if never called.
     * One that throws ends with 1, or 3 if a peer can't be reached, or 4 if it may not be spoken
     * to.
     *
     * @param code 0 to {@value #MAX_EXIT_CODE}
     * @throws IllegalArgumentException if it is another number
     */
    default void exitCode(int code) {
        if (code < 0 || code > MAX_EXIT_CODE) {
            throw new IllegalArgumentException(
                    "not an exit code: %d (0 to %d)".formatted(code, MAX_EXIT_CODE));
        }
    }
}
