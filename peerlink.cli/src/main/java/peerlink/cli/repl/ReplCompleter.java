package peerlink.cli.repl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import peerlink.api.Command;
import peerlink.api.Completion;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.cli.program.CommandWords;
import peerlink.cli.terminal.Suggestion;
import peerlink.core.Node;

/** Completes the word at the cursor to commands, peers, arguments of a command, and files. */
final class ReplCompleter {
    private static final System.Logger LOG = System.getLogger(ReplCompleter.class.getName());

    private final Supplier<? extends Collection<? extends Command>> commands;
    private final Function<String, ? extends Collection<Peer>> peers;
    private final Supplier<Map<PeerId, Integer>> unread;
    private final Path folder;
    private final Path userHome;

    /**
     * @param commands returns the commands at each completion, as plugins come and go
     * @param peers returns the peers that the user may mean by the beginning of a name; others do
     * no harm
     * @param unread returns the numbers of unread messages
     * @param folder the folder that relative file names start from
     * @param userHome the folder that {@code ~} stands for
     */
    ReplCompleter(
            Supplier<? extends Collection<? extends Command>> commands,
            Function<String, ? extends Collection<Peer>> peers,
            Supplier<Map<PeerId, Integer>> unread,
            Path folder,
            Path userHome) {
        this.commands = commands;
        this.peers = peers;
        this.unread = unread;
        this.folder = folder;
        this.userHome = userHome;
    }

    /**
     * Returns the suggestions that fit.
     *
     * @param line the line up to the cursor
     */
    List<Suggestion> complete(String line) {
        List<String> words = words(line).values();
        if (words.size() == 1) {
            return matching(words.getFirst(), first(words.getFirst()));
        }
        List<String> arguments = words.subList(1, words.size());
        return command(line)
                .map(command -> matching(arguments.getLast(), offered(command, arguments)))
                .orElse(List.of());
    }

    /**
     * Splits a command's line into its words, and keeps a text as typed.
     *
     * @param line the line up to the cursor
     */
    CommandWords words(String line) {
        return command(line).filter(command -> !isVerbatim(command)).isPresent()
                ? CommandWords.split(line)
                : CommandWords.verbatim(line);
    }

    private static boolean isVerbatim(Command command) {
        try {
            return command.isVerbatim();
        } catch (RuntimeException | LinkageError e) {
            // a plugin's fault: the command itself reports it, and the user must be able to type
            // the line
            LOG.log(System.Logger.Level.ERROR, () -> "/" + command.name() + " fails", e);
            return false;
        }
    }

    private Optional<? extends Command> command(String line) {
        return ReplLine.parse(line) instanceof ReplLine.Call(var name, _)
                ? commands.get().stream().filter(command -> command.name().equals(name)).findFirst()
                : Optional.empty();
    }

    private List<Suggestion> first(String typed) {
        List<Suggestion> suggestions = new ArrayList<>();
        if (typed.isEmpty() || typed.startsWith("/")) {
            for (Command command : HelpCommand.sorted(commands.get())) {
                suggestions.add(
                        new Suggestion(
                                CommandGroup.of(command.name()).word(),
                                "/" + command.name(),
                                command.summary(),
                                true));
            }
        }
        if (typed.isEmpty() || typed.startsWith("@")) {
            for (Peer peer : peers.apply(typed.isEmpty() ? "" : typed.substring(1))) {
                suggestions.add(
                        new Suggestion(
                                "peers", "@" + peer.name(), "write to " + peer.name(), true));
            }
        }
        return suggestions;
    }

    private List<Suggestion> offered(Command command, List<String> arguments) {
        if (command instanceof DescribedCommand described) {
            return described.suggestions(arguments);
        }
        return switch (command.complete(arguments)) {
            case Completion.Nothing() -> List.of();
            case Completion.Words(var words) ->
                    words.stream().map(word -> new Suggestion(word, "", true)).toList();
            case Completion.Peers() -> peers(arguments.getLast());
            case Completion.Files() -> files(arguments.getLast());
        };
    }

    /** Returns the peers with their ids, those first of whom something is unread. */
    private List<Suggestion> peers(String typed) {
        Map<PeerId, Integer> waiting = unread.get();
        return peers.apply(typed).stream()
                .sorted(Comparator.comparing((Peer peer) -> !waiting.containsKey(peer.id())))
                .map(
                        peer ->
                                new Suggestion(
                                        peer.name().text(),
                                        peer.id().shortForm()
                                                + (waiting.containsKey(peer.id())
                                                        ? "  %d unread"
                                                                .formatted(waiting.get(peer.id()))
                                                        : ""),
                                        true))
                .toList();
    }

    private List<Suggestion> files(String typed) {
        if (typed.equals("~")) {
            return List.of(new Suggestion("~/", "", false));
        }
        int slash = typed.lastIndexOf('/');
        String parent = typed.substring(0, slash + 1);
        String beginning = typed.substring(slash + 1);
        try {
            Path directory =
                    folder.resolve(
                            parent.startsWith("~/")
                                    ? userHome.resolve(parent.substring(2))
                                    : Path.of(parent));
            try (Stream<Path> files = Files.list(directory)) {
                return files.filter(file -> isMeant(file.getFileName().toString(), beginning))
                        .filter(ReplCompleter::canBeNamed)
                        .map(file -> suggestion(parent, file))
                        .sorted(Comparator.comparing(Suggestion::value))
                        .toList();
            }
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            return List.of(); // no such folder: no suggestions
        }
    }

    /**
     * Tells whether the name fits. Completion offers every name that fits, however many: a missing
     * one would seem not to exist.
     */
    private static boolean isMeant(String name, String beginning) {
        return begins(name, beginning) && (beginning.startsWith(".") || !name.startsWith("."));
    }

    /**
     * Tells whether the user can type the name and reach the file by it. Bytes that are no text
     * can't be typed, nor characters that no terminal shows.
     */
    private static boolean canBeNamed(Path file) {
        Path name = file.getFileName();
        try {
            return Path.of(name.toString()).equals(name)
                    && Printable.line(name.toString()).equals(name.toString());
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Suggestion suggestion(String parent, Path file) {
        boolean directory = Files.isDirectory(file);
        return new Suggestion(parent + file.getFileName() + (directory ? "/" : ""), "", !directory);
    }

    /**
     * Returns the suggestions that begin as typed, or else those that would if case did not count.
     */
    private static List<Suggestion> matching(String typed, List<Suggestion> suggestions) {
        List<Suggestion> exact =
                suggestions.stream()
                        .filter(suggestion -> suggestion.value().startsWith(typed))
                        .toList();
        return exact.isEmpty()
                ? suggestions.stream()
                        .filter(suggestion -> begins(suggestion.value(), typed))
                        .toList()
                : exact;
    }

    private static boolean begins(String text, String typed) {
        return text.regionMatches(true, 0, typed, 0, typed.length());
    }

    /**
     * Returns the peers that the user may want to name, including those that registries listed
     * before. Without typed text, these are only the latest.
     */
    static List<Peer> nameable(Node node, String typed) {
        Map<PeerId, Peer> all = new LinkedHashMap<>();
        node.peers().forEach(peer -> all.put(peer.id(), peer));
        node.lastKnown().stream()
                .limit(typed.isEmpty() ? ChatCommands.MOST_AWAY : Long.MAX_VALUE)
                .forEach(known -> all.putIfAbsent(known.peer().id(), known.peer()));
        return List.copyOf(all.values());
    }
}
