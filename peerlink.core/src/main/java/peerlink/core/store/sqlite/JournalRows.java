package peerlink.core.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.model.JournalEntry.Direction;
import peerlink.core.store.JournalStore;
import peerlink.core.store.MessageStore;

/** Reads and writes the entries of the journal in the database. For the store's thread. */
final class JournalRows {
    private static final int SENT = 1;
    private static final int FAILED = 2;

    /** The directions by the column {@code sent}. */
    private static final List<Direction> WAYS =
            List.of(Direction.RECEIVED, Direction.SENT, Direction.FAILED);

    /** The amount of some entries. */
    record Amount(long entries, long bytes) {}

    /** Remembers the last value: entries in a row mostly have the same. */
    private static final class Memo<T> {
        private final Function<String, T> maker;
        private @Nullable String text;
        private @Nullable T value;

        Memo(Function<String, T> maker) {
            this.maker = maker;
        }

        T of(String row) {
            T known = value;
            if (known == null || !row.equals(text)) {
                known = maker.apply(row);
                text = row;
                value = known;
            }
            return known;
        }
    }

    private final PreparedStatement add;
    private final PreparedStatement addSent;
    private final PreparedStatement addKept;
    private final PreparedStatement read;
    private final PreparedStatement bytes;
    private final PreparedStatement sizes;
    private final PreparedStatement greatest;
    private final PreparedStatement drop;
    private final Memo<PeerId> peers = new Memo<>(PeerId::new);
    private final Memo<PeerId> selves = new Memo<>(PeerId::new);
    private final Memo<PeerName> names = new Memo<>(PeerName::new);
    private final Memo<String> types = new Memo<>(type -> type);
    private boolean isAdding;

    JournalRows(MessageDatabase database) throws SQLException {
        add =
                database.prepare(
                        """
                        INSERT INTO journal
                            (number, sent, peer, self, id, type, content, sent_at, at, claimed,
                            again)
                        VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, 0)
                        """);
        addSent =
                database.prepare(
                        """
                        INSERT INTO journal
                            (number, sent, peer, self, id, type, content, sent_at, at, claimed,
                            again)
                        SELECT ?1 + row_number() OVER (ORDER BY key), ?6, ?2, author, id, type,
                            content, sent_at, ?3, ?7, 0
                        FROM pending WHERE key BETWEEN ?4 AND ?5 ORDER BY key
                        RETURNING length(content)
                        """);
        addKept =
                database.prepare(
                        """
                        INSERT INTO journal
                            (number, sent, peer, self, id, type, content, sent_at, at, claimed,
                            again)
                        SELECT ?1 + row_number() OVER (ORDER BY key & ?2), 0, key >> 40, reader, id,
                            type, content, sent_at, received_at, claimed, ?3
                        FROM kept ORDER BY key & ?2
                        RETURNING length(content)
                        """);
        read =
                database.prepare(
                        """
                        SELECT journal.number, sent, peer.id, self.id, journal.id, type, content,
                            sent_at, at, claimed, again
                        FROM journal
                            JOIN peer ON peer.number = journal.peer
                            JOIN peer AS self ON self.number = journal.self
                        WHERE journal.number > ? ORDER BY journal.number LIMIT ?
                        """);
        bytes =
                database.prepare(
                        "SELECT sum(length(content)) FROM journal WHERE number > ? AND number <= ?");
        sizes =
                database.prepare(
                        "SELECT length(content) FROM journal WHERE number > ? ORDER BY number");
        greatest = database.prepare("SELECT max(number) FROM journal");
        drop = database.prepare("DELETE FROM journal WHERE number <= ?");
    }

    /** Adds a message of a peer's, which is written with {@link #flush}. */
    void add(long number, long peer, long reader, Message message, PeerName claimed, Instant at)
            throws SQLException {
        add.setLong(1, number);
        add.setLong(2, peer);
        add.setLong(3, reader);
        add.setString(4, message.id());
        add.setString(5, message.type());
        add.setBytes(6, message.content().toByteArray());
        add.setLong(7, MessageTable.millis(message.sentAt()));
        add.setLong(8, MessageTable.millis(at));
        add.setString(9, claimed.text());
        add.addBatch();
        isAdding = true;
    }

    void flush() throws SQLException {
        if (isAdding) {
            isAdding = false;
            add.executeBatch();
        }
    }

    /**
     * Adds the pending messages to a peer after a number in its stream and up to another one.
     *
     * @param last the number in the journal after which theirs come
     */
    Amount addSent(long last, long peer, long after, long upTo, Instant at) throws SQLException {
        return addOwn(SENT, "", last, peer, after, upTo, at);
    }

    /** Adds a pending message of the peer's stream, as one that was given up for a reason. */
    Amount addFailed(long last, long peer, long seq, String reason, Instant at)
            throws SQLException {
        return addOwn(FAILED, reason, last, peer, seq - 1, seq, at);
    }

    private Amount addOwn(
            int way, String reason, long last, long peer, long after, long upTo, Instant at)
            throws SQLException {
        addSent.setLong(1, last);
        addSent.setLong(2, peer);
        addSent.setLong(3, MessageTable.millis(at));
        addSent.setLong(4, MessageKey.of(peer, after) + 1);
        addSent.setLong(5, MessageKey.of(peer, upTo));
        addSent.setInt(6, way);
        addSent.setString(7, reason);
        return added(addSent);
    }

    /**
     * Adds the messages of peers that the handlers have not finished, in the order in which they
     * came.
     *
     * @param last the number in the journal after which theirs come
     * @param isAgain whether they may have been entries before
     */
    Amount addKept(long last, boolean isAgain) throws SQLException {
        addKept.setLong(1, last);
        addKept.setLong(2, MessageStore.MAX_NUMBER);
        addKept.setBoolean(3, isAgain);
        return added(addKept);
    }

    private static Amount added(PreparedStatement add) throws SQLException {
        long entries = 0;
        long size = 0;
        try (ResultSet row = add.executeQuery()) {
            while (row.next()) {
                entries++;
                size += row.getLong(1);
            }
        }
        return new Amount(entries, size);
    }

    List<JournalStore.Row> read(long after, int limit) throws SQLException {
        List<JournalStore.Row> entries = new ArrayList<>();
        read.setLong(1, after);
        read.setInt(2, limit);
        long size = 0;
        try (ResultSet row = read.executeQuery()) {
            while (size < JournalStore.MAX_READ_BYTES && row.next()) {
                JournalStore.Row entry = entry(row);
                entries.add(entry);
                size += entry.message().content().size();
            }
        }
        return entries;
    }

    private JournalStore.Row entry(ResultSet row) throws SQLException {
        Direction direction = WAYS.get(row.getInt(2));
        boolean isOwn = direction != Direction.RECEIVED;
        PeerId peer = peers.of(row.getString(3));
        PeerId self = selves.of(row.getString(4));
        return new JournalStore.Row(
                row.getLong(1),
                direction,
                peer,
                isOwn ? null : names.of(row.getString(10)),
                new Message(
                        row.getString(5),
                        isOwn ? self : peer,
                        isOwn ? peer : self,
                        types.of(row.getString(6)),
                        Bytes.wrap(row.getBytes(7)),
                        Instant.ofEpochMilli(row.getLong(8))),
                Instant.ofEpochMilli(row.getLong(9)),
                row.getBoolean(11),
                direction == Direction.FAILED ? row.getString(10) : "");
    }

    /** Returns the bytes of content of the entries after a number and up to another one. */
    long bytes(long after, long upTo) throws SQLException {
        bytes.setLong(1, after);
        bytes.setLong(2, upTo);
        try (ResultSet row = bytes.executeQuery()) {
            return row.getLong(1);
        }
    }

    /** Returns the oldest entries after a number that have so many bytes together, or all. */
    Amount oldest(long after, long size) throws SQLException {
        sizes.setLong(1, after);
        long entries = 0;
        long sum = 0;
        try (ResultSet row = sizes.executeQuery()) {
            while (sum < size && row.next()) {
                entries++;
                sum += row.getLong(1);
            }
        }
        return new Amount(entries, sum);
    }

    /** Returns the greatest number of an entry; 0 if there is none. */
    long greatest() throws SQLException {
        try (ResultSet row = greatest.executeQuery()) {
            return row.getLong(1);
        }
    }

    /** Drops the entries up to a number. */
    void drop(long number) throws SQLException {
        drop.setLong(1, number);
        drop.executeUpdate();
    }
}
