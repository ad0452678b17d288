package peerlink.cli.repl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Printable;
import peerlink.cli.program.NearestName;
import peerlink.cli.text.Columns;
import peerlink.cli.text.View;

/** {@code /help [COMMAND]}: all commands by subject on one screen, or more on one of them. */
record HelpCommand(Supplier<Collection<Command>> commands, View view) implements Command {
    private static final int LABEL = 10;
    private static final int FEWEST_COLUMNS = 40;

    /** Returns the commands in the order of lists: by group, the most used ones first. */
    static <C extends Command> List<C> sorted(Collection<C> commands) {
        return commands.stream()
                .sorted(
                        Comparator.<C, CommandGroup>comparing(
                                        command -> CommandGroup.of(command.name()))
                                .thenComparingInt(
                                        command ->
                                                CommandGroup.of(command.name())
                                                        .place(command.name())))
                .toList();
    }

    /** Returns the arguments and the purpose of a command; empty if its plugin fails. */
    static String synopsis(Command command) {
        try {
            return Printable.line(
                    "/%s  %s"
                            .formatted(
                                    (command.name() + " " + command.usage()).strip(),
                                    command.summary()));
        } catch (RuntimeException | LinkageError e) {
            return ""; // its own call reports it
        }
    }

    @Override
    public String name() {
        return "help";
    }

    @Override
    public String summary() {
        return "what you can type; with COMMAND, more on it";
    }

    @Override
    public String usage() {
        return "[COMMAND]";
    }

    @Override
    public Completion complete(List<String> arguments) {
        return arguments.size() == 1
                ? new Completion.Words(sorted(commands.get()).stream().map(Command::name).toList())
                : new Completion.Nothing();
    }

    @Override
    public void run(List<String> arguments, Console console) throws CommandException {
        if (arguments.isEmpty()) {
            console.print(String.join("\n", all()));
            return;
        }
        String typed = String.join(" ", arguments);
        String name = typed.startsWith("/") ? typed.substring(1) : typed;
        List<String> names = commands.get().stream().map(Command::name).toList();
        Command command =
                commands.get().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new CommandException(
                                                "no command '%s'"
                                                        .formatted(Printable.excerpt(typed)),
                                                NearestName.of(name, names)
                                                        .map(nearest -> "/help " + nearest)
                                                        .orElse("/help")));
        console.print(String.join("\n", one(command)));
    }

    private List<String> all() {
        List<String> rows = new ArrayList<>();
        rows.add("a plain line goes to the open chat, @bob TEXT to bob, //TEXT is sent as /TEXT");
        int columns = view.surface().columns();
        boolean hasLabels = columns >= FEWEST_COLUMNS;
        for (CommandGroup group : CommandGroup.values()) {
            List<String> names =
                    sorted(commands.get()).stream()
                            .map(Command::name)
                            .filter(name -> CommandGroup.of(name) == group)
                            .toList();
            if (!names.isEmpty() && hasLabels) {
                rows.addAll(rows(label(group.word()), label(""), names, columns));
            } else if (!names.isEmpty()) {
                rows.add(group.word());
                rows.addAll(rows(" ", " ", names, columns));
            }
        }
        rows.add("/help COMMAND tells more of one, Tab completes, man peerlink has the keys");
        return rows;
    }

    /** Returns rows of names, shorter than the terminal is wide if the names are. */
    private static List<String> rows(String first, String next, List<String> names, int columns) {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder(first);
        for (String name : names) {
            if (row.length() + 2 + name.length() >= columns && !row.toString().equals(next)) {
                rows.add(row.toString());
                row = new StringBuilder(next);
            }
            row.append(" /").append(name);
        }
        rows.add(row.toString());
        return rows;
    }

    private static String label(String word) {
        return word + " ".repeat(LABEL - word.length());
    }

    private static List<String> one(Command command) {
        List<String> rows = new ArrayList<>();
        rows.add(("/" + command.name() + " " + command.usage()).stripTrailing());
        rows.add(command.summary());
        command.details().forEach(detail -> rows.add("  " + detail));
        List<CommandExamples.Example> examples = CommandExamples.of(command.name());
        int width =
                examples.stream().mapToInt(example -> Columns.of(example.line())).max().orElse(0);
        for (CommandExamples.Example example : examples) {
            rows.add(
                    "  "
                            + example.line()
                            + " ".repeat(width + 2 - Columns.of(example.line()))
                            + example.meaning());
        }
        return rows;
    }
}
