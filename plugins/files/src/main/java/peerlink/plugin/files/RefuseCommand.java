package peerlink.plugin.files;

import java.util.List;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;

/** {@code /refuse [N]}: declines an offered file, the only one if no number is given. */
final class RefuseCommand implements Command {
    private final Transfers transfers;

    RefuseCommand(Transfers transfers) {
        this.transfers = transfers;
    }

    @Override
    public String name() {
        return "refuse";
    }

    @Override
    public String summary() {
        return "decline an offered file";
    }

    @Override
    public String usage() {
        return "[N]";
    }

    @Override
    public Completion complete(List<String> arguments) {
        return arguments.size() == 1 ? Numbers.offered(transfers) : new Completion.Nothing();
    }

    @Override
    public void run(List<String> arguments, Console console) throws CommandException {
        if (arguments.size() > 1) {
            throw new CommandException("the number of one offered file is needed", "/files");
        }
        String number =
                arguments.isEmpty()
                        ? Numbers.onlyOffered(transfers, "/refuse")
                        : arguments.getFirst();
        Offered offered = Numbers.incoming(transfers, number);
        String offer = offered.offer();
        offered.refuse();
        console.print("refused " + offer);
    }
}
