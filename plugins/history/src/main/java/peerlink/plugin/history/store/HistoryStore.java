package peerlink.plugin.history.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;

/**
 * Keeps all messages in the plugin's folder. Safe for use by several threads, which take turns:
 * long work is done in pieces, between which messages are kept.
 *
 * <p>Each call waits for the others and may be interrupted while it does. A database that turns out
 * to be damaged is put aside, and a new one is begun; so is one if the user has moved the file
 * away.
 *
 * <p>The file is longer than most, as each call takes its turn and minds a damaged database.
 */
public final class HistoryStore implements AutoCloseable {
    /** The name of the note that dropped rows may still lie in the file. */
    private static final String REWRITE = "rewrite";

    /** The name of the note with the number of the last message of the journal that was kept. */
    private static final String JOURNAL = "journal";

    /** The entries that are dropped, or handed out, at a time. */
    static final int BATCH = 500;

    private static final Pattern ASIDE =
            Pattern.compile("history\\.db\\.damaged-.*|messages\\.tsv\\.unreadable.*");

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final InstantSource clock;
    private final Consumer<String> onNotice;
    private final ReentrantLock turn = new ReentrantLock(true);

    // guarded by the lock
    private @Nullable Tables tables;
    private boolean isClosed;

    /** Work on the tables; a transaction if it changes them. */
    interface Work<T> {
        T run(Tables tables) throws SQLException, IOException;
    }

    /** Takes entries as they are read. */
    public interface EntrySink {
        void take(Entry entry) throws IOException, InterruptedException;
    }

    /** The open database. */
    static final class Tables {
        final HistoryDatabase database;
        final PeerTable peers;
        final EntryTable entries;
        final NoteTable notes;

        private Tables(HistoryDatabase database) {
            this.database = database;
            this.peers = new PeerTable(database);
            this.entries = new EntryTable(database, peers);
            this.notes = new NoteTable(database);
        }

        <T> T transaction(HistoryDatabase.Work<T> work) throws SQLException {
            try {
                return database.transaction(work);
            } catch (SQLException | RuntimeException | Error e) {
                peers.startAnew();
                throw e;
            }
        }
    }

    /**
     * Makes a store of a folder, which is opened by the first call: messages that come before that
     * wait for it.
     *
     * @param onNotice is told what the user should know, such as that a damaged file was put aside
     */
    public HistoryStore(Path folder, InstantSource clock, Consumer<String> onNotice) {
        this.folder = folder;
        this.clock = clock;
        this.onNotice = onNotice;
    }

    /**
     * Opens the history, unless that is done.
     *
     * @throws IOException if it can't be opened, with a message for people
     */
    public void open() throws IOException, InterruptedException {
        work("open", _ -> true);
    }

    /**
     * Keeps entries behind all others, together. One that may have come before, by its number in
     * the journal, is kept only if it has not: the journal may have been begun anew meanwhile.
     *
     * @param entries the entries by their numbers in the journal
     * @param again the numbers of those that may have come under another number
     */
    public void keep(SortedMap<Long, Entry> entries, Set<Long> again)
            throws IOException, InterruptedException {
        if (entries.isEmpty()) {
            return;
        }
        work(
                "write to",
                open ->
                        open.transaction(
                                () -> {
                                    long seen = open.notes.value(JOURNAL).orElse(0);
                                    long next = TakeOver.lastNumber(open) + 1;
                                    for (Map.Entry<Long, Entry> one : entries.entrySet()) {
                                        Entry entry = one.getValue();
                                        boolean perhapsAgain =
                                                one.getKey() <= seen
                                                        || again.contains(one.getKey());
                                        if (!perhapsAgain || !open.entries.has(entry)) {
                                            open.entries.add(next++, entry);
                                        }
                                    }
                                    open.notes.put(JOURNAL, entries.lastKey());
                                    return true;
                                }));
    }

    /** Returns the newest entries, the newest first, without the first few of them. */
    public List<Entry> newest(Selection selection, int limit, long offset)
            throws IOException, InterruptedException {
        return work("read", open -> open.entries.newest(selection, limit, offset));
    }

    /** Hands out all entries, the oldest first. */
    public void forEach(Selection selection, EntrySink sink)
            throws IOException, InterruptedException {
        long last = 0;
        while (true) {
            long behind = last;
            List<Entry> some = work("read", open -> open.entries.after(behind, selection, BATCH));
            for (Entry entry : some) {
                sink.take(entry);
            }
            if (some.size() < BATCH) {
                return;
            }
            last = some.getLast().number();
        }
    }

    public long count(Selection selection) throws IOException, InterruptedException {
        return work("read", open -> open.entries.count(selection));
    }

    /** Returns the peers of the history, with the names under which they were last heard of. */
    public Map<PeerId, PeerName> peers() throws IOException, InterruptedException {
        return work(
                "read",
                open -> {
                    Map<PeerId, PeerName> names = new HashMap<>();
                    open.peers.all().forEach(peer -> names.put(peer.id(), peer.name()));
                    return names;
                });
    }

    /**
     * Drops entries, and writes the file anew, so that nothing of them is left in it. An end in the
     * middle leaves that to {@link #finishForgetting}.
     *
     * @return how many
     */
    public long forget(Selection selection) throws IOException, InterruptedException {
        long dropped = 0;
        int some;
        do {
            some =
                    work(
                            "write to",
                            open ->
                                    open.transaction(
                                            () -> {
                                                open.notes.put(REWRITE, 1);
                                                return open.entries.drop(selection, BATCH);
                                            }));
            dropped += some;
        } while (some == BATCH);
        finishForgetting();
        return dropped;
    }

    /** Writes the file anew if an earlier {@link #forget} has not come to that. */
    public void finishForgetting() throws IOException, InterruptedException {
        if (work("read", open -> open.notes.value(REWRITE).isEmpty())) {
            return;
        }
        boolean isFirst = true;
        boolean hasMore = true;
        while (hasMore) {
            boolean begins = isFirst;
            hasMore = work("write to", open -> open.transaction(() -> open.entries.merge(begins)));
            isFirst = false;
        }
        work(
                "write to",
                open -> {
                    open.transaction(
                            () -> {
                                open.peers.dropUnused();
                                return true;
                            });
                    // anew, as the index keeps a statement open, which forbids a copy
                    close(open);
                    Tables quiet = opened();
                    Path fresh = quiet.database.copy();
                    close(quiet);
                    HistoryDatabase.replace(folder, fresh);
                    // only now, as an end before this has to begin it again
                    Tables anew = opened();
                    return anew.transaction(
                            () -> {
                                anew.notes.drop(REWRITE);
                                return true;
                            });
                });
    }

    /**
     * Returns the files that were put aside, with messages that can't be found any more: damaged
     * databases, and lines of an old history that could not be read.
     */
    public List<Path> putAside() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> ASIDE.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /** Does work in turn, and once more if the database turns out to be damaged. */
    <T> T work(String verb, Work<T> work) throws IOException, InterruptedException {
        turn.lockInterruptibly();
        try {
            if (isClosed) {
                throw new IOException("the history is closed");
            }
            if (opened().database.isTakenAway()) {
                close(opened());
            }
            try {
                return work.run(opened());
            } catch (SQLException e) {
                if (!HistoryDatabase.isDamage(e)) {
                    throw e;
                }
                putAside(e);
                return work.run(opened());
            }
        } catch (SQLException e) {
            throw failure(verb, e);
        } finally {
            turn.unlock();
        }
    }

    private Tables opened() throws SQLException, IOException {
        Tables open = tables;
        if (open == null) {
            try {
                open = new Tables(HistoryDatabase.open(folder));
            } catch (SQLException e) {
                if (!HistoryDatabase.isDamage(e)) {
                    throw e;
                }
                putAside(e);
                open = new Tables(HistoryDatabase.open(folder));
            }
            tables = open;
            TakeOver.setNumbersAside(open, folder);
        }
        return open;
    }

    private void putAside(SQLException reason) throws IOException {
        if (tables != null) {
            close(tables);
        }
        Path aside = HistoryDatabase.putAside(folder, SECOND.format(clock.instant()));
        onNotice.accept(
                "the history is damaged (%s): it is kept in %s, and a new one is begun"
                        .formatted(Printable.reason(reason), aside));
    }

    private void close(Tables open) {
        tables = null;
        try {
            open.database.close();
        } catch (SQLException e) {
            // the log has what is not in the file, and the next start finds it there
            System.getLogger(HistoryStore.class.getName())
                    .log(System.Logger.Level.WARNING, "closing the history failed", e);
        }
    }

    private IOException failure(String verb, SQLException e) {
        return new IOException(
                "can't %s %s: %s"
                        .formatted(
                                verb,
                                folder.resolve(HistoryDatabase.FILE_NAME),
                                Printable.reason(e)),
                e);
    }

    /** Waits for the disk. Calls that come later fail. */
    @Override
    public void close() {
        turn.lock();
        try {
            isClosed = true;
            if (tables != null) {
                close(tables);
            }
        } finally {
            turn.unlock();
        }
    }
}
