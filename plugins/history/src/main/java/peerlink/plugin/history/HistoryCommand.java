package peerlink.plugin.history;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import peerlink.api.Command;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Messenger;
import peerlink.api.PeerName;
import peerlink.plugin.history.Arguments.Option;
import peerlink.plugin.history.store.Entry;
import peerlink.plugin.history.store.HistoryStore;
import peerlink.plugin.history.store.Selection;
import peerlink.plugin.history.store.TakeOver;
import peerlink.plugin.history.text.TypedWords;

/**
 * Shows {@code /history [WORD…] [@PEER] …}: the newest messages that have all the words. In the
 * chat the newest stands last, above the prompt; from a shell it comes first. Its parts are {@link
 * Export} and {@link Forget}.
 */
final class HistoryCommand implements Command {
    /** The number of lines that are shown. */
    static final int LIMIT = 20;

    static final int MAX_LIMIT = 10_000;

    /** The exit code of a search without a result, as a shell's user knows it from grep. */
    private static final int NOTHING_FOUND = 1;

    /** The time for which a search waits for a take-over, or for new messages to be kept. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Set<Option> OPTIONS =
            EnumSet.of(Option.SINCE, Option.UNTIL, Option.BEFORE, Option.LIMIT, Option.PAGE);

    private static final String BEFORE_MATCH = "«";
    private static final String BEHIND_MATCH = "»";

    private final HistoryStore store;
    private final TakeOver takeOver;
    private final Recording recording;
    private final Messenger messenger;
    private final InstantSource clock;
    private final Supplier<ZoneId> zone;

    HistoryCommand(
            HistoryStore store,
            TakeOver takeOver,
            Recording recording,
            Messenger messenger,
            InstantSource clock,
            Supplier<ZoneId> zone) {
        this.store = store;
        this.takeOver = takeOver;
        this.recording = recording;
        this.messenger = messenger;
        this.clock = clock;
        this.zone = zone;
    }

    @Override
    public String name() {
        return "history";
    }

    @Override
    public String summary() {
        return "find messages that have all these words";
    }

    @Override
    public String usage() {
        return "[WORD…] [@PEER] [--since 2d] [--until DATE] [--limit N] | export [FILE] | forget @PEER|--before DATE";
    }

    @Override
    public List<String> details() {
        return List.of(
                "WORD…: any character is text, and case and accents make no difference",
                "@PEER: messages with this peer; several may be named",
                "--since and --until: a date, a date and a time, or how long ago, such as 2d or 90m",
                "--limit N: so many messages, the newest",
                "export: all of them, to FILE or the output; --format text, jsonl or markdown",
                "forget: delete the messages with a peer, or those before a date");
    }

    /** Takes the text to search for as somebody's words: an apostrophe is no quote. */
    @Override
    public boolean isVerbatim() {
        return true;
    }

    @Override
    public Completion complete(List<String> arguments) {
        String word = arguments.getLast();
        if (word.startsWith("@")) {
            return new Completion.Words(peers().toList());
        }
        if (word.startsWith("--")) {
            return new Completion.Words(
                    List.of("--since", "--until", "--limit", "--page", "--before", "--format"));
        }
        return arguments.size() > 1
                ? new Completion.Nothing()
                : new Completion.Words(
                        Stream.concat(peers(), Stream.of(Export.NAME, Forget.NAME)).toList());
    }

    private Stream<String> peers() {
        return messenger.peers().stream().map(peer -> "@" + peer.name()).distinct();
    }

    @Override
    public void run(List<String> arguments, Console console) throws Exception {
        boolean isWhole = recording.await(PATIENCE);
        List<String> typed = TypedWords.split(arguments.isEmpty() ? "" : arguments.getFirst());
        Times times = new Times(clock.instant(), zone.get());
        KnownPeers known = new KnownPeers(messenger, store.peers());
        if (!isWhole) {
            console.print("the newest messages are not kept yet, and not found");
        }
        String part = typed.isEmpty() ? "" : typed.getFirst();
        List<String> rest = typed.isEmpty() ? typed : typed.subList(1, typed.size());
        if (part.equals(Export.NAME)) {
            tellOfTakeOver(console);
            new Export(store, known, zone.get())
                    .run(Arguments.parse(rest, Export.OPTIONS, known, times), console);
        } else if (part.equals(Forget.NAME)) {
            new Forget(store, takeOver, recording, known, times).run(rest, console);
        } else {
            tellOfTakeOver(console);
            search(Arguments.parse(typed, OPTIONS, known, times), typed, known, console);
        }
    }

    /** Waits a moment for a take-over, and says that messages are missing if that is not enough. */
    private void tellOfTakeOver(Console console) throws InterruptedException {
        if (!takeOver.await(PATIENCE.toSeconds())) {
            console.print(
                    "%d %% of the old history is taken over: the rest of it is not found yet"
                            .formatted(takeOver.percent()));
        }
    }

    private void search(Arguments read, List<String> typed, KnownPeers known, Console console)
            throws Exception {
        Selection selection = read.selection();
        long shown = (read.page() - 1L) * read.limit();
        List<Entry> found = store.newest(selection, read.limit() + 1, shown);
        if (found.isEmpty()) {
            console.print(typed.isEmpty() ? "no messages yet" : "no such message");
            console.exitCode(typed.isEmpty() ? 0 : NOTHING_FOUND);
            return;
        }
        boolean hasMore = found.size() > read.limit();
        List<Entry> page = hasMore ? found.subList(0, read.limit()) : found;
        HistoryTranscript transcript = new HistoryTranscript(zone.get());
        if (hasMore && console.isInteractive()) {
            console.print("older ones: " + nextPage(typed, read.page() + 1));
        }
        for (Entry entry : console.isInteractive() ? page.reversed() : page) {
            PeerName name = known.name(entry);
            // marks are for the eye: a script gets the text as it was said
            String text =
                    console.isInteractive()
                            ? selection.words().marked(entry.text(), BEFORE_MATCH, BEHIND_MATCH)
                            : entry.text();
            console.print(transcript.line(entry, name, text), fields(entry, name));
        }
    }

    /** Returns the line to type for the next page. */
    private static String nextPage(List<String> typed, int page) {
        StringBuilder line = new StringBuilder("/history --page " + page);
        for (int i = 0; i < typed.size(); i++) {
            if (typed.get(i).equals("--")) {
                typed.subList(i, typed.size()).forEach(word -> line.append(' ').append(word));
                break;
            }
            if (typed.get(i).equals("--page")) {
                i++;
            } else if (!typed.get(i).startsWith("--page=")) {
                line.append(' ').append(typed.get(i));
            }
        }
        return line.toString();
    }

    static Map<String, Object> fields(Entry entry, PeerName name) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", entry.receivedAt());
        fields.put(
                "direction",
                switch (entry.direction()) {
                    case RECEIVED -> "received";
                    case SENT -> "sent";
                });
        fields.put("peer", entry.peer());
        fields.put("name", name);
        fields.put("text", entry.text());
        entry.written().ifPresent(written -> fields.put("written", written));
        entry.sentAt().ifPresent(sent -> fields.put("sentAt", sent));
        fields.put("receivedAt", entry.receivedAt());
        return fields;
    }
}
