package peerlink.core.store;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.JournalEntry.Direction;
import peerlink.core.store.JournalStore.Keyed;
import peerlink.core.store.JournalStore.Row;

/** Holds the journal on a {@link Disk}, without limits. */
final class DiskJournal {
    private record Cursor(CursorKind kind, long acknowledged) {}

    private record Key(Keyed message, long usedAt) {}

    private final TreeMap<String, Cursor> cursors = new TreeMap<>();
    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private final Map<String, Key> keys = new HashMap<>();
    private long last;

    DiskJournal copy() {
        DiskJournal copy = new DiskJournal();
        copy.cursors.putAll(cursors);
        copy.rows.putAll(rows);
        copy.keys.putAll(keys);
        copy.last = last;
        return copy;
    }

    /** Adds an entry if there are cursors; returns whether there are. */
    boolean add(
            Direction direction,
            PeerId peer,
            @Nullable PeerName claimed,
            Message message,
            Instant at,
            boolean isAgain,
            String failure) {
        if (cursors.isEmpty()) {
            return false;
        }
        rows.put(++last, new Row(last, direction, peer, claimed, message, at, isAgain, failure));
        return true;
    }

    /** Opens a cursor; returns whether it is a new one. */
    boolean open(String name, CursorKind kind) throws IOException {
        Cursor known = cursors.putIfAbsent(name, new Cursor(kind, last));
        if (known != null && known.kind() != kind) {
            throw new IOException("of another kind");
        }
        return known == null;
    }

    int count() {
        return cursors.size();
    }

    void acknowledge(String name, long number) throws IOException {
        Cursor cursor = cursor(name);
        if (number > last) {
            throw new IOException("no entry " + number);
        }
        cursors.put(name, new Cursor(cursor.kind(), Math.max(number, cursor.acknowledged())));
        trim();
    }

    void drop(String name) {
        if (cursors.remove(name) != null) {
            trim();
        }
    }

    List<Row> read(String name, long after, int limit) throws IOException {
        return rows.tailMap(Math.max(after, cursor(name).acknowledged()), false).values().stream()
                .limit(limit)
                .toList();
    }

    List<CursorStatus> cursors() {
        return cursors.entrySet().stream()
                .map(entry -> status(entry.getKey(), entry.getValue()))
                .toList();
    }

    private CursorStatus status(String name, Cursor cursor) {
        Map<Long, Row> waiting = rows.tailMap(cursor.acknowledged(), false);
        return new CursorStatus(
                name,
                cursor.kind(),
                cursor.acknowledged(),
                waiting.size(),
                waiting.values().stream().mapToLong(row -> row.message().content().size()).sum(),
                0);
    }

    void key(String key, String messageId, PeerId peer, long usedAt) {
        keys.put(key, new Key(new Keyed(messageId, peer, ""), usedAt));
    }

    void failed(String messageId, PeerId peer, String reason) {
        keys.replaceAll(
                (_, key) ->
                        key.message().messageId().equals(messageId)
                                        && key.message().peer().equals(peer)
                                ? new Key(new Keyed(messageId, peer, reason), key.usedAt())
                                : key);
    }

    Optional<Keyed> sent(String key, long since) {
        return Optional.ofNullable(keys.get(key))
                .filter(used -> used.usedAt() >= since)
                .map(Key::message);
    }

    private Cursor cursor(String name) throws IOException {
        Cursor cursor = cursors.get(name);
        if (cursor == null) {
            throw JournalStore.noCursor(name);
        }
        return cursor;
    }

    private void trim() {
        long least = cursors.values().stream().mapToLong(Cursor::acknowledged).min().orElse(last);
        rows.headMap(least, true).clear();
    }
}
