package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Printable;

/** {@code /receive N [as PATH]}: takes an offered file. */
final class ReceiveCommand implements Command {
    private final Transfers transfers;

    ReceiveCommand(Transfers transfers) {
        this.transfers = transfers;
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
    public void run(List<String> arguments, Console console) throws IOException, CommandException {
        boolean named = arguments.size() == 3 && arguments.get(1).equals("as");
        if (arguments.size() != 1 && !named) {
            throw new CommandException(
                    "the number of an offered file is needed",
                    "/receive 1, or /receive 1 as report.pdf");
        }
        IncomingTransfer transfer = Numbers.incoming(transfers, arguments.get(0));
        Target target =
                named ? target(arguments.get(2)) : new Target(transfers.settings().folder(), null);
        try {
            transfer.accept(target.folder, target.name);
        } catch (IOException e) {
            throw new CommandException(
                    "can't save to '%s': %s"
                            .formatted(Printable.line(target.folder.toString()), Wording.reason(e)),
                    "/receive " + transfer.number() + " as PATH");
        }
    }

    /** A bare name goes into the folder for received files; a path is where it says, a folder keeps the offered name. */
    private Target target(String as) throws CommandException {
        boolean bare =
                !as.equals("~")
                        && !as.equals(".")
                        && !as.equals("..")
                        && as.chars().noneMatch(c -> c == '/' || c == '\\');
        if (bare) {
            Path folder = transfers.settings().folder();
            return target(folder.resolve(as), as);
        }
        return target(UserPath.of(as), as);
    }

    private static Target target(Path path, String as) throws CommandException {
        if (Files.isDirectory(path)) {
            return new Target(path, null);
        }
        Path folder = path.getParent();
        Path name = path.getFileName();
        if (folder == null || name == null || as.endsWith("/")) {
            throw new CommandException("no such folder: '" + Printable.line(as) + "'", "");
        }
        return new Target(folder, name.toString());
    }

    private record Target(Path folder, @Nullable String name) {}
}
