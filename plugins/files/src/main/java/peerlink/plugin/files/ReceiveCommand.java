package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Printable;
import peerlink.plugin.files.basis.UserPath;
import peerlink.plugin.files.basis.Wording;

/**
 * {@code /receive [N] [as PATH | only NAME…] [--preserve]}: accepts what is offered, or a part of
 * it, with its dates and executable bits if the user wants them. Without a number it is the only
 * offer that there is; from a shell, it waits for offers: {@link ReceiveLoop}.
 */
final class ReceiveCommand implements Command {
    private final Transfers transfers;
    private final Supplier<Path> folder;
    private final ReceiveLoop loop;

    /**
     * @param folder returns the folder for received files
     */
    ReceiveCommand(Transfers transfers, Supplier<Path> folder) {
        this.transfers = transfers;
        this.folder = folder;
        this.loop = new ReceiveLoop(transfers, folder);
    }

    @Override
    public String name() {
        return "receive";
    }

    @Override
    public String summary() {
        return "take what is offered";
    }

    @Override
    public String usage() {
        return "[N] [as PATH | only NAME…] [--preserve] | [--from PEER] [--accept all|ask] [--into DIR] [--once]";
    }

    @Override
    public List<String> details() {
        return List.of(
                "N: the number of the offer, as /files shows it; the only offer needs none",
                "as PATH: save it there, under that name",
                "only NAME…: take these of a folder; * stands for any characters",
                "--preserve: keep its dates, and the right to run it, if its sender tells them",
                "--from PEER: in a shell, without N, wait for offers of this peer alone",
                "--accept all|ask: take each offer, or ask for each, as it does without this",
                "--into DIR: save there, and not in the folder for downloads",
                "--once: end with the first file that is saved");
    }

    @Override
    public Completion complete(List<String> arguments) {
        if (arguments.size() == 2 && arguments.getFirst().equals("as")) {
            return new Completion.Files(); // of the only offer
        }
        return switch (arguments.size()) {
            case 1 -> Numbers.offered(transfers);
            case 2 -> new Completion.Words(List.of("as", "only"));
            case 3 -> new Completion.Files();
            default -> new Completion.Nothing();
        };
    }

    @Override
    public void run(List<String> words, Console console)
            throws IOException, CommandException, InterruptedException {
        boolean preserves = words.contains(SendWords.PRESERVE);
        List<String> given =
                words.stream().filter(word -> !word.equals(SendWords.PRESERVE)).toList();
        if (!console.isInteractive() && (given.isEmpty() || given.getFirst().startsWith("--"))) {
            loop.run(given, preserves, console);
            return;
        }
        List<String> arguments = numbered(given);
        if (arguments.size() > 2 && arguments.get(1).equals("only")) {
            Offered offered = Numbers.incoming(transfers, arguments.getFirst());
            if (!(offered instanceof IncomingTree tree)) {
                throw new CommandException("it is a single file", "");
            }
            BitSet unwanted =
                    EntryPatterns.unwanted(tree.manifest(), arguments.subList(2, arguments.size()));
            Path into = folder.get();
            take(
                    arguments.getFirst(),
                    into,
                    () -> tree.accept(into, null, preserves, unwanted),
                    tree,
                    console);
            return;
        }
        if (arguments.size() == 2 && arguments.get(1).equals("only")) {
            throw new CommandException(
                    "the names of what you want are needed, too",
                    "/files show %s".formatted(Wording.quoted(arguments.getFirst())));
        }
        boolean named = arguments.size() == 3 && arguments.get(1).equals("as");
        if (arguments.size() > 3 && arguments.get(1).equals("as")) {
            String path = String.join(" ", arguments.subList(2, arguments.size()));
            throw new CommandException(
                    "a path with blanks stands in quotes",
                    "/receive %s as %s".formatted(arguments.get(0), Wording.quoted(path)));
        }
        if (arguments.size() != 1 && !named) {
            throw new CommandException("/receive takes a number, and as with a path", "/files");
        }
        Offered transfer = Numbers.incoming(transfers, arguments.get(0));
        Target target =
                named
                        ? target(arguments.get(0), arguments.get(2), console.folder())
                        : new Target(folder.get(), null);
        take(
                arguments.getFirst(),
                target.folder,
                () -> transfer.accept(target.folder, target.name, preserves),
                transfer,
                console);
    }

    /** Puts the number of the only offer before the words, if they have none. */
    private List<String> numbered(List<String> words) throws CommandException {
        if (!words.isEmpty()
                && !words.getFirst().equals("as")
                && !words.getFirst().equals("only")) {
            return words;
        }
        List<String> all = new ArrayList<>(words);
        all.addFirst(Numbers.onlyOffered(transfers, "/receive"));
        return all;
    }

    private interface Accepting {
        void accept() throws IOException, CommandException;
    }

    private static void take(
            String number, Path into, Accepting accepting, Offered transfer, Console console)
            throws CommandException, InterruptedException {
        try {
            accepting.accept();
        } catch (IOException e) {
            throw new CommandException(
                    "can't save to '%s': %s"
                            .formatted(Printable.line(into.toString()), Wording.reason(e)),
                    elsewhere(number, into));
        }
        if (!console.isInteractive()) {
            ReceiveLoop.awaitSaved(transfer, console);
        } else if (transfer instanceof IncomingTree tree) {
            tree.absence().ifPresent(console::print);
        }
    }

    /**
     * Finds the place for the file. A bare name goes into the folder for received files, a path
     * stands for itself, and a folder keeps the offered name.
     */
    private Target target(String number, String as, Path from) throws CommandException {
        boolean bare =
                !as.equals("~")
                        && !as.equals(".")
                        && !as.equals("..")
                        && as.chars().noneMatch(c -> c == '/' || c == '\\');
        if (bare) {
            return target(number, folder.get().resolve(as), as);
        }
        return target(number, UserPath.of(as, from), as);
    }

    private static Target target(String number, Path path, String as) throws CommandException {
        if (Files.isDirectory(path)) {
            return new Target(path, null);
        }
        Path folder = path.getParent();
        Path name = path.getFileName();
        if (folder == null || name == null || as.endsWith("/")) {
            throw new CommandException(
                    "no such folder: '" + Printable.line(as) + "'", elsewhere(number, path));
        }
        return new Target(folder, name.toString());
    }

    /**
     * Returns the command that takes the file into another folder: the home, or if that was it the
     * system's for temporary files.
     */
    private static String elsewhere(String number, Path folder) {
        return "/receive %s as %s"
                .formatted(
                        number,
                        folder.equals(UserPath.of("~"))
                                ? Wording.quoted(System.getProperty("java.io.tmpdir"))
                                : "~");
    }

    private record Target(Path folder, @Nullable String name) {}
}
