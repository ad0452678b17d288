package peerlink.registry;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Visibility;

/** Registers peers in a folder until the process is killed, and prints each acknowledged one. */
final class Registrant {
    private static final int THREADS = 16;

    private Registrant() {}

    /** Begins with {@code ready}, then a line for each acknowledged registration: the number of the peer. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        RegistryStore store = open(Path.of(arguments[0]), InstantSource.system());
        int first = Integer.parseInt(arguments[1]);
        out.println("ready");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < THREADS; thread++) {
                int offset = first + thread;
                threads.submit(
                        () -> {
                            for (int number = offset; ; number += THREADS) {
                                store.put(record(number));
                                // print and newline in one write: a kill leaves whole lines or none
                                out.print(number + "\n");
                                out.flush();
                            }
                        });
            }
        }
    }

    /** Opens the store with logs so short that the process is killed in the midst of snapshots, too. */
    static EmbeddedStore open(Path folder, InstantSource clock) throws IOException {
        return EmbeddedStore.inFolder(
                folder, StoreSettings.of(Duration.ofHours(1), 1_000_000), clock, 20_000);
    }

    static PeerId id(int number) {
        return PeerId.ofKey(Bytes.utf8("peer " + number).toByteArray());
    }

    static PeerRecord record(int number) {
        var signed =
                new SignedRecord(
                        Bytes.utf8("record of peer " + number),
                        Bytes.wrap(new byte[Limits.SIGNATURE]));
        return new PeerRecord(
                signed,
                id(number),
                1,
                System.currentTimeMillis(),
                new PeerName("peer-" + number),
                Visibility.PUBLIC);
    }
}
