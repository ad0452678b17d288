package peerlink.core.store.sqlite;

import static peerlink.core.store.MessageStoreContractTest.BOB;
import static peerlink.core.store.MessageStoreContractTest.SELF;
import static peerlink.core.store.MessageStoreContractTest.STREAM;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.core.store.MessageStore.Change;

/**
 * Keeps messages on a small file system, in a process of its own, until that is full, and goes on.
 * Prints "done" if all checks held.
 */
final class FullDisk {
    private static final Bytes CONTENT = Bytes.wrap(new byte[2000]);

    private final Path directory;
    private SqliteStore store;

    private FullDisk(Path directory) throws IOException {
        this.directory = directory;
        this.store = SqliteStore.open(directory);
    }

    public static void main(String[] arguments) throws Exception {
        new FullDisk(Path.of(arguments[0])).run();
        System.out.println("done");
    }

    private void run() throws Exception {
        Path ballast = directory.resolve("ballast");
        Files.write(ballast, new byte[512 << 10]);
        long last = fill(1);
        check(last > 100, "only " + last + " messages fit");

        Files.delete(ballast);
        for (int i = 0; i < 5; i++) {
            keep(++last);
        }
        check(pending() == last, pending() + " of " + last + " are there");

        reopen();
        check(pending() == last, pending() + " of " + last + " are there, opened again");
        settle(last);
        keep(++last);

        // with its file and its log as large as they are, it goes on where no other file can be
        // written
        occupyTheRest(ballast);
        for (int i = 0; i < 1000; i++) {
            keep(++last);
            // the result is not awaited: the change shares the next one's transaction
            store.apply(
                    new Change.Settle(BOB, last, Instant.EPOCH),
                    failure -> check(failure == null, "settling: " + failure));
        }
        settle(last);
        check(pending() == 0, pending() + " are still there");
        long first = last + 1;
        last = fill(first);
        check(last > first + 100, "nothing fits into a file with room in it");
        try {
            reopen();
            check(false, "opened without room for a log");
        } catch (IOException e) {
            check(e.getMessage().contains("the disk is full (free some space)"), e.toString());
        }
        Files.delete(ballast);
        reopen();
        check(pending() == last - first + 1, pending() + " are there");
    }

    /**
     * Stores messages from a number on until that fails, as it must. Returns the number of the last
     * one.
     */
    private long fill(long first) throws Exception {
        for (long seq = first; true; seq++) {
            IOException failure = outcome(submit(seq));
            if (failure != null) {
                String expected =
                        "can't write to %s: the disk is full (free some space)"
                                .formatted(directory.resolve("messages.db"));
                check(expected.equals(failure.getMessage()), failure.toString());
                check(pending() == seq - first, pending() + " are there");
                return seq - 1;
            }
        }
    }

    private static void occupyTheRest(Path ballast) throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            check(Files.size(ballast) > 0, "the disk was full already");
        }
    }

    private void reopen() throws IOException {
        store.close();
        store = SqliteStore.open(directory);
    }

    private int pending() throws IOException {
        return store.read(BOB).pending().size();
    }

    private void keep(long seq) throws Exception {
        IOException failure = outcome(submit(seq));
        check(failure == null, "keeping " + seq + ": " + failure);
    }

    private void settle(long seq) throws Exception {
        IOException failure = outcome(new Change.Settle(BOB, seq, Instant.EPOCH));
        check(failure == null, "settling " + seq + ": " + failure);
    }

    private static Change submit(long seq) {
        return new Change.Submit(
                BOB,
                STREAM,
                seq,
                new Message("m", SELF, BOB, Message.TEXT, CONTENT, Instant.ofEpochMilli(seq)),
                0);
    }

    private @Nullable IOException outcome(Change change) throws Exception {
        CompletableFuture<@Nullable IOException> outcome = new CompletableFuture<>();
        store.apply(change, outcome::complete);
        return outcome.get(60, TimeUnit.SECONDS);
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new AssertionError(otherwise);
        }
    }
}
