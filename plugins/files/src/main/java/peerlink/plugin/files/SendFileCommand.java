package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.api.PeerUnavailableException;
import peerlink.api.PluginContext;
import peerlink.api.Printable;
import peerlink.plugin.files.basis.UserPath;
import peerlink.plugin.files.basis.Wording;

/**
 * {@code /send PEER PATH…}: offers files and folders; without PEER to the open chat's. A shell may
 * give {@code -} for its standard input. In the chat it returns once the offer is made, and a
 * notice tells its fate, so that the user can go on meanwhile. For a shell it waits for that.
 */
final class SendFileCommand implements Command {
    /** The time for which a shell's call tries to reach a peer again. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final PluginContext context;
    private final OutgoingTrees outgoing;
    private final InputCopies inputs;
    private final String name;

    /**
     * @param name {@code send}, or {@code send-file}, which a shell can say without {@code run}
     */
    SendFileCommand(
            PluginContext context, OutgoingTrees outgoing, InputCopies inputs, String name) {
        this.name = name;
        this.inputs = inputs;
        this.context = context;
        this.outgoing = outgoing;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return "offer files or folders to a peer";
    }

    @Override
    public String usage() {
        return "[PEER] PATH… [--queue] [--preserve] [--as NAME]";
    }

    @Override
    public List<String> details() {
        return List.of(
                "PEER: without one, the files go to the open chat",
                "PATH: a file or a folder; in a shell, - is the standard input",
                "--queue: end at once; the transfer waits for its peer",
                "--preserve: tell dates, and the right to run a file",
                "--as NAME: the file name for the standard input");
    }

    @Override
    public Completion complete(List<String> arguments) {
        return switch (arguments.size()) {
            case 1 -> new Completion.Peers();
            case 0 -> new Completion.Nothing();
            default -> new Completion.Files();
        };
    }

    @Override
    public void run(List<String> words, Console console)
            throws IOException, CommandException, InterruptedException {
        SendWords given = SendWords.of(words);
        List<String> arguments = given.arguments();
        if (arguments.isEmpty()) {
            throw new CommandException(
                    "a peer and a file are needed",
                    "Tab behind /send offers peers, and then files");
        }
        String first = arguments.getFirst();
        Path folder = console.folder();
        boolean isFile = first.contains("/") || Files.exists(UserPath.of(first, folder));
        boolean isPeer =
                context.messenger().peers().stream()
                        .anyMatch(peer -> peer.name().text().equals(first));
        if (isFile && isPeer) {
            throw new CommandException(
                    "'%s' is a peer, and a file here, too".formatted(Printable.line(first)),
                    "/send ./%s".formatted(Wording.quoted(first)));
        }
        if (isFile) {
            Peer peer = console.peer().orElseThrow(() -> nobody(first));
            send(peer, paths(arguments, folder), given, console);
            return;
        }
        if (arguments.size() == 1) {
            throw new CommandException(
                    "a file is needed, too",
                    "Tab behind /send %s offers files".formatted(Wording.quoted(first)));
        }
        List<String> files = arguments.subList(1, arguments.size());
        requireFiles(first, files, folder);
        Peer peer = context.messenger().find(first);
        if (!files.contains("-")) {
            send(peer, paths(files, folder), given, console);
            return;
        }
        List<Path> paths =
                new ArrayList<>(
                        paths(files.stream().filter(file -> !file.equals("-")).toList(), folder));
        Path copy = inputs.take(console, given.inputName());
        paths.add(copy);
        try {
            send(peer, paths, given, console);
        } catch (Throwable e) {
            outgoing.forgetInput(copy); // else the transfer's end does
            throw e;
        }
    }

    private static List<Path> paths(List<String> words, Path folder) {
        return words.stream().map(word -> UserPath.of(word, folder)).distinct().toList();
    }

    /** Explains words that are the parts of one name with blanks. */
    private static void requireFiles(String peer, List<String> words, Path folder)
            throws CommandException {
        if (words.size() > 1
                && !words.contains("-")
                && words.stream().noneMatch(word -> Files.exists(UserPath.of(word, folder)))) {
            throw new CommandException(
                    "a file's name with blanks stands in quotes",
                    "/send %s %s"
                            .formatted(
                                    Wording.quoted(peer), Wording.quoted(String.join(" ", words))));
        }
    }

    private void send(Peer peer, List<Path> paths, SendWords given, Console console)
            throws IOException, CommandException, InterruptedException {
        boolean waits = given.isQueued() || console.isInteractive();
        OutgoingTree transfer = outgoing.make(peer, paths, given.preserves(), waits);
        OutgoingWays.Way way;
        try {
            way = transfer.connect();
        } catch (PeerUnavailableException e) {
            if (!waits) {
                transfer.cancel();
                throw e;
            }
            console.print(
                    "%s is not there: %s waits, and goes when %s comes; /files stop %d takes it back"
                            .formatted(
                                    peer.name(), transfer.title(), peer.name(), transfer.number()));
            tellLeftOut(transfer, console);
            context.fork("offer " + transfer.number(), () -> transfer.runAndTell(null));
            return;
        } catch (IOException | CommandException | RuntimeException e) {
            transfer.cancel();
            throw e;
        }
        tellLeftOut(transfer, console);
        if (!console.isInteractive()) {
            Fate fate;
            try (ShellProgress _ = ShellProgress.of(transfer, console)) {
                fate = transfer.run(way, PATIENCE);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            transfer.tell(fate, "");
            if (!fate.isDone()) {
                throw new CommandException(fate.text(), "");
            }
            console.print(fate.text(), transfer.fields());
            return;
        }
        console.print(
                "offered %s to %s; /files stop %d takes it back"
                        .formatted(transfer.title(), peer.name(), transfer.number()));
        context.fork("offer " + transfer.number(), () -> transfer.runAndTell(way));
    }

    private static void tellLeftOut(OutgoingTree transfer, Console console) {
        List<String> leftOut = transfer.tree().leftOut();
        leftOut.stream().limit(10).forEach(line -> console.print("left out: " + line));
        if (leftOut.size() > 10) {
            console.print("left out: %d more".formatted(leftOut.size() - 10));
        }
    }

    private CommandException nobody(String path) {
        return new CommandException(
                "a peer is needed, too, or an open chat",
                context.messenger().peers().stream()
                        .findFirst()
                        .map(peer -> "/send %s %s".formatted(peer.name(), Wording.quoted(path)))
                        .orElse("Tab behind /send offers peers, and then files"));
    }
}
