package peerlink.core.store.sqlite;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import peerlink.core.model.CursorKind;
import peerlink.core.store.MessageStore.Change;
import peerlink.core.store.MessageStore.PeerState;
import peerlink.core.store.MessageStoreContractTest;

/**
 * Stores, in a process of its own, one message of ours and one of Bob's after the other until it is
 * killed. Drops those that are {@link #DELAY} older, reads about every second entry of the journal,
 * and prints the number of each pair once the store has told that it is on disk.
 */
final class StoreWriter {
    /** The cursor of a reader that falls behind. */
    static final String CURSOR = "reader";

    /** The least number of messages that stay. */
    static final int DELAY = 50;

    // the number of pairs that wait for the disk at once
    private static final int WINDOW = 300;

    private StoreWriter() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        SqliteStore store = SqliteStore.open(Path.of(arguments[0]));
        store.apply(new Change.OpenCursor(CURSOR, CursorKind.STRICT), _ -> {});
        PeerState state = store.read(MessageStoreContractTest.BOB);
        Semaphore window = new Semaphore(WINDOW);
        for (long n = state.lastSeq() + 1; ; n++) {
            window.acquire();
            long pair = n;
            store.apply(MessageStoreContractTest.submit(MessageStoreContractTest.BOB, n), _ -> {});
            store.apply(
                    MessageStoreContractTest.receive(MessageStoreContractTest.BOB, n - 1, n, n),
                    failure -> {
                        out.println(failure == null ? pair : reason(failure));
                        out.flush();
                        window.release();
                    });
            if (n % 7 == 0 && n > DELAY) {
                store.apply(
                        new Change.Settle(MessageStoreContractTest.BOB, n - DELAY, Instant.EPOCH),
                        _ -> {});
                store.apply(new Change.Handle(MessageStoreContractTest.BOB, n - DELAY), _ -> {});
                // there are as many entries, and more
                store.apply(new Change.Acknowledge(CURSOR, n), _ -> {});
            }
        }
    }

    private static String reason(IOException failure) {
        return "failed: " + failure.getMessage();
    }
}
