package peerlink.cli.repl;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Printable;

/** The commands about writing lines: the user's own editor and names for commands. */
final class WritingCommands {
    /** Opens the user's own editor when the next line is read. */
    interface NextLine {
        void edit() throws IOException;
    }

    private final Aliases aliases;
    private final NextLine editor;

    WritingCommands(Aliases aliases, NextLine editor) {
        this.aliases = aliases;
        this.editor = editor;
    }

    List<Command> all() {
        return List.of(
                ReplCommand.plain(
                        "edit",
                        "write the next line in your editor (also Ctrl-X Ctrl-E)",
                        (_, _) -> editor.edit()),
                new Alias(),
                new ReplCommand(
                        "unalias",
                        "take back a name of your own",
                        "ALIAS",
                        new Completion.Nothing(),
                        this::unalias));
    }

    private void unalias(List<String> arguments, Console console) throws Exception {
        String name = arguments.getFirst().replaceFirst("^/", "");
        if (!aliases.config().aliases().containsKey(name)) {
            throw new CommandException(
                    "no alias '%s'".formatted(Printable.excerpt(name)), "/alias");
        }
        aliases.config().saveAlias(name, null);
        console.print("/%s is no alias any more".formatted(name));
    }

    /** Names a command. The line is taken as typed. */
    private final class Alias implements Command {
        @Override
        public String name() {
            return "alias";
        }

        @Override
        public String summary() {
            return "a name of your own for a command; without arguments, lists them";
        }

        @Override
        public String usage() {
            return "[ALIAS LINE]";
        }

        @Override
        public boolean isVerbatim() {
            return true;
        }

        @Override
        public void run(List<String> arguments, Console console) throws Exception {
            Map<String, String> known = new TreeMap<>(aliases.config().aliases());
            ReplLine.Split split =
                    ReplLine.Split.of(arguments.isEmpty() ? "" : arguments.getFirst().strip());
            String name = split.head().replaceFirst("^/", "");
            String line = split.rest().strip();
            if (name.isEmpty()) {
                if (known.isEmpty()) {
                    console.print("no aliases; /alias b /chat bob makes one");
                }
                known.forEach((alias, meant) -> console.print("/" + alias + "  " + meant));
                return;
            }
            if (!Aliases.NAME.matcher(name).matches() || aliases.isCommand(name)) {
                throw new CommandException(
                        aliases.isCommand(name)
                                ? "/%s is a command already".formatted(name)
                                : "not a name for an alias: '%s' (letters a to z, digits, hyphens)"
                                        .formatted(Printable.excerpt(name)),
                        "/alias b /chat bob");
            }
            if (line.indexOf('\n') >= 0 || !Aliases.isLine(line)) {
                throw new CommandException(
                        "an alias stands for one line that begins with / or @PEER",
                        "/alias " + name + " /chat bob");
            }
            aliases.config().saveAlias(name, line);
            console.print("/%s stands for %s".formatted(name, line));
        }
    }
}
