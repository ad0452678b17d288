package peerlink.cli.repl;

import java.util.Collection;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import peerlink.api.Command;
import peerlink.cli.node.ChatConfig;

/**
 * The commands that the user has named. A name stands for the beginning of a line, once: a line
 * that begins with another such name is no command. A command of that name comes first.
 *
 * @param commands returns the commands there are
 */
record Aliases(ChatConfig config, Supplier<? extends Collection<? extends Command>> commands) {
    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    /** Returns the line that is meant by the one that was typed. */
    String expanded(String line) {
        if (ReplLine.parse(line) instanceof ReplLine.Call(var name, var arguments)
                && !isCommand(name)) {
            String meant = meant(name);
            if (meant != null) {
                return arguments.isBlank() ? meant : meant + " " + arguments;
            }
        }
        return line;
    }

    boolean isCommand(String name) {
        return commands.get().stream().anyMatch(command -> command.name().equals(name));
    }

    /** Returns the line that the name stands for; null if there is none, or it can't be. */
    @Nullable String meant(String name) {
        String line = config.aliases().get(name);
        return line != null && isLine(line) ? line : null;
    }

    /** Tells whether a line can have a name: a text for the current chat can't. */
    static boolean isLine(String line) {
        return ReplLine.parse(line) instanceof ReplLine.Call
                || ReplLine.parse(line) instanceof ReplLine.Direct;
    }
}
