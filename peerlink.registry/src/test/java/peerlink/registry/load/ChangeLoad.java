package peerlink.registry.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Request;

/**
 * Measures the cost of telling many watchers of a change, and the time until the last one knows.
 */
final class ChangeLoad {
    private static final long PATIENCE_SECONDS = 60;

    private final Path folder;
    private final PrintStream out;

    /** The number of changes that have arrived, all watchers' together. */
    private final AtomicLong told = new AtomicLong();

    private final AtomicLong resyncs = new AtomicLong();

    private final Queue<IOException> lost = new ConcurrentLinkedQueue<>();

    /** The value of {@link #told} at which to wake the thread that waits for {@link #arrived}. */
    private volatile long wanted = Long.MAX_VALUE;

    private final Semaphore arrived = new Semaphore(0);

    ChangeLoad(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    /** Has so many watch and makes so many changes: one after another, then in bursts. */
    void run(int watchers, int changes) throws IOException, InterruptedException {
        try (ServerProcess server =
                        ServerProcess.registry(
                                Files.createTempDirectory(folder, "change"),
                                RegistryLoad.javaOptions(),
                                "connections=20000",
                                "requests-per-connection=1000000",
                                "requests-per-key=1000000",
                                "registrations-per-key=1000000",
                                "registrations-per-address=1000000");
                LoadPeers peers = LoadPeers.of(1, watchers);
                LoadPeer changing = LoadPeer.of(0)) {
            peers.each(
                    peer -> {
                        peer.connect(server);
                        peer.watch();
                        peer.follow(this::count, lost::add);
                    });
            changing.connect(server);
            out.printf("%,d watchers%n", server.look(false).get("watchers"));
            // the first ones warm up, and count for nothing
            oneByOne(server, changing, watchers, Math.max(1, changes / 4));
            oneByOne(server, changing, watchers, changes).print(out, "one at a time", watchers);
            burst(server, changing, watchers, 4 * changes).print(out, "40 at a time", watchers);
            if (!lost.isEmpty() || resyncs.get() > 0) {
                throw new IOException(
                        "%d watchers were lost, %d to read the list: %s"
                                .formatted(lost.size(), resyncs.get(), lost.peek()));
            }
        }
    }

    private record Outcome(int changes, long nanos, long cpu, Latencies last) {
        void print(PrintStream out, String how, int watchers) {
            out.printf(
                    "changes %s: %.1f/s; the last watcher knows after %s; %.0f ms of the server's processor time each,"
                            + " %.1f us a watcher%n",
                    how,
                    changes * 1e9 / nanos,
                    last.text(),
                    cpu / 1e6 / changes,
                    cpu / 1e3 / changes / watchers);
        }
    }

    private Outcome oneByOne(ServerProcess server, LoadPeer peer, int watchers, int changes)
            throws IOException, InterruptedException {
        return make(server, peer, watchers, changes, 1);
    }

    /** Makes as many changes at once as a registry gathers into a frame or two. */
    private Outcome burst(ServerProcess server, LoadPeer peer, int watchers, int changes)
            throws IOException, InterruptedException {
        return make(server, peer, watchers, changes, 40);
    }

    private Outcome make(ServerProcess server, LoadPeer peer, int watchers, int changes, int atOnce)
            throws IOException, InterruptedException {
        var last = new Latencies();
        long cpu = server.cpu();
        long start = System.nanoTime();
        for (int made = 0; made < changes; made += atOnce) {
            long before = System.nanoTime();
            await(
                    (long) watchers * atOnce,
                    () -> {
                        for (int i = 0; i < atOnce; i++) {
                            peer.tell(new Request.Register(peer.record()));
                        }
                        for (int i = 0; i < atOnce; i++) {
                            Answer answer = Answer.decode(peer.link().receive()).answer();
                            if (!(answer instanceof Answer.Leased)) {
                                throw answer.unexpected();
                            }
                        }
                    });
            last.add(System.nanoTime() - before);
        }
        int whole = (changes + atOnce - 1) / atOnce * atOnce;
        return new Outcome(whole, System.nanoTime() - start, server.cpu() - cpu, last);
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Takes a step, and waits until the watchers have been told of so many more changes. */
    private void await(long more, Step step) throws IOException, InterruptedException {
        wanted = told.get() + more;
        step.run();
        if (!arrived.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(
                    "%,d of %,d have not arrived; %d watchers were lost"
                            .formatted(wanted - told.get(), more, lost.size()));
        }
    }

    private void count(Answer answer) {
        switch (answer) {
            case Answer.Changes changes -> {
                long before = told.getAndAdd(changes.changes().size());
                if (before < wanted && before + changes.changes().size() >= wanted) {
                    arrived.release();
                }
            }
            case Answer.Resync _ -> resyncs.incrementAndGet();
            default -> {}
        }
    }
}
