package peerlink.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A command that consists of others: the first argument says which. */
final class CommandGroup implements Command {
    private final String name;
    private final String summary;
    private final Map<String, Command> parts = new LinkedHashMap<>();

    CommandGroup(String name, String summary, List<Command> parts) {
        this.name = name;
        this.summary = summary;
        for (Command part : parts) {
            String called = part.name();
            if (!called.matches("[a-z0-9-]{1,20}")) {
                throw new IllegalArgumentException(
                        "not a command's name: '%s' (1 to 20 of a-z, 0-9 and -)"
                                .formatted(Printable.excerpt(called)));
            }
            if (part.isVerbatim() || part instanceof CommandGroup) {
                throw new IllegalArgumentException(
                        "%s %s is verbatim or has parts itself".formatted(name, called));
            }
            if (this.parts.putIfAbsent(called, part) != null) {
                throw new IllegalArgumentException(
                        "%s has two parts called %s".formatted(name, called));
            }
        }
        if (this.parts.isEmpty()) {
            throw new IllegalArgumentException(name + " has no parts");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public String usage() {
        return parts.values().stream().map(CommandGroup::line).collect(Collectors.joining(" | "));
    }

    private static String line(Command part) {
        return (part.name() + " " + part.usage()).strip();
    }

    @Override
    public Completion complete(List<String> arguments) {
        if (arguments.size() == 1) {
            return new Completion.Words(new ArrayList<>(parts.keySet()));
        }
        Command part = parts.get(arguments.getFirst());
        return part == null
                ? new Completion.Nothing()
                : part.complete(arguments.subList(1, arguments.size()));
    }

    @Override
    public void run(List<String> arguments, Console console) throws Exception {
        if (arguments.isEmpty()) {
            explain(console);
            return;
        }
        String first = arguments.getFirst();
        Command part = parts.get(first);
        if (part == null) {
            throw new CommandException(
                    "/%s has no '%s', but %s"
                            .formatted(
                                    name,
                                    Printable.excerpt(first),
                                    String.join(", ", parts.keySet())),
                    "/" + name);
        }
        part.run(arguments.subList(1, arguments.size()), console);
    }

    private void explain(Console console) {
        for (Command part : parts.values()) {
            console.print(
                    "  %-28s %s"
                            .formatted("/" + name + " " + line(part), part.summary())
                            .stripTrailing(),
                    Map.of("name", part.name(), "usage", part.usage(), "summary", part.summary()));
        }
    }
}
