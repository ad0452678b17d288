package peerlink.core.store.sqlite;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.PeerName;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.store.JournalStore;

/**
 * Keeps the journal in the database while there are cursors, and remembers these. The numbers of
 * the entries have no gaps, so that a cursor's position tells how many wait. For the store's
 * thread.
 */
final class JournalTable {
    /** The kind of the row by which no number comes twice once the cursors are gone. */
    private static final int LAST = 2;

    /** The kinds of cursors in the database. */
    private static final Map<Integer, CursorKind> KINDS =
            Map.of(0, CursorKind.STRICT, 1, CursorKind.LOSSY, 3, CursorKind.SECONDARY);

    private static final String LAST_NAME = "";

    private static final class Cursor {
        private final String name;
        private CursorKind kind;
        private long acknowledged;
        private long waitingBytes;
        private long lost;

        /** The position on disk, where {@link #waitingBytes} begins. */
        private long written;

        private Cursor(String name, CursorKind kind, long acknowledged, long lost) {
            this.name = name;
            this.kind = kind;
            this.acknowledged = acknowledged;
            this.written = acknowledged;
            this.lost = lost;
        }
    }

    private final MessageDatabase database;
    private final PreparedStatement write;
    private final TreeMap<String, Cursor> cursors = new TreeMap<>();
    private @Nullable JournalRows rows;
    private @Nullable PreparedStatement remove;
    private long last;

    /** The number of the last message of a peer's; at the beginning perhaps a greater one. */
    private long received;

    /** The number up to which the entries were for a strict cursor that is gone. */
    private long had;

    /** The number up to which no entry is left. */
    private long dropped;

    private boolean isChanged;

    JournalTable(MessageDatabase database) throws SQLException {
        this.database = database;
        this.write =
                database.prepare(
                        "REPLACE INTO cursor (name, kind, acknowledged, lost) VALUES (?, ?, ?, ?)");
        PreparedStatement read =
                database.prepare("SELECT name, kind, acknowledged, lost FROM cursor");
        try (ResultSet row = read.executeQuery()) {
            while (row.next()) {
                load(row);
            }
        }
        if (!cursors.isEmpty()) {
            last = Math.max(last, rows().greatest());
            for (Cursor cursor : cursors.values()) {
                cursor.waitingBytes = rows().bytes(cursor.acknowledged, last);
            }
            dropped = least();
        }
        received = last;
        isChanged = true;
    }

    private void load(ResultSet row) throws SQLException {
        String name = row.getString(1);
        int kind = row.getInt(2);
        long acknowledged = row.getLong(3);
        last = Math.max(last, acknowledged);
        if (kind == LAST) {
            had = row.getLong(4);
            return;
        }
        CursorKind known = KINDS.get(kind);
        if (known == null) {
            throw new SQLException("the cursor '%s' is of the kind %d".formatted(name, kind));
        }
        cursors.put(name, new Cursor(name, known, acknowledged, row.getLong(4)));
    }

    /** Tells whether messages become entries. */
    boolean isKept() {
        return !cursors.isEmpty();
    }

    /** Adds a message of a peer's; see {@link #flush}. */
    void received(long peer, long reader, Message message, PeerName claimed, Instant at)
            throws SQLException {
        if (isKept()) {
            rows().add(last + 1, peer, reader, message, claimed, at);
            grow(new JournalRows.Amount(1, message.content().size()));
            received = last;
        }
    }

    /** Adds the pending messages to a peer with these numbers, which must be written before. */
    void delivered(long peer, long after, long upTo, Instant at) throws SQLException {
        flush();
        grow(rows().addSent(last, peer, after, upTo, at));
    }

    /** Makes a pending message, which must be written before, an entry of one that failed. */
    void failed(long peer, long seq, String reason, Instant at) throws SQLException {
        flush();
        grow(rows().addFailed(last, peer, seq, reason, at));
    }

    private void grow(JournalRows.Amount amount) {
        last += amount.entries();
        for (Cursor cursor : cursors.values()) {
            cursor.waitingBytes += amount.bytes();
        }
        isChanged = true;
    }

    /** Writes the entries that were added. */
    void flush() throws SQLException {
        if (rows != null) {
            rows.flush();
        }
    }

    /**
     * Makes a cursor, unless it is there. The peers' messages that the handlers have not finished,
     * which must be written before, become entries: nobody may have been told of them.
     *
     * @throws IOException if it is there and of another kind, or there are too many
     */
    void open(String name, CursorKind kind) throws SQLException, IOException {
        Cursor known = cursors.get(name);
        if (known != null) {
            if (known.kind == CursorKind.STRICT && kind == CursorKind.SECONDARY) {
                known.kind = kind;
                write(known);
                isChanged = true;
            } else if (known.kind != kind) {
                throw new IOException(
                        "the cursor '%s' is there, and is no %s one".formatted(name, kind));
            }
            return;
        }
        if (cursors.size() >= JournalStore.MAX_CURSORS) {
            throw new IOException(
                    "there are %d cursors already: drop some".formatted(cursors.size()));
        }
        flush();
        boolean hasOthers = isKept();
        Cursor fresh = new Cursor(name, kind, kind == CursorKind.STRICT ? unread() : last, 0);
        fresh.waitingBytes =
                fresh.acknowledged == last ? 0 : rows().bytes(fresh.acknowledged, last);
        write(fresh);
        cursors.put(name, fresh);
        grow(rows().addKept(last, hasOthers));
        received = last;
    }

    /** Returns the number behind which the entries wait for a secondary cursor alone. */
    private long unread() {
        if (hasStrict()) {
            return last;
        }
        return cursors.values().stream()
                .filter(cursor -> cursor.kind == CursorKind.SECONDARY)
                .mapToLong(cursor -> Math.max(cursor.acknowledged, had))
                .min()
                .orElse(last);
    }

    private boolean hasStrict() {
        return cursors.values().stream().anyMatch(cursor -> cursor.kind == CursorKind.STRICT);
    }

    /**
     * Moves a cursor on. Many such changes of one transaction are written once, at its end.
     *
     * @throws IOException if there is no such cursor or entry
     */
    void acknowledge(String name, long number) throws SQLException, IOException {
        Cursor cursor = cursor(name);
        if (number > last) {
            throw new IOException(
                    "there is no entry %d in the journal: the last is %d".formatted(number, last));
        }
        if (number > cursor.acknowledged) {
            cursor.acknowledged = number;
            // behind a secondary one others acknowledge too: the user is told when all is shown
            if (cursor.kind != CursorKind.SECONDARY || number == last) {
                cursor.lost = 0;
            }
            isChanged = true;
        }
    }

    /** Drops a cursor, if it is there. */
    void drop(String name) throws SQLException {
        Cursor gone = cursors.remove(name);
        if (gone == null) {
            return;
        }
        if (gone.kind == CursorKind.STRICT) {
            had = last;
        }
        PreparedStatement ready = remove;
        if (ready == null) {
            ready = database.prepare("DELETE FROM cursor WHERE name = ?");
            remove = ready;
        }
        ready.setString(1, name);
        ready.executeUpdate();
        write(LAST_NAME, LAST, last, had);
        isChanged = true;
    }

    /** Ends a transaction: writes what was added, and drops what no cursor needs. */
    void write() throws SQLException {
        if (!isChanged || rows == null) {
            return;
        }
        flush();
        boolean hasStrict = hasStrict();
        for (Cursor cursor : cursors.values()) {
            if (cursor.acknowledged > cursor.written) {
                writeMoved(cursor);
            }
            if (cursor.kind == CursorKind.LOSSY
                    || hasStrict && cursor.kind == CursorKind.SECONDARY) {
                bound(cursor);
            }
        }
        long least = least();
        if (least > dropped) {
            rows.drop(least);
            dropped = least;
        }
    }

    /** Drops the oldest entries for a reader that may lose some. */
    private void bound(Cursor cursor) throws SQLException {
        JournalStore.Limits limits = JournalStore.Limits.LOSSY;
        long waiting = last - cursor.acknowledged;
        if (waiting <= limits.entries() && cursor.waitingBytes <= limits.bytes()) {
            return;
        }
        // some more, so that not every message has one dropped
        long entries = Math.max(0, waiting - limits.entries() * 7 / 8);
        long bytes = Math.max(0, cursor.waitingBytes - limits.bytes() * 7 / 8);
        long over = Math.max(entries, rows().oldest(cursor.acknowledged, bytes).entries());
        cursor.acknowledged += over;
        cursor.lost += over;
        writeMoved(cursor);
    }

    private void writeMoved(Cursor cursor) throws SQLException {
        cursor.waitingBytes -=
                cursor.acknowledged == last
                        ? cursor.waitingBytes
                        : rows().bytes(cursor.written, cursor.acknowledged);
        cursor.written = cursor.acknowledged;
        isChanged = true;
        write(cursor);
    }

    /** Returns the number up to which no cursor needs the entries. */
    private long least() {
        return cursors.values().stream()
                .mapToLong(cursor -> cursor.acknowledged)
                .min()
                .orElse(last);
    }

    /** Returns the entries that a cursor has not acknowledged; empty if there is no such cursor. */
    Optional<List<JournalStore.Row>> read(String name, long after, int limit) throws SQLException {
        Cursor cursor = cursors.get(name);
        return cursor == null
                ? Optional.empty()
                : Optional.of(rows().read(Math.max(after, cursor.acknowledged), limit));
    }

    List<CursorStatus> cursors() {
        return cursors.values().stream()
                .map(
                        cursor ->
                                new CursorStatus(
                                        cursor.name,
                                        cursor.kind,
                                        cursor.acknowledged,
                                        last - cursor.acknowledged,
                                        cursor.waitingBytes,
                                        cursor.lost))
                .toList();
    }

    /** Tells the watch of a change, once it is on disk. */
    void tell(JournalWatch watch) {
        if (isChanged) {
            isChanged = false;
            watch.changed(last, received, cursors());
        }
    }

    /** Tells the watch of the state, as its limits have changed. */
    void retell(JournalWatch watch) {
        watch.changed(last, received, cursors());
    }

    private Cursor cursor(String name) throws IOException {
        Cursor cursor = cursors.get(name);
        if (cursor == null) {
            throw JournalStore.noCursor(name);
        }
        return cursor;
    }

    private void write(Cursor cursor) throws SQLException {
        int kind =
                switch (cursor.kind) {
                    case STRICT -> 0;
                    case LOSSY -> 1;
                    case SECONDARY -> 3;
                };
        write(cursor.name, kind, cursor.acknowledged, cursor.lost);
    }

    private void write(String name, int kind, long acknowledged, long lost) throws SQLException {
        write.setString(1, name);
        write.setInt(2, kind);
        write.setLong(3, acknowledged);
        write.setLong(4, lost);
        write.executeUpdate();
    }

    private JournalRows rows() throws SQLException {
        JournalRows ready = rows;
        if (ready == null) {
            ready = new JournalRows(database);
            rows = ready;
        }
        return ready;
    }
}
