package peerlink.plugin.files;

import java.util.List;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;

/** {@code /files}: lists the offers and transfers; {@code /files stop N} ends one of them. */
final class FilesCommand implements Command {
    private final Transfers transfers;

    FilesCommand(Transfers transfers) {
        this.transfers = transfers;
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String summary() {
        return "list files that are offered or on their way, or stop one";
    }

    @Override
    public String usage() {
        return "[stop N]";
    }

    @Override
    public Completion complete(List<String> arguments) {
        return switch (arguments.size()) {
            case 1 -> new Completion.Words(List.of("stop"));
            case 2 -> Numbers.all(transfers);
            default -> new Completion.Nothing();
        };
    }

    @Override
    public void run(List<String> arguments, Console console) throws CommandException {
        if (arguments.isEmpty()) {
            List<Transfer> all = transfers.all();
            if (all.isEmpty()) {
                console.print("no files are offered or on their way");
            }
            for (Transfer transfer : all) {
                console.print(transfer.describe(), transfer.fields());
            }
        } else if (arguments.size() == 2 && arguments.get(0).equals("stop")) {
            transfers.byNumber(arguments.get(1)).stop();
        } else {
            throw new CommandException("/files takes nothing, or stop and a number", "/files");
        }
    }
}
