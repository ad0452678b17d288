package peerlink.cli.repl;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import peerlink.api.Command;
import peerlink.cli.terminal.TypedCommands;

/**
 * Knows the commands of the chat while a line is typed.
 *
 * @param commands returns the commands at each call, as plugins come and go
 */
record KnownCommands(Supplier<? extends Collection<? extends Command>> commands, Aliases aliases)
        implements TypedCommands {
    @Override
    public int endOfUnknown(String line) {
        if (!(ReplLine.parse(line) instanceof ReplLine.Call(var name, _)) || name.isEmpty()) {
            return 0;
        }
        int end = line.indexOf('/') + 1 + name.length();
        if (commands.get().isEmpty()) {
            return 0; // the chat is starting
        }
        boolean isWhole = end < line.length();
        boolean isKnown =
                names().stream()
                        .anyMatch(known -> isWhole ? known.equals(name) : known.startsWith(name));
        return isKnown ? 0 : end;
    }

    @Override
    public String rest(String line) {
        String name = line.substring(1);
        List<String> all = names().stream().filter(known -> known.startsWith(name)).toList();
        return all.size() == 1 ? all.getFirst().substring(name.length()) : "";
    }

    @Override
    public String synopsis(String line) {
        return ReplLine.parse(aliases.expanded(line)) instanceof ReplLine.Call(var name, _)
                ? commands.get().stream()
                        .filter(command -> command.name().equals(name))
                        .findFirst()
                        .map(HelpCommand::synopsis)
                        .orElse("")
                : "";
    }

    private List<String> names() {
        return Stream.concat(
                        commands.get().stream().map(Command::name),
                        aliases.config().aliases().keySet().stream())
                .toList();
    }

    /**
     * Tells whether the line calls a command, and one whose arguments are no text as it was typed:
     * {@code /msg} has words for a peer, {@code /answer} for a plugin.
     */
    @Override
    public boolean isWithoutMessage(String line) {
        return ReplLine.parse(aliases.expanded(line)) instanceof ReplLine.Call(var name, _)
                && !name.equals("answer")
                && commands.get().stream()
                        .anyMatch(command -> command.name().equals(name) && !isVerbatim(command));
    }

    private static boolean isVerbatim(Command command) {
        try {
            return command.isVerbatim();
        } catch (RuntimeException | LinkageError e) {
            return true; // a plugin's fault, which its own call reports
        }
    }
}
