package peerlink.plugin.history.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.plugin.history.text.Tokens;

/** Keeps the messages, and finds them by their words. */
final class EntryTable {
    /** Messages that may have come before are looked for among so many of the peer's newest. */
    private static final int RECENT = 4096;

    /** The pages of the index that are merged at a time: some ten milliseconds. */
    private static final int PAGES = 500;

    /**
     * Begins the token that stands for a peer in the index. Alone in a text it is a token too, but
     * never with digits behind it.
     */
    private static final char PEER = '\uE000';

    private static final String COLUMNS =
            "entry.number, sent, peer.id, peer.name, message, text, received_at, sent_at";

    private final HistoryDatabase database;
    private final PeerTable peers;

    EntryTable(HistoryDatabase database, PeerTable peers) {
        this.database = database;
        this.peers = peers;
    }

    /** Returns the greatest number of all entries; 0 if there are none. */
    long last() throws SQLException {
        try (ResultSet row =
                database.statement("SELECT coalesce(max(number), 0) FROM entry").executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Adds an entry under a number, in a transaction; does nothing if that is taken. */
    void add(long number, Entry entry) throws SQLException {
        long peer = peers.number(entry.peer(), entry.name());
        PreparedStatement add =
                database.statement(
                        """
                        INSERT OR IGNORE INTO entry (number, peer, sent, message, text, received_at, sent_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        """);
        add.setLong(1, number);
        add.setLong(2, peer);
        add.setInt(3, entry.direction().ordinal());
        add.setString(4, entry.message());
        add.setString(5, entry.text());
        add.setLong(6, entry.receivedAt().toEpochMilli());
        if (entry.sentAt().isPresent()) {
            add.setLong(7, entry.sentAt().get().toEpochMilli());
        } else {
            add.setNull(7, Types.INTEGER);
        }
        if (add.executeUpdate() == 0) {
            return;
        }
        PreparedStatement index =
                database.statement("INSERT INTO words (rowid, tokens) VALUES (?, ?)");
        index.setLong(1, number);
        index.setString(2, Tokens.joined(entry.text()) + " " + PEER + peer);
        index.executeUpdate();
    }

    /** Tells whether a message that comes perhaps once more was kept before. */
    boolean has(Entry entry) throws SQLException {
        PreparedStatement select =
                database.statement(
                        """
                        SELECT count(*) FROM entry WHERE number IN (
                            SELECT number FROM entry WHERE peer = ? ORDER BY number DESC LIMIT ?
                        ) AND message = ? AND sent = ? AND text = ?
                        """);
        select.setLong(1, peers.number(entry.peer(), entry.name()));
        select.setInt(2, RECENT);
        select.setString(3, entry.message());
        select.setInt(4, entry.direction().ordinal());
        select.setString(5, entry.text());
        try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1) > 0;
        }
    }

    /** Returns the newest entries, the newest first, without the first few of them. */
    List<Entry> newest(Selection selection, int limit, long offset) throws SQLException {
        return select(selection, "", "DESC LIMIT " + limit + " OFFSET " + offset);
    }

    /** Returns the entries behind a number, the oldest first. */
    List<Entry> after(long number, Selection selection, int limit) throws SQLException {
        return select(selection, " AND entry.number > " + number, "ASC LIMIT " + limit);
    }

    long count(Selection selection) throws SQLException {
        Optional<String> where = where(selection);
        if (where.isEmpty()) {
            return 0;
        }
        try (PreparedStatement select =
                prepare("SELECT count(*) FROM " + from(selection) + where.get(), selection)) {
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Drops entries, some at a time, in a transaction; returns how many. */
    int drop(Selection selection, int limit) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        Optional<String> where = where(selection);
        if (where.isEmpty()) {
            return 0;
        }
        try (PreparedStatement select =
                        prepare(
                                "SELECT entry.number FROM "
                                        + from(selection)
                                        + where.get()
                                        + " LIMIT "
                                        + limit,
                                selection);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                numbers.add(row.getLong(1));
            }
        }
        for (String table :
                List.of(
                        "DELETE FROM words WHERE rowid = ?",
                        "DELETE FROM entry WHERE number = ?")) {
            PreparedStatement delete = database.statement(table);
            for (long number : numbers) {
                delete.setLong(1, number);
                delete.executeUpdate();
            }
        }
        return numbers.size();
    }

    /**
     * Takes a step towards an index in one piece, in which no dropped entry is left.
     *
     * @param isFirst whether this begins it
     * @return whether there is more to do
     */
    boolean merge(boolean isFirst) throws SQLException {
        long before = changes();
        PreparedStatement merge =
                database.statement("INSERT INTO words (words, rank) VALUES ('merge', ?)");
        merge.setInt(1, isFirst ? -PAGES : PAGES);
        merge.executeUpdate();
        // one is that of the command itself: https://sqlite.org/fts5.html#the_merge_command
        return isFirst || changes() - before > 1;
    }

    private long changes() throws SQLException {
        try (ResultSet row = database.statement("SELECT total_changes()").executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private List<Entry> select(Selection selection, String more, String order) throws SQLException {
        Optional<String> where = where(selection);
        if (where.isEmpty()) {
            return List.of();
        }
        String number = selection.words().isEmpty() ? "entry.number" : "words.rowid";
        String sql =
                "SELECT %s FROM %s CROSS JOIN peer ON peer.number = entry.peer%s%s ORDER BY %s %s"
                        .formatted(COLUMNS, from(selection), where.get(), more, number, order);
        List<Entry> entries = new ArrayList<>();
        try (PreparedStatement select = prepare(sql, selection);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                entries.add(entry(row));
            }
        }
        return entries;
    }

    private static Entry entry(ResultSet row) throws SQLException {
        long sentAt = row.getLong(8);
        boolean isDated = !row.wasNull();
        return new Entry(
                row.getLong(1),
                Entry.Direction.values()[row.getInt(2)],
                new PeerId(row.getString(3)),
                new PeerName(row.getString(4)),
                row.getString(5),
                row.getString(6),
                Instant.ofEpochMilli(row.getLong(7)),
                isDated ? Optional.of(Instant.ofEpochMilli(sentAt)) : Optional.empty());
    }

    private static String from(Selection selection) {
        // the index first: it has them in the order of their numbers
        return selection.words().isEmpty()
                ? "entry"
                : "words CROSS JOIN entry ON entry.number = words.rowid";
    }

    /** Returns the condition; empty if no entry can have it. The query is its only parameter. */
    private Optional<String> where(Selection selection) throws SQLException {
        StringBuilder where = new StringBuilder(" WHERE true");
        if (!selection.words().isEmpty()) {
            where.append(" AND words MATCH ?");
        }
        if (selection.peers().isPresent()) {
            List<Long> numbers = numbers(selection);
            if (numbers.isEmpty()) {
                return Optional.empty();
            }
            if (selection.words().isEmpty()) {
                where.append(
                        numbers.stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ", " AND entry.peer IN (", ")")));
            }
        }
        selection.since().ifPresent(at -> where.append(" AND received_at >= " + millis(at)));
        selection.before().ifPresent(at -> where.append(" AND received_at < " + millis(at)));
        return Optional.of(where.toString());
    }

    private PreparedStatement prepare(String sql, Selection selection) throws SQLException {
        PreparedStatement statement = database.prepare(sql);
        try {
            if (!selection.words().isEmpty()) {
                statement.setString(1, query(selection));
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private String query(Selection selection) throws SQLException {
        String words = selection.words().query();
        if (selection.peers().isEmpty()) {
            return words;
        }
        return numbers(selection).stream()
                .map(number -> "\"" + PEER + number + "\"")
                .collect(Collectors.joining(" OR ", "(", ") AND " + words));
    }

    private List<Long> numbers(Selection selection) throws SQLException {
        return peers.all().stream()
                .filter(peer -> selection.peers().orElseThrow().contains(peer.id()))
                .map(PeerTable.Known::number)
                .sorted()
                .toList();
    }

    /** Returns a time as the table has it; the farthest one for one beyond all numbers. */
    private static long millis(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
