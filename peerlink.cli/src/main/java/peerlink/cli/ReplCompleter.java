package peerlink.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import peerlink.api.Command;
import peerlink.api.Completion;
import peerlink.api.Peer;

/** Tells what the word at the cursor may become: commands, peers, what a command offers, files. */
final class ReplCompleter {
    private static final System.Logger LOG = System.getLogger(ReplCompleter.class.getName());
    private static final int MOST_FILES = 500;

    private final Supplier<? extends Collection<? extends Command>> commands;
    private final Supplier<? extends Collection<Peer>> peers;
    private final Path folder;
    private final Path userHome;

    /**
     * @param commands asked at each completion, as plugins come and go; likewise the peers
     * @param folder what relative file names start from
     * @param userHome what {@code ~} stands for
     */
    ReplCompleter(
            Supplier<? extends Collection<? extends Command>> commands,
            Supplier<? extends Collection<Peer>> peers,
            Path folder,
            Path userHome) {
        this.commands = commands;
        this.peers = peers;
        this.folder = folder;
        this.userHome = userHome;
    }

    /**
     * Returns what fits.
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
     * Splits a line as its command takes it; a text as it is typed.
     *
     * @param line the line up to the cursor
     */
    Words words(String line) {
        return command(line).filter(command -> !isVerbatim(command)).isPresent()
                ? Words.split(line)
                : Words.verbatim(line);
    }

    private static boolean isVerbatim(Command command) {
        try {
            return command.isVerbatim();
        } catch (RuntimeException | LinkageError e) {
            // a plugin's fault, which running the command tells; the line must be typed all the
            // same
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
            for (Command command : commands.get()) {
                suggestions.add(new Suggestion("/" + command.name(), command.summary(), true));
            }
        }
        if (typed.isEmpty() || typed.startsWith("@")) {
            for (Peer peer : peers.get()) {
                suggestions.add(new Suggestion("@" + peer.name(), "write to " + peer.name(), true));
            }
        }
        return suggestions;
    }

    private List<Suggestion> offered(Command command, List<String> arguments) {
        return switch (command.complete(arguments)) {
            case Completion.Nothing() -> List.of();
            case Completion.Words(var words) ->
                    words.stream().map(word -> new Suggestion(word, "", true)).toList();
            case Completion.Peers() ->
                    peers.get().stream()
                            .map(
                                    peer ->
                                            new Suggestion(
                                                    peer.name().text(),
                                                    peer.id().shortForm(),
                                                    true))
                            .toList();
            case Completion.Files() -> files(arguments.getLast());
        };
    }

    private List<Suggestion> files(String typed) {
        int slash = typed.lastIndexOf('/');
        String parent = typed.substring(0, slash + 1);
        boolean hidden = typed.startsWith(".", slash + 1);
        try {
            Path directory =
                    folder.resolve(
                            parent.startsWith("~/")
                                    ? userHome.resolve(parent.substring(2))
                                    : Path.of(parent));
            try (Stream<Path> files = Files.list(directory)) {
                return files.limit(MOST_FILES)
                        .filter(file -> hidden || !file.getFileName().toString().startsWith("."))
                        .map(file -> suggestion(parent, file))
                        .sorted((a, b) -> a.value().compareTo(b.value()))
                        .toList();
            }
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            return List.of(); // no such folder: there is nothing to offer
        }
    }

    private static Suggestion suggestion(String parent, Path file) {
        boolean directory = Files.isDirectory(file);
        return new Suggestion(parent + file.getFileName() + (directory ? "/" : ""), "", !directory);
    }

    private static List<Suggestion> matching(String typed, List<Suggestion> suggestions) {
        return suggestions.stream()
                .filter(suggestion -> suggestion.value().startsWith(typed))
                .toList();
    }
}
