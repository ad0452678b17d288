package peerlink.plugin.history;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Messenger;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;

/**
 * Shows {@code /history [@PEER] [WORD…]}: the newest messages that have all the words, the oldest
 * of them first.
 */
final class HistoryCommand implements Command {
    /** The number of lines that are shown. */
    static final int LIMIT = 20;

    /** The exit code of a search without a result, as a shell's user knows it from grep. */
    private static final int NOTHING_FOUND = 1;

    /** Sets off further lines; by a tab stop, so that columns made with tabs stay columns. */
    private static final String INDENT = "\n        ";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private final HistoryFile file;
    private final Messenger messenger;
    private final Supplier<ZoneId> zone;

    HistoryCommand(HistoryFile file, Messenger messenger, Supplier<ZoneId> zone) {
        this.file = file;
        this.messenger = messenger;
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
        return "[@PEER] [WORD…]";
    }

    /** Takes the text to search for as somebody's words: an apostrophe is no quote. */
    @Override
    public boolean isVerbatim() {
        return true;
    }

    @Override
    public Completion complete(List<String> arguments) {
        if (arguments.size() > 1) {
            return new Completion.Nothing();
        }
        return new Completion.Words(
                messenger.peers().stream().map(peer -> "@" + peer.name()).distinct().toList());
    }

    @Override
    public void run(List<String> arguments, Console console) throws IOException, CommandException {
        List<String> words = SearchText.words(arguments.isEmpty() ? "" : arguments.getFirst());
        Predicate<Entry> from = entry -> true;
        if (!words.isEmpty() && words.getFirst().startsWith("@")) {
            from = with(words.removeFirst().substring(1));
        }
        SearchText search = SearchText.of(words);
        List<Entry> found = file.newest(LIMIT, from.and(entry -> search.isIn(entry.text())));
        if (found.isEmpty()) {
            console.print(arguments.isEmpty() ? "no messages yet" : "no such message");
            console.exitCode(arguments.isEmpty() ? 0 : NOTHING_FOUND);
            return;
        }
        Map<PeerId, PeerName> now = namesNow();
        for (Entry entry : found) {
            PeerName name = now.getOrDefault(entry.peer(), entry.name());
            console.print(line(entry, name), fields(entry, name));
        }
    }

    private static Map<String, Object> fields(Entry entry, PeerName name) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", entry.time());
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
        return fields;
    }

    /**
     * Returns a filter for a peer's messages. It goes by the id if the name is a known peer's, so
     * that messages under an earlier name are found as well; and not those of a peer that had the
     * name then and has another one now.
     */
    private Predicate<Entry> with(String nameOrId) throws CommandException {
        if (PeerId.isPeerId(nameOrId)) {
            PeerId id = new PeerId(nameOrId);
            return entry -> entry.peer().equals(id);
        }
        if (!PeerName.isPeerName(nameOrId)) {
            throw new CommandException(
                    "not a name: '" + Printable.excerpt(nameOrId) + "'",
                    ("/history " + Printable.line(nameOrId)).strip());
        }
        PeerName name = new PeerName(nameOrId);
        Map<PeerId, PeerName> now = namesNow();
        List<PeerId> ids =
                PeerName.matching(nameOrId, messenger.peers(), Peer::name).stream()
                        .map(Peer::id)
                        .toList();
        return entry ->
                ids.contains(entry.peer())
                        || !now.containsKey(entry.peer()) && entry.name().equalsIgnoreCase(name);
    }

    private Map<PeerId, PeerName> namesNow() {
        Map<PeerId, PeerName> names = new HashMap<>();
        messenger.peers().forEach(peer -> names.put(peer.id(), peer.name()));
        return names;
    }

    private String time(Instant time) {
        return TIME.format(time.atZone(zone.get()));
    }

    /**
     * @param name the peer's name now: one that another peer has meanwhile would deceive
     */
    private String line(Entry entry, PeerName name) {
        String who =
                switch (entry.direction()) {
                    case RECEIVED -> name.text();
                    case SENT -> "you → " + name;
                };
        // cleaned again: the file may have been changed since
        return "%s %s%s: %s"
                .formatted(
                        time(entry.time()),
                        who,
                        entry.written().map(at -> " (written " + time(at) + ")").orElse(""),
                        Printable.lines(entry.text()).replace("\n", INDENT));
    }
}
