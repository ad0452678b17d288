package peerlink.plugin.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import peerlink.api.CommandException;
import peerlink.api.Console;
import peerlink.plugin.history.Arguments.Option;
import peerlink.plugin.history.store.HistoryStore;
import peerlink.plugin.history.store.Selection;
import peerlink.plugin.history.store.TakeOver;

/**
 * Does {@code /history forget PEER|--before DATE}: drops messages for good, once the user has
 * agreed.
 */
final class Forget {
    static final String NAME = "forget";

    /** The longest wait for messages that are being kept. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Set<Option> OPTIONS =
            EnumSet.of(Option.SINCE, Option.UNTIL, Option.BEFORE, Option.YES);

    private final HistoryStore store;
    private final TakeOver takeOver;
    private final Recording recording;
    private final KnownPeers known;
    private final Times times;

    Forget(
            HistoryStore store,
            TakeOver takeOver,
            Recording recording,
            KnownPeers known,
            Times times) {
        this.store = store;
        this.takeOver = takeOver;
        this.recording = recording;
        this.known = known;
        this.times = times;
    }

    void run(List<String> typed, Console console)
            throws CommandException, IOException, InterruptedException {
        List<String> words = new ArrayList<>(typed);
        if (!words.isEmpty()
                && !words.getFirst().startsWith("-")
                && !words.getFirst().startsWith("@")) {
            words.set(0, "@" + words.getFirst());
        }
        Arguments read = Arguments.parse(words, OPTIONS, known, times);
        if (!read.words().isEmpty() || read.peers().isEmpty() && !read.hasTime()) {
            throw new CommandException(
                    "forget needs a peer, or --before and a date",
                    console.isInteractive()
                            ? ("/history -- " + NAME + " " + String.join(" ", typed)).strip()
                            : "");
        }
        if (!takeOver.isDone()) {
            console.print("waiting until the old history is taken over");
            if (!takeOver.await(Long.MAX_VALUE)) {
                throw new CommandException(
                        "the old history could not be taken over, and nothing can be forgotten before",
                        "");
            }
        }
        // entries that wait in the journal would come back
        if (!recording.await(PATIENCE)) {
            throw new CommandException(
                    "messages wait to be kept, and nothing can be forgotten before", "");
        }
        Selection selection = read.selectionOfAll();
        long count = store.count(selection);
        List<Path> aside = store.putAside();
        if (count == 0 && aside.isEmpty()) {
            console.print("no such message");
            console.exitCode(1);
            return;
        }
        if (!read.isSure() && !isAgreed(count, aside, console)) {
            console.print("nothing is forgotten");
            return;
        }
        long dropped = store.forget(selection);
        console.print("forgotten: " + messages(dropped));
        for (Path file : aside) {
            Files.deleteIfExists(file);
            console.print("deleted: " + file);
        }
    }

    private static boolean isAgreed(long count, List<Path> aside, Console console)
            throws CommandException, InterruptedException {
        String all = messages(count);
        if (!aside.isEmpty()) {
            // nobody can tell whose words are in them
            all +=
                    ", and all of what was put aside since it could not be read (%s)"
                            .formatted(
                                    aside.stream()
                                            .map(file -> file.getFileName().toString())
                                            .collect(Collectors.joining(", ")));
        }
        Optional<String> answer = console.ask("forget %s for good? (yes or no)".formatted(all));
        if (answer.isEmpty()) {
            throw new CommandException(
                    "%s would be forgotten, and nobody is there to agree (--yes agrees)"
                            .formatted(all),
                    "");
        }
        return answer.get().strip().equals("yes");
    }

    private static String messages(long count) {
        return count == 1 ? "1 message" : count + " messages";
    }
}
