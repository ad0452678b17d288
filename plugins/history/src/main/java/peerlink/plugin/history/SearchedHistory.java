package peerlink.plugin.history;

import java.io.IOException;
import java.util.List;
import peerlink.api.History;
import peerlink.api.HistoryLine;
import peerlink.api.HistoryQuery;

/** Lets other plugins find messages in the file. */
final class SearchedHistory implements History {
    private final HistoryFile file;

    SearchedHistory(HistoryFile file) {
        this.file = file;
    }

    @Override
    public List<HistoryLine> find(HistoryQuery query) throws IOException {
        SearchText words = SearchText.of(query.words());
        return file
                .newest(
                        query.limit(),
                        entry ->
                                query.peer().map(entry.peer()::equals).orElse(true)
                                        && query.before().map(entry.time()::isBefore).orElse(true)
                                        && words.isIn(entry.text()))
                .stream()
                .map(
                        entry ->
                                new HistoryLine(
                                        entry.peer(),
                                        entry.name(),
                                        entry.direction() == Entry.Direction.SENT,
                                        entry.time(),
                                        entry.written(),
                                        entry.text()))
                .toList();
    }
}
