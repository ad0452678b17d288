package peerlink.plugin.files;

import java.util.List;
import java.util.stream.Collectors;
import peerlink.api.CommandException;
import peerlink.api.Completion;

/** Completes and resolves the numbers by which commands name files. */
final class Numbers {
    /** So many offers are named in an error. */
    private static final int MAX_LISTED = 5;

    private Numbers() {}

    static Completion all(Transfers transfers) {
        return words(transfers.all());
    }

    static Completion offered(Transfers transfers) {
        return words(waiting(transfers));
    }

    /**
     * Returns the number of the only offer that has no answer yet.
     *
     * @param command the command that needs it, such as {@code /receive}
     * @throws CommandException if there is none, or several
     */
    static String onlyOffered(Transfers transfers, String command) throws CommandException {
        List<Offered> all = waiting(transfers);
        if (all.isEmpty()) {
            throw new CommandException("nothing is offered", "/files");
        }
        if (all.size() > 1) {
            String list =
                    all.stream()
                            .limit(MAX_LISTED)
                            .map(one -> one.number() + " is " + one.offer())
                            .collect(Collectors.joining(", "));
            throw new CommandException(
                    "%d are offered: %s%s"
                            .formatted(all.size(), list, all.size() > MAX_LISTED ? ", …" : ""),
                    "%s %d".formatted(command, all.getFirst().number()));
        }
        return String.valueOf(all.getFirst().number());
    }

    private static List<Offered> waiting(Transfers transfers) {
        return transfers.all().stream()
                .filter(Offered.class::isInstance)
                .map(Offered.class::cast)
                .filter(Offered::isOffered)
                .toList();
    }

    static Offered incoming(Transfers transfers, String number) throws CommandException {
        if (transfers.byNumber(number) instanceof Offered incoming) {
            return incoming;
        }
        throw new CommandException(
                "file " + number + " is one that you send", "/files stop " + number);
    }

    private static Completion words(List<? extends Transfer> transfers) {
        return new Completion.Words(
                transfers.stream().map(t -> String.valueOf(t.number())).toList());
    }
}
