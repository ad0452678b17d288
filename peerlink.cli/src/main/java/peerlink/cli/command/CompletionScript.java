package peerlink.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Makes a shell's completion script from the commands and options of the program. All shells run
 * one script of {@code sh}, which says what a word may become. So their options can't disturb it,
 * and it can't disturb them. Only the way in which a shell takes the answers differs.
 */
final class CompletionScript {
    /** A shell that has a completion script. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    /** The kinds of values, by their labels in the help. */
    private static final Map<String, String> BY_LABEL =
            Map.of(
                    "FILE",
                    "files",
                    "DIR",
                    "folders",
                    "PEER",
                    "peers",
                    "ID|PEER",
                    "peers",
                    "COMMAND",
                    "commands",
                    "ARGUMENT",
                    "files");

    private final StringBuilder commands = new StringBuilder();
    private final StringBuilder subcommands = new StringBuilder();
    private final StringBuilder options = new StringBuilder();
    private final List<String> valued = new ArrayList<>();
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final Map<String, List<String>> operands = new LinkedHashMap<>();

    /** The operands at any place. A place of its own comes first, as the first choice counts. */
    private final Map<String, List<String>> repeated = new LinkedHashMap<>();

    private CompletionScript() {}

    static String of(Shell shell, CommandLine root) {
        String engine = engine(root);
        String quoted =
                shell == Shell.fish
                        ? engine.replace("\\", "\\\\").replace("'", "\\'")
                        : engine.replace("'", "'\\''");
        return resource("completion." + shell).replace("@ENGINE@", "'" + quoted + "'");
    }

    /**
     * Returns the part that all shells run: a script of {@code sh} that takes the words of a line.
     */
    static String engine(CommandLine root) {
        CompletionScript script = new CompletionScript();
        script.add("", root);
        return resource("completion.sh").replace("@TABLES@", script.tables());
    }

    private void add(String path, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        List<String> rows = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            if (option.hidden()) {
                continue;
            }
            for (String name : option.names()) {
                if (name.startsWith("--")) {
                    rows.add(name + "\t" + summary(option.description()));
                }
                if (option.arity().max() > 0) {
                    valued.add(path + " " + name);
                    offer(values, path + " " + name, offered(option));
                }
            }
        }
        table(options, path, rows);
        for (PositionalParamSpec operand : spec.positionalParameters()) {
            // help explains one command and ignores the words behind it
            boolean isAny = operand.index().max() > operand.index().min() && !isCommand(operand);
            String where = quoted(path + ":") + (isAny ? "*" : operand.index().min());
            String offered =
                    path.equals("run") && isCommand(operand) ? "plugin_commands" : offered(operand);
            (isAny ? repeated : operands)
                    .computeIfAbsent(offered, _ -> new ArrayList<>())
                    .add(where);
        }
        rows = new ArrayList<>();
        for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
            CommandSpec known = sub.getValue().getCommandSpec();
            if (known.usageMessage().hidden()) {
                continue;
            }
            rows.add(sub.getKey() + "\t" + summary(known.usageMessage().description()));
            commands.append(commands.isEmpty() ? "" : " | ")
                    .append(quoted(path + ":" + sub.getKey()));
            add((path + " " + sub.getKey()).strip(), sub.getValue());
        }
        table(subcommands, path, rows);
    }

    private static boolean isCommand(ArgSpec argument) {
        return argument.paramLabel().equals("COMMAND");
    }

    private static void offer(Map<String, List<String>> table, String key, String offered) {
        if (!offered.isEmpty()) {
            table.computeIfAbsent(offered, _ -> new ArrayList<>()).add(quoted(key));
        }
    }

    /**
     * Returns the function of the script that offers values, with its arguments; an empty text if
     * there is none.
     */
    private static String offered(ArgSpec argument) {
        if (argument.completionCandidates() != null) {
            return StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                    .map(CompletionScript::quoted)
                    .collect(Collectors.joining(" ", "words ", ""));
        }
        String label = argument.paramLabel();
        if (argument instanceof OptionSpec option && option.longestName().equals("--profile")) {
            return "profiles";
        }
        if (BY_LABEL.containsKey(label)) {
            return BY_LABEL.get(label);
        }
        List<String> words =
                Arrays.stream(label.split("\\|"))
                        .filter(word -> word.matches("[a-z][a-z-]*"))
                        .toList();
        return words.isEmpty() ? "" : "words " + String.join(" ", words);
    }

    private static void table(StringBuilder table, String path, List<String> rows) {
        table.append("    ").append(quoted(path)).append(") cat <<\\END ;;\n");
        rows.forEach(row -> table.append(row).append('\n'));
        table.append("END\n");
    }

    private String tables() {
        return Stream.of(
                        "is_command() {\n  case $1 in\n    %s) return 0 ;;\n  esac\n  return 1\n}"
                                .formatted(commands),
                        "takes_value() {\n  case $1 in\n    %s) return 0 ;;\n  esac\n  return 1\n}"
                                .formatted(
                                        valued.stream()
                                                .map(CompletionScript::quoted)
                                                .collect(Collectors.joining(" | "))),
                        "subcommands_of() {\n  case $1 in\n%s  esac\n}".formatted(subcommands),
                        "options_of() {\n  case $1 in\n%s  esac\n}".formatted(options),
                        "value_of() {\n  case $1 in\n%s  esac\n}".formatted(choices(values)),
                        "operand_of() {\n  case $1 in\n%s%s  esac\n}"
                                .formatted(choices(operands), choices(repeated)))
                .collect(Collectors.joining("\n\n"));
    }

    private static String choices(Map<String, List<String>> table) {
        return table.entrySet().stream()
                .filter(entry -> !entry.getKey().isEmpty())
                .map(
                        entry ->
                                "    %s) %s ;;\n"
                                        .formatted(
                                                String.join(" | ", entry.getValue()),
                                                entry.getKey()))
                .collect(Collectors.joining());
    }

    /** Returns the first sentence of a description, in one line. */
    private static String summary(String[] description) {
        String text = String.join(" ", description).replaceAll("\\s+", " ").strip();
        int end = text.indexOf(". ");
        return (end < 0 ? text : text.substring(0, end)).replaceFirst("\\.$", "");
    }

    private static String quoted(String word) {
        return "\"" + word + "\"";
    }

    private static String resource(String name) {
        try (InputStream in = CompletionScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
