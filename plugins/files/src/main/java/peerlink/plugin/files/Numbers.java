package peerlink.plugin.files;

import java.util.List;
import peerlink.api.CommandException;
import peerlink.api.Completion;

/** Completes and resolves the numbers by which commands name files. */
final class Numbers {
    private Numbers() {}

    static Completion all(Transfers transfers) {
        return words(transfers.all());
    }

    static Completion offered(Transfers transfers) {
        return words(
                transfers.all().stream()
                        .filter(t -> t instanceof Offered in && in.isOffered())
                        .toList());
    }

    static Offered incoming(Transfers transfers, String number) throws CommandException {
        if (transfers.byNumber(number) instanceof Offered incoming) {
            return incoming;
        }
        throw new CommandException(
                "file " + number + " is one that you send", "/files stop " + number);
    }

    private static Completion words(List<Transfer> transfers) {
        return new Completion.Words(
                transfers.stream().map(t -> String.valueOf(t.number())).toList());
    }
}
