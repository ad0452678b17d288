package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Printable;

/** {@code /receive N [as PATH]}: accepts an offered file. */
final class ReceiveCommand implements Command {
    private final Transfers transfers;
    private final Supplier<Path> folder;

    /**
     * @param folder returns the folder for received files
     */
    ReceiveCommand(Transfers transfers, Supplier<Path> folder) {
        this.transfers = transfers;
        this.folder = folder;
    }

    @Override
    public String name() {
        return "receive";
    }

    @Override
    public String summary() {
        return "take an offered file";
    }

    @Override
    public String usage() {
        return "N [as PATH]";
    }

    @Override
    public Completion complete(List<String> arguments) {
        return switch (arguments.size()) {
            case 1 -> Numbers.offered(transfers);
            case 2 -> new Completion.Words(List.of("as"));
            case 3 -> new Completion.Files();
            default -> new Completion.Nothing();
        };
    }

    @Override
    public void run(List<String> arguments, Console console)
            throws IOException, CommandException, InterruptedException {
        boolean named = arguments.size() == 3 && arguments.get(1).equals("as");
        if (arguments.size() > 3 && arguments.get(1).equals("as")) {
            String path = String.join(" ", arguments.subList(2, arguments.size()));
            throw new CommandException(
                    "a path with blanks stands in quotes",
                    "/receive %s as %s".formatted(arguments.get(0), Wording.quoted(path)));
        }
        if (arguments.size() != 1 && !named) {
            throw new CommandException(
                    arguments.isEmpty()
                            ? "the number of an offered file is needed"
                            : "/receive takes a number, and as with a path",
                    "/files");
        }
        IncomingTransfer transfer = Numbers.incoming(transfers, arguments.get(0));
        Target target =
                named
                        ? target(arguments.get(0), arguments.get(2), console.folder())
                        : new Target(folder.get(), null);
        try {
            transfer.accept(target.folder, target.name);
        } catch (IOException e) {
            throw new CommandException(
                    "can't save to '%s': %s"
                            .formatted(Printable.line(target.folder.toString()), Wording.reason(e)),
                    elsewhere(arguments.getFirst(), target.folder));
        }
        if (!console.isInteractive()) {
            Fate fate = transfer.awaitEnd();
            if (!fate.isDone()) {
                throw new CommandException(fate.text(), "");
            }
            console.print(fate.text(), transfer.fields());
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
