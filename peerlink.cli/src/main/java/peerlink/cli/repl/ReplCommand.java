package peerlink.cli.repl;

import java.util.List;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;

/**
 * A command that the chat itself has, without a plugin.
 *
 * @param summary one line, as {@code /help} shows it
 * @param usage the arguments as people write them; those in brackets may be left out
 * @param first the completion of the first argument
 */
record ReplCommand(String name, String summary, String usage, Completion first, Action action)
        implements Command {
    /** Carries a command out. */
    interface Action {
        void run(List<String> arguments, Console console) throws Exception;
    }

    /** Returns a command without arguments. */
    static ReplCommand plain(String name, String summary, Action action) {
        return new ReplCommand(name, summary, "", new Completion.Nothing(), action);
    }

    @Override
    public Completion complete(List<String> arguments) {
        return arguments.size() == 1 ? first : new Completion.Nothing();
    }

    /** Tells whether the line has fewer arguments than the usage requires. */
    boolean lacks(List<String> arguments) {
        return !usage.isEmpty()
                && !usage.startsWith("[")
                && arguments.size() < usage.split(" ").length;
    }

    /** Returns a line that has all the arguments, and so works as printed. */
    String example(String peer) {
        return ("/" + name + " " + usage)
                .replace("PEER", peer)
                .replace("NAME", "dad")
                .replaceAll("(\\S+)\\|(\\S+)", "$2");
    }

    @Override
    public void run(List<String> arguments, Console console) throws Exception {
        if (usage.isEmpty() && !arguments.isEmpty()) {
            throw new CommandException("/" + name + " takes no arguments", "/" + name);
        }
        action.run(arguments, console);
    }
}
