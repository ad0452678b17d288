package peerlink.plugin.history.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes over {@code messages.tsv}, in which earlier versions kept the history, once and a part at a
 * time. Each part is one transaction with a note how far it came, so that it goes on there after an
 * end of any kind. The file is deleted when all of it is in the database.
 *
 * <p>The old messages get the numbers before those of all that come meanwhile: as many numbers are
 * set aside as the file has bytes.
 */
public final class TakeOver {
    static final String FILE_NAME = "messages.tsv";

    /** Notes: the number of a line at the file's beginning, the file's size, and the way so far. */
    private static final String FIRST = "old-first";

    private static final String SIZE = "old-size";
    private static final String DONE = "old-done";

    private static final String UNREADABLE = "old-unreadable";

    private final HistoryStore store;
    private final Path file;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int percent;
    private volatile boolean isDone;
    private volatile Optional<Unreadable> unreadable = Optional.empty();

    /** The lines that are no messages, and the file in which they are kept. */
    public record Unreadable(long lines, Path file) {}

    /** Hears how many more bytes are taken over. */
    public interface Advance {
        void by(long bytes);
    }

    public TakeOver(HistoryStore store, Path folder) {
        this.store = store;
        this.file = folder.resolve(FILE_NAME);
        if (Files.notExists(file)) {
            isDone = true;
            ended.countDown();
        }
    }

    /** Sets numbers aside before a message of this run gets one. */
    static void setNumbersAside(HistoryStore.Tables open, Path folder)
            throws IOException, SQLException {
        Path file = folder.resolve(FILE_NAME);
        if (Files.exists(file)) {
            setNumbersAside(open, Files.size(file));
        }
    }

    /** Tells whether nothing is left to take over. */
    public boolean isDone() {
        return isDone;
    }

    /** Waits until it is done or has failed; returns whether it is done. */
    public boolean await(long seconds) throws InterruptedException {
        return ended.await(seconds, TimeUnit.SECONDS) && isDone;
    }

    /** Returns the lines that this run could not read; empty if there were none. */
    public Optional<Unreadable> unreadable() {
        return unreadable;
    }

    /** Returns the share that is done, in percent. */
    public int percent() {
        return percent;
    }

    /** Returns the size of the file that is left to do, in bytes. */
    public long size() throws IOException {
        return isDone ? 0 : Files.size(file);
    }

    /**
     * Does it all. To be called once, on a thread of its own.
     *
     * @throws IOException if the file can't be read or the database not be written; the next start
     *     goes on
     */
    public void run(Advance advance) throws IOException, InterruptedException {
        try {
            if (!isDone) {
                takeOver(advance);
            }
            dropNotes(); // also if an end has come just behind the file's
            isDone = true;
        } finally {
            ended.countDown();
        }
    }

    private void takeOver(Advance advance) throws IOException, InterruptedException {
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
            while (part(reading, advance)) {
                percent = (int) (100 * done() / Math.max(1, reading.size()));
            }
            long lines = store.work("read", open -> open.notes.value(UNREADABLE).orElse(0));
            if (lines > 0) {
                unreadable = Optional.of(new Unreadable(lines, keepUnreadable(reading)));
            }
        }
        Files.delete(file);
    }

    /** Copies the lines that are no messages into a file beside the old one, which is deleted. */
    private Path keepUnreadable(FileChannel reading) throws IOException {
        Path fresh = HistoryDatabase.beside(file, ".unreadable.new");
        Files.deleteIfExists(fresh);
        HistoryDatabase.createPrivate(fresh);
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(fresh, StandardOpenOption.WRITE))) {
            for (long offset = 0; offset < reading.size(); ) {
                OldLines lines = OldLines.read(reading, offset, reading.size(), 1);
                for (byte[] line : lines.unreadable()) {
                    out.write(line);
                    out.write('\n');
                }
                offset = lines.next();
            }
        }
        Path aside = HistoryDatabase.beside(file, ".unreadable");
        for (int i = 2; Files.exists(aside); i++) {
            aside = HistoryDatabase.beside(file, ".unreadable-" + i);
        }
        return Files.move(fresh, aside, StandardCopyOption.ATOMIC_MOVE);
    }

    private void dropNotes() throws IOException, InterruptedException {
        store.work(
                "write to",
                open ->
                        open.notes.value(SIZE).isPresent()
                                && open.transaction(
                                        () -> {
                                            open.notes.drop(SIZE);
                                            open.notes.drop(FIRST);
                                            open.notes.drop(DONE);
                                            open.notes.drop(UNREADABLE);
                                            return true;
                                        }));
    }

    /** Takes over one part; returns whether there was one. */
    private boolean part(FileChannel reading, Advance advance)
            throws IOException, InterruptedException {
        long size = reading.size();
        long offset = done();
        if (offset >= size) {
            return false;
        }
        long first = store.work("write to", open -> setNumbersAside(open, size));
        OldLines lines = OldLines.read(reading, offset, size, first);
        store.work(
                "write to",
                open ->
                        open.transaction(
                                () -> {
                                    for (Entry entry : lines.entries()) {
                                        open.entries.add(entry.number(), entry);
                                    }
                                    open.notes.put(DONE, lines.next());
                                    if (!lines.unreadable().isEmpty()) {
                                        open.notes.put(
                                                UNREADABLE,
                                                open.notes.value(UNREADABLE).orElse(0)
                                                        + lines.unreadable().size());
                                    }
                                    return true;
                                }));
        advance.by(lines.next() - offset);
        return true;
    }

    private long done() throws IOException, InterruptedException {
        return store.work("read", open -> open.notes.value(DONE).orElse(0));
    }

    /**
     * Sets numbers aside, unless that is done; anew if the file has grown, as it does if an earlier
     * version has run meanwhile. Returns the number of a line at the file's beginning.
     */
    private static long setNumbersAside(HistoryStore.Tables open, long size) throws SQLException {
        return open.transaction(
                () -> {
                    if (open.notes.value(SIZE).orElse(-1) == size) {
                        return open.notes.value(FIRST).orElseThrow();
                    }
                    long first = lastNumber(open) + 1 - open.notes.value(DONE).orElse(0);
                    open.notes.put(FIRST, first);
                    open.notes.put(SIZE, size);
                    return first;
                });
    }

    /** Returns the greatest number that is taken or set aside. */
    static long lastNumber(HistoryStore.Tables open) throws SQLException {
        long last = open.entries.last();
        long first = open.notes.value(FIRST).orElse(0);
        return Math.max(last, first + open.notes.value(SIZE).orElse(0));
    }
}
