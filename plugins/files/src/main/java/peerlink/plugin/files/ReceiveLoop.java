package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import peerlink.api.CommandException;
import peerlink.api.Console;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.plugin.files.basis.UserPath;
import peerlink.plugin.files.basis.Wording;

/**
 * Waits for offers and takes them, for a shell: {@code peerlink receive [--from PEER] [--accept
 * all|ask] [--into DIR] [--once] [--preserve]}.
 */
final class ReceiveLoop {
    private final Transfers transfers;
    private final Supplier<Path> folder;

    /**
     * @param folder returns the folder for received files
     */
    ReceiveLoop(Transfers transfers, Supplier<Path> folder) {
        this.transfers = transfers;
        this.folder = folder;
    }

    /** The caller's wishes. */
    private record Wishes(
            Optional<PeerId> from, boolean asks, Path into, boolean isOnce, boolean preserves) {}

    /** Takes offers until it is cancelled, or one is saved and no more are wanted. */
    void run(List<String> arguments, boolean preserves, Console console)
            throws IOException, CommandException, InterruptedException {
        Wishes wishes = wishes(arguments, preserves, console.folder());
        if (transfers.context().plugin().messenger().self().addresses().isEmpty()) {
            throw new CommandException(
                    "no chat or listen of this profile runs, so nobody can offer anything",
                    "peerlink listen");
        }
        Map<Offered, Optional<ShellProgress>> pending = new LinkedHashMap<>();
        try {
            takeOffers(wishes, pending, console);
        } finally {
            pending.values().forEach(shown -> shown.ifPresent(ShellProgress::close));
        }
    }

    /**
     * @param pending transfers that were taken and have not ended: one whose sender stays away
     *     holds up no other
     */
    private void takeOffers(
            Wishes wishes, Map<Offered, Optional<ShellProgress>> pending, Console console)
            throws CommandException, InterruptedException {
        Set<Integer> declined = new HashSet<>();
        while (true) {
            tellEnded(pending, console);
            Optional<Offered> next =
                    transfers.awaitOffered(
                            offered ->
                                    wishes.from().map(offered.peer().id()::equals).orElse(true)
                                            && !declined.contains(offered.number()));
            if (next.isEmpty()) {
                continue;
            }
            Offered offered = next.get();
            if (wishes.asks() && !isWanted(offered, console)) {
                declined.add(offered.number());
                continue;
            }
            try {
                accept(offered, wishes);
            } catch (CommandException e) {
                if (wishes.isOnce()) {
                    throw e;
                }
                // the next one may have room
                declined.add(offered.number());
                tellFailed(String.valueOf(e.getMessage()), offered, console);
                continue;
            }
            if (wishes.isOnce()) {
                awaitSaved(offered, console);
                return;
            }
            pending.put(offered, progress(offered, console));
        }
    }

    private static void accept(Offered offered, Wishes wishes) throws CommandException {
        try {
            offered.accept(wishes.into(), null, wishes.preserves());
        } catch (IOException e) {
            throw new CommandException(
                    "can't save to '%s': %s"
                            .formatted(Printable.line(wishes.into().toString()), Wording.reason(e)),
                    "");
        }
    }

    private static void tellEnded(Map<Offered, Optional<ShellProgress>> pending, Console console)
            throws InterruptedException {
        for (Map.Entry<Offered, Optional<ShellProgress>> one : List.copyOf(pending.entrySet())) {
            Offered offered = one.getKey();
            if (offered.isOver()) {
                one.getValue().ifPresent(ShellProgress::close);
                pending.remove(offered);
                Fate fate = offered.awaitEnd();
                if (fate.isDone()) {
                    console.print(fate.text(), offered.fields());
                } else {
                    tellFailed(fate.text(), offered, console);
                }
            }
        }
    }

    private static void tellFailed(String reason, Offered offered, Console console) {
        Map<String, Object> fields = new LinkedHashMap<>(offered.fields());
        fields.put("reason", reason);
        console.print(reason, fields);
    }

    private static Optional<ShellProgress> progress(Offered offered, Console console) {
        return offered instanceof IncomingTree tree
                ? Optional.of(ShellProgress.of(tree, console))
                : Optional.empty();
    }

    /** Waits until a transfer has ended, and tells the progress meanwhile. */
    static void awaitSaved(Offered offered, Console console)
            throws CommandException, InterruptedException {
        Fate fate;
        if (offered instanceof IncomingTree tree) {
            try (ShellProgress _ = ShellProgress.of(tree, console)) {
                fate = tree.awaitEnd();
            }
        } else {
            fate = offered.awaitEnd();
        }
        if (!fate.isDone()) {
            throw new CommandException(fate.text(), "");
        }
        console.print(fate.text(), offered.fields());
    }

    private static boolean isWanted(Offered offered, Console console)
            throws CommandException, InterruptedException {
        String answer =
                console.ask("take %s? (yes or no)".formatted(offered.offer()))
                        .orElseThrow(
                                () ->
                                        new CommandException(
                                                "nobody is there to answer",
                                                "peerlink receive --accept all"));
        boolean isYes = answer.toLowerCase(Locale.ROOT).startsWith("y");
        if (!isYes) {
            offered.refuse();
        }
        return isYes;
    }

    private Wishes wishes(List<String> arguments, boolean preserves, Path from)
            throws IOException, CommandException {
        Optional<PeerId> peer = Optional.empty();
        boolean asks = true;
        Path into = folder.get();
        boolean isOnce = false;
        for (int i = 0; i < arguments.size(); i++) {
            String option = arguments.get(i);
            if (option.equals("--once")) {
                isOnce = true;
                continue;
            }
            if (!Set.of("--from", "--accept", "--into").contains(option)
                    || i + 1 == arguments.size()) {
                throw new CommandException(
                        "receive takes a number, or --from PEER, --accept all or ask, --into FOLDER, --once, --preserve, and not '%s'"
                                .formatted(Printable.excerpt(option)),
                        "peerlink receive --accept all --once");
            }
            i++;
            String value = arguments.get(i);
            switch (option) {
                case "--from" ->
                        peer =
                                Optional.of(
                                        transfers.context().plugin().messenger().find(value).id());
                case "--into" -> into = UserPath.of(value, from);
                default -> {
                    if (!value.equals("all") && !value.equals("ask")) {
                        throw new CommandException(
                                "--accept takes all or ask, and not '%s'"
                                        .formatted(Printable.excerpt(value)),
                                "peerlink receive --accept all");
                    }
                    asks = value.equals("ask");
                }
            }
        }
        return new Wishes(peer, asks, into, isOnce, preserves);
    }
}
