package peerlink.plugin.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import peerlink.api.JournalMessage;
import peerlink.api.JournalReader;
import peerlink.api.Message;
import peerlink.plugin.history.store.Entry;
import peerlink.plugin.history.store.HistoryStore;

/**
 * Keeps the text messages of the profile's journal: once, whichever process sent them, and also
 * after a crash. Those that the user does not want to be kept are passed over.
 */
final class Recorder implements JournalReader {
    private final HistoryStore store;
    private final HistorySettings settings;
    private final Consumer<String> onNotice;

    /**
     * @param onNotice is told what the user should know
     */
    Recorder(HistoryStore store, HistorySettings settings, Consumer<String> onNotice) {
        this.store = store;
        this.settings = settings;
        this.onNotice = onNotice;
    }

    @Override
    public void read(List<JournalMessage> messages, long lost)
            throws IOException, InterruptedException {
        SortedMap<Long, Entry> entries = new TreeMap<>();
        Set<Long> again = new HashSet<>();
        for (JournalMessage one : messages) {
            if (one.message().isText() && settings.isKept(one.peer())) {
                entries.put(one.number(), entry(one));
                if (one.isAgain()) {
                    again.add(one.number());
                }
            }
        }
        store.keep(entries, again);
        if (lost > 0) {
            onNotice.accept(
                    "%d messages are not in the history: too many came while it did not run"
                            .formatted(lost));
        }
    }

    private static Entry entry(JournalMessage one) {
        Message message = one.message();
        return new Entry(
                0,
                one.isSent() ? Entry.Direction.SENT : Entry.Direction.RECEIVED,
                one.peer().id(),
                one.peer().name(),
                message.id(),
                // uncleaned: every character of it
                new String(message.content().toByteArray(), StandardCharsets.UTF_8),
                one.at().truncatedTo(ChronoUnit.MILLIS),
                message.isDated()
                        ? Optional.of(message.sentAt().truncatedTo(ChronoUnit.MILLIS))
                        : Optional.empty());
    }
}
