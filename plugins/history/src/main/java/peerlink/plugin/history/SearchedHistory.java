package peerlink.plugin.history;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peerlink.api.History;
import peerlink.api.HistoryLine;
import peerlink.api.HistoryQuery;
import peerlink.plugin.history.store.Entry;
import peerlink.plugin.history.store.HistoryStore;
import peerlink.plugin.history.store.Selection;
import peerlink.plugin.history.text.TypedWords;

/** Lets other plugins find messages. */
final class SearchedHistory implements History {
    /** The longest wait for messages that are being kept. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final HistoryStore store;
    private final Recording recording;

    SearchedHistory(HistoryStore store, Recording recording) {
        this.store = store;
        this.recording = recording;
    }

    @Override
    public List<HistoryLine> find(HistoryQuery query) throws IOException {
        Selection selection =
                new Selection(
                        TypedWords.of(query.words()),
                        query.peer().map(Set::of),
                        Optional.empty(),
                        query.before());
        try {
            recording.await(PATIENCE);
            return store.newest(selection, query.limit(), 0).reversed().stream()
                    .map(SearchedHistory::line)
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static HistoryLine line(Entry entry) {
        return new HistoryLine(
                entry.peer(),
                entry.name(),
                entry.direction() == Entry.Direction.SENT,
                entry.receivedAt(),
                entry.written(),
                entry.text());
    }
}
