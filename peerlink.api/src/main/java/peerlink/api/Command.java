package peerlink.api;

import java.util.List;

/**
 * Runs a command that a plugin adds, called as {@code /name arguments…} in the chat, and as {@code
 * peerlink run name arguments…} from a shell.
 */
public interface Command {
    /**
     * Makes a command of several, such as {@code /dice roll 2d6} and {@code /dice stats}: the first
     * argument says which, and is completed. Its usage is theirs. Without an argument it lists
     * them, with an unknown one it says which there are.
     *
     * @param name as {@link #name}
     * @param summary as {@link #summary}
     * @param parts the commands, each with a name of its own; they get the arguments behind it
     * @throws IllegalArgumentException if there are none, two have one name, or one is {@linkplain
     *     #isVerbatim verbatim} or has parts itself
     */
    static Command group(String name, String summary, List<Command> parts) {
        return new CommandGroup(name, summary, parts);
    }

    /** Returns the name, without the slash: 1 to 20 of {@code a-z0-9-}. */
    String name();

    /** Returns the summary: one line of at most 60 characters, lower case, without a full stop. */
    String summary();

    /**
     * Returns the arguments as people write them, such as {@code PEER PATH}; empty if the command
     * takes none.
     */
    default String usage() {
        return "";
    }

    /**
     * Returns what the help says of arguments and options: a line for each, such as {@code --once
     * ends with the first file}, at most 20 lines of at most 100 characters. Empty if the usage
     * says all.
     */
    default List<String> details() {
        return List.of();
    }

    /**
     * Tells whether the command takes the text after its name as it was typed: words of a search, a
     * message, a formula. Then {@link #run} gets one argument: all that follows the name and one
     * blank, other blanks, quotes and backslashes included; none if nothing but blanks follows.
     * Otherwise a line is split as a shell does it: blanks separate arguments, quotes and
     * backslashes keep one together. The answer must always be the same.
     */
    default boolean isVerbatim() {
        return false;
    }

    /**
     * Returns the possible values of the last argument. Called while the user types: quick, must
     * not block.
     *
     * @param arguments the arguments so far, the last one perhaps empty or incomplete; never an
     *     empty list; of a {@linkplain #isVerbatim verbatim} command, the words between blanks
     */
    default Completion complete(List<String> arguments) {
        return new Completion.Nothing();
    }

    /**
     * Runs the command, on a platform thread of its own. It is interrupted when the user cancels
     * it: by Ctrl-C, in the chat or in the shell that has called it.
     *
     * @param arguments the arguments; quotes and backslashes are already resolved, unless the
     *     command {@linkplain #isVerbatim takes them as typed}
     * @throws CommandException if it can't be done; message and hint are shown, a hint that is
     *     a line of the chat as the shell's command where a shell has called
     * @throws Exception if anything else goes wrong; the message is shown
     */
    void run(List<String> arguments, Console console) throws Exception;
}
