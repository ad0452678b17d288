package peerlink.cli.command;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.NearestName;
import peerlink.cli.program.ProgramName;
import peerlink.cli.program.Typed;
import peerlink.cli.repl.BuiltInCommands;
import picocli.CommandLine;

/** Suggests a command for words that the user took for one. */
public final class UnknownCommand {
    /** The commands that the image's own plugins add to the chat. */
    public static final Set<String> OF_PLUGINS =
            Set.of("send", "files", "receive", "refuse", "history");

    private final Map<String, CommandLine> commands;

    /**
     * The command that each of some words belongs to, such as {@code contacts} for {@code trust}.
     */
    private final Map<String, String> owners = new HashMap<>();

    private final Set<String> ofTheChat;

    /**
     * @param root the whole command line's parser
     */
    public UnknownCommand(CommandLine root) {
        commands = root.getSubcommands();
        Set<String> several = new HashSet<>();
        commands.forEach(
                (name, command) ->
                        command.getSubcommands()
                                .keySet()
                                .forEach(
                                        word -> {
                                            if (owners.put(word, name) != null) {
                                                several.add(word);
                                            }
                                        }));
        owners.keySet().removeAll(several);
        owners.keySet().removeAll(commands.keySet());
        ofTheChat = new HashSet<>(BuiltInCommands.reserved());
        ofTheChat.addAll(OF_PLUGINS);
        ofTheChat.removeAll(commands.keySet());
        ofTheChat.removeAll(owners.keySet());
    }

    /**
     * Tells whether a word that stands alone is more probably a command than a peer.
     * {@code peerlink chat} reaches a peer of that name.
     */
    boolean isMeant(String word) {
        return owners.containsKey(word) || ofTheChat.contains(word);
    }

    /**
     * Returns the error.
     *
     * @param word the first word that is no option
     * @param typed the whole command line
     */
    public CliException of(String word, Typed typed) {
        return new CliException(
                ExitCode.USAGE,
                "no such command: '" + Printable.excerpt(word) + "'",
                hint(word, typed));
    }

    private String hint(String word, Typed typed) {
        String owner = owners.get(word);
        if (owner != null) {
            return typed.words().getLast().equals(word)
                    ? ProgramName.call(owner + " " + word + " --help")
                    : typed.before(word, owner);
        }
        if (ofTheChat.contains(word)) {
            int next = typed.at(word) + 1;
            boolean isAlone =
                    next == typed.words().size() || typed.words().get(next).startsWith("-");
            return "in the chat it is /%s; with a peer called so: %s"
                    .formatted(
                            word,
                            isAlone
                                    ? typed.before(word, "chat")
                                    : ProgramName.call("chat " + word));
        }
        return nearest(word, commands.keySet(), typed, "--help");
    }

    /**
     * Returns the command line with the nearest name in place of the word.
     *
     * @param otherwise the arguments to advise if no name is near
     */
    public static String nearest(
            String word, Collection<String> names, Typed typed, String otherwise) {
        return NearestName.of(word, names)
                .map(name -> typed.replaced(word, name))
                .orElse(ProgramName.call(otherwise));
    }
}
