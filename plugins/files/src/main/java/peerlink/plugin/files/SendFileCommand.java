package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Link;
import peerlink.api.Peer;
import peerlink.api.PluginContext;
import peerlink.api.Printable;
import peerlink.api.RefusedException;

/**
 * {@code /send PEER PATH}: offers a file; without PEER to the open chat's. In the chat it returns
 * once the offer is made, and a notice tells its fate, so that the user can go on meanwhile. For a
 * shell it waits for that.
 */
final class SendFileCommand implements Command {
    private final PluginContext context;
    private final Transfers transfers;

    SendFileCommand(PluginContext context, Transfers transfers) {
        this.context = context;
        this.transfers = transfers;
    }

    @Override
    public String name() {
        return "send";
    }

    @Override
    public String summary() {
        return "offer a file to a peer";
    }

    @Override
    public String usage() {
        return "[PEER] PATH";
    }

    @Override
    public Completion complete(List<String> arguments) {
        return switch (arguments.size()) {
            case 1 -> new Completion.Peers();
            case 2 -> new Completion.Files();
            default -> new Completion.Nothing();
        };
    }

    @Override
    public void run(List<String> arguments, Console console)
            throws IOException, CommandException, InterruptedException {
        if (arguments.size() > 2) {
            throw severalWords(
                    arguments.getFirst(), arguments.subList(1, arguments.size()), console.folder());
        }
        if (arguments.size() == 1 && isPath(arguments.getFirst(), console.folder())) {
            Path path = UserPath.of(arguments.getFirst(), console.folder());
            FileKind.requireFile(path);
            send(console.peer().orElseThrow(() -> nobody(arguments.getFirst())), path, console);
            return;
        }
        if (arguments.size() < 2) {
            throw new CommandException(
                    arguments.isEmpty() ? "a peer and a file are needed" : "a file is needed, too",
                    arguments.isEmpty()
                            ? "Tab behind /send offers peers, and then files"
                            : "Tab behind /send %s offers files"
                                    .formatted(Wording.quoted(arguments.getFirst())));
        }
        Path path = UserPath.of(arguments.get(1), console.folder());
        FileKind.requireFile(path);
        send(context.messenger().find(arguments.get(0)), path, console);
    }

    private void send(Peer peer, Path path, Console console)
            throws IOException, CommandException, InterruptedException {
        OutgoingTransfer transfer = offer(peer, path);
        if (!console.isInteractive()) {
            Fate fate = transfer.run();
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
                        .formatted(path.getFileName(), peer.name(), transfer.number()));
        context.fork("offer " + transfer.number(), transfer::runAndTell);
    }

    /** Tells whether a single word is the file. A peer of that name comes first. */
    private boolean isPath(String word, Path folder) {
        return word.contains("/")
                || context.messenger().peers().stream()
                                .noneMatch(peer -> peer.name().text().equals(word))
                        && Files.exists(UserPath.of(word, folder));
    }

    private CommandException nobody(String path) {
        return new CommandException(
                "a peer is needed, too, or an open chat",
                context.messenger().peers().stream()
                        .findFirst()
                        .map(peer -> "/send %s %s".formatted(peer.name(), Wording.quoted(path)))
                        .orElse("Tab behind /send offers peers, and then files"));
    }

    /**
     * Returns the error about words that are no path. They are several files if the first word is a
     * file, else a name with blanks.
     */
    private static CommandException severalWords(String peer, List<String> words, Path folder) {
        boolean isSeveral = Files.isRegularFile(UserPath.of(words.getFirst(), folder));
        return new CommandException(
                isSeveral ? "one file at a time" : "a file's name with blanks stands in quotes",
                "/send %s %s"
                        .formatted(
                                Wording.quoted(peer),
                                Wording.quoted(
                                        isSeveral ? words.getFirst() : String.join(" ", words))));
    }

    private OutgoingTransfer offer(Peer peer, Path path) throws IOException, CommandException {
        OutgoingFile file = open(path);
        try {
            String name = path.getFileName().toString();
            Link link = context.messenger().open(peer, FilesPlugin.PROTOCOL);
            try {
                link.send(new Frame.Offer(file.size(), name).encode());
            } catch (IOException | RuntimeException e) {
                link.close();
                throw e;
            }
            return transfers.offered(peer, Printable.line(name), file, link);
        } catch (RefusedException e) {
            file.close();
            throw new CommandException(
                    e.code().equals("unknown-protocol")
                            ? peer.name()
                                    + " can't receive files: the plugin files is missing there"
                            : peer.name() + " takes no files: " + e.getMessage(),
                    "");
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static OutgoingFile open(Path path) throws CommandException {
        try {
            return OutgoingFile.open(path);
        } catch (IOException e) {
            throw new CommandException(
                    "can't read '" + Printable.line(path.toString()) + "': " + Wording.reason(e),
                    "");
        }
    }
}
