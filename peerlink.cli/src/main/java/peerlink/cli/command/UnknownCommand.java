package peerlink.cli.command;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Hints;
import peerlink.cli.program.NearestName;
import peerlink.cli.program.ProgramName;
import peerlink.cli.program.Typed;
import peerlink.cli.repl.BuiltInCommands;
import peerlink.cli.text.PluginRows;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Suggests a command for words that the user took for one. */
public final class UnknownCommand {
    private final CommandLine root;
    private final Map<String, CommandLine> commands;

    /**
     * The command that each of some words belongs to, such as {@code contacts} for {@code trust}.
     */
    private final Map<String, String> owners = new HashMap<>();

    private final Set<String> ofTheChat;
    private final Set<String> ofPlugins;
    private final Supplier<List<String>> waiting;
    private final Hints given;

    /**
     * @param root the whole command line's parser
     * @param ofPlugins the names of plugins' commands
     * @param waiting returns the plugins that wait for the user's agreement; asked if a word means
     *     nothing else
     * @param given the options that name the profile
     */
    public UnknownCommand(
            CommandLine root, Set<String> ofPlugins, Supplier<List<String>> waiting, Hints given) {
        this.root = root;
        this.ofPlugins = ofPlugins;
        this.waiting = waiting;
        this.given = given;
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
        String message = "no such command: '" + Printable.excerpt(word) + "'";
        if (!owners.containsKey(word) && !ofTheChat.contains(word)) {
            List<String> plugins = waiting.get();
            boolean isPlugin = plugins.contains(word);
            if (isPlugin || !plugins.isEmpty() && NearestName.of(word, names()).isEmpty()) {
                return new CliException(
                        ExitCode.USAGE,
                        message + ", but " + PluginRows.mayHaveCommand(plugins),
                        given.call(
                                "plugins allow " + (isPlugin ? word : String.join(" ", plugins))));
            }
        }
        return new CliException(ExitCode.USAGE, message, hint(word, typed));
    }

    private String hint(String word, Typed typed) {
        String owner = owners.get(word);
        if (owner != null) {
            return complete(typed.before(word, owner), root);
        }
        if (ofTheChat.contains(word)) {
            int next = typed.at(word) + 1;
            boolean isAlone =
                    next == typed.words().size() || typed.words().get(next).startsWith("-");
            return "in the chat it is /%s; with a peer called so:\n%s"
                    .formatted(
                            word,
                            isAlone
                                    ? typed.before(word, "chat").again()
                                    : ProgramName.call("chat " + word));
        }
        return nearest(word, names(), root, typed);
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>(ofPlugins);
        names.addAll(commands.keySet());
        return names;
    }

    /**
     * Returns the command line with the nearest option or command in place of the word; or the
     * command's help, if none is near or the line would still lack something.
     *
     * @param command the command whose option or command the word is not
     */
    public static String nearest(String word, CommandLine command, Typed typed) {
        return nearest(
                word,
                word.startsWith("-")
                        ? command.getCommandSpec().optionsMap().keySet()
                        : command.getSubcommands().keySet(),
                command,
                typed);
    }

    private static String nearest(
            String word, Set<String> names, CommandLine command, Typed typed) {
        return NearestName.of(word, names)
                .map(name -> complete(typed.replaced(word, name), command))
                .orElse(help(command));
    }

    /**
     * Returns the command line, or the help of its command if the line lacks something. Another
     * mistake in it has an error of its own, once the line is run.
     *
     * @param any the parser of one of the commands
     */
    public static String complete(Typed line, CommandLine any) {
        try {
            any.getCommandSpec()
                    .root()
                    .commandLine()
                    .parseArgs(line.words().toArray(String[]::new));
        } catch (ParameterException e) {
            if (e instanceof MissingParameterException) {
                return help(e.getCommandLine());
            }
        }
        return line.again();
    }

    /** Returns the command line that prints the command's help. */
    public static String help(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName() + " --help";
        return ProgramName.call(name.split(" ", 2)[1]);
    }
}
