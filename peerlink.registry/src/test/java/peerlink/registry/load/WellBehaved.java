package peerlink.registry.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import peerlink.registry.client.Joining;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.Change;
import peerlink.registry.store.SignedRecord;

/**
 * Plays peers that keep to the rules while others do not: some ask, some watch, a few register
 * anew, so that there are changes, and every now and then one comes that was not there before.
 */
final class WellBehaved implements AutoCloseable {
    /** The number of the first peer, the one that {@link Deeds#victim} names. */
    private static final int FIRST = 100;

    private static final Duration ASKS = Duration.ofMillis(400);
    private static final Duration CHANGES = Duration.ofSeconds(2);
    private static final Duration RENEWALS = Duration.ofSeconds(30);
    private static final Duration JOINS = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServerProcess server;
    private final int count;
    private final int heralds;
    private final int watchers;
    private final AtomicInteger lastJoined = new AtomicInteger(10_000);
    private final Map<SignedRecord, AwaitedChange> sent = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<LoadPeer> peers;
    private volatile Figures figures = new Figures();
    private volatile boolean isClosed;

    /** Holds the changes that each watcher is to hear of, by its number. */
    private record AwaitedChange(Map<Integer, Figures.Attempt> expected) {}

    private interface Step {
        void run() throws IOException;
    }

    private WellBehaved(ServerProcess server, int count) {
        this.server = server;
        this.count = count;
        this.heralds = Math.max(1, count / 20);
        this.watchers = count / 2;
        this.peers = LoadPeers.of(FIRST, count).all();
    }

    /** Connects and registers them all, and lets them begin. */
    static WellBehaved at(ServerProcess server, int count) throws IOException {
        var all = new WellBehaved(server, count);
        for (LoadPeer peer : all.peers) {
            all.enter(peer);
        }
        for (int i = 0; i < count; i++) {
            all.begin(i);
        }
        all.every(JOINS, all::join);
        return all;
    }

    int count() {
        return count;
    }

    /**
     * Lets a time pass; returns its figures, once all that began meanwhile has ended or will not.
     */
    Figures measure(Duration time) throws InterruptedException {
        var now = new Figures();
        figures = now;
        Thread.sleep(time);
        figures = new Figures();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!now.isSettled() && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        sent.values().removeIf(awaited -> awaited.expected().isEmpty());
        return now;
    }

    private void begin(int i) throws IOException {
        LoadPeer peer = peers.get(i);
        if (i < heralds) {
            every(CHANGES, () -> announce(peer));
        } else if (i < heralds + watchers) {
            watch(peer);
            every(RENEWALS, () -> peer.tell(new Request.Renew()));
        } else {
            every(ASKS, () -> ask(peer));
            every(RENEWALS, () -> attempt(figures.request(), peer, new Request.Renew()));
        }
    }

    private void enter(LoadPeer peer) throws IOException {
        // of a try before, which is in nobody's way any more
        peer.close();
        peer.connect(server);
        peer.register();
    }

    private void ask(LoadPeer peer) throws IOException {
        LoadPeer other = peers.get(ThreadLocalRandom.current().nextInt(count));
        attempt(
                figures.request(),
                peer,
                ThreadLocalRandom.current().nextBoolean()
                        ? new Request.LookupName(other.name())
                        : new Request.LookupId(other.identity().id()));
    }

    private void announce(LoadPeer peer) throws IOException {
        SignedRecord record = peer.record();
        Map<Integer, Figures.Attempt> expected = new ConcurrentHashMap<>();
        for (int i = heralds; i < heralds + watchers; i++) {
            expected.put(peers.get(i).number(), figures.change());
        }
        sent.put(record, new AwaitedChange(expected));
        attempt(figures.request(), peer, new Request.Register(record));
    }

    private void attempt(Figures.Attempt attempt, LoadPeer peer, Request request)
            throws IOException {
        Answer answer;
        try {
            answer = peer.ask(request);
        } catch (IOException e) {
            attempt.failed();
            enterAgain(peer);
            return;
        }
        if (answer instanceof Answer.Failure
                || answer instanceof Answer.Records records && records.records().isEmpty()) {
            attempt.failed();
        } else {
            attempt.succeeded();
        }
    }

    private void watch(LoadPeer peer) throws IOException {
        peer.watch();
        peer.follow(
                answer -> {
                    if (answer instanceof Answer.Changes changes) {
                        changes.changes().forEach(change -> told(peer, change));
                    }
                },
                end -> {
                    if (!isClosed) {
                        figures.lost();
                        threads.submit(
                                () -> {
                                    enterAgain(peer);
                                    watch(peer);
                                    return null;
                                });
                    }
                });
    }

    private void told(LoadPeer peer, Change change) {
        AwaitedChange awaited =
                change instanceof Change.Came(SignedRecord record) ? sent.get(record) : null;
        Figures.Attempt attempt = awaited == null ? null : awaited.expected().remove(peer.number());
        if (attempt != null) {
            attempt.succeeded();
        }
    }

    private void join() throws IOException {
        LoadPeer fresh = LoadPeer.of(lastJoined.incrementAndGet());
        threads.submit(
                () -> {
                    Figures.Attempt attempt = figures.join();
                    try {
                        Joining.within(Joining.PATIENCE, () -> enter(fresh));
                        attempt.succeeded();
                    } catch (IOException e) {
                        attempt.failed();
                    } finally {
                        fresh.close();
                    }
                });
    }

    private void enterAgain(LoadPeer peer) throws IOException {
        while (!isClosed) {
            try {
                enter(peer);
                return;
            } catch (IOException e) {
                figures.lost();
                sleep(Duration.ofSeconds(1));
            }
        }
    }

    /** Takes a step again and again, from a random moment on; late if the last time took long. */
    private void every(Duration period, Step step) {
        threads.submit(
                () -> {
                    sleep(
                            period.multipliedBy(ThreadLocalRandom.current().nextInt(100))
                                    .dividedBy(100));
                    while (!isClosed) {
                        long begun = System.nanoTime();
                        try {
                            step.run();
                        } catch (IOException e) {
                            // its link is lost, which its reader has counted
                        }
                        sleep(period.minusNanos(System.nanoTime() - begun));
                    }
                    return null;
                });
    }

    private static void sleep(Duration time) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        threads.shutdownNow();
        peers.forEach(peer -> Thread.ofVirtual().start(peer::close));
    }
}
