package peerlink.registry.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Plays a crowd of peers, whose leases it keeps alive from their registration on. */
final class LoadPeers implements AutoCloseable {
    /** Renews as the registry asks for: between 30 and 45 s. */
    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(35);

    /** The most handshakes that are under way at once: more wait for the processor alone. */
    private static final int AT_ONCE = 64;

    private final List<LoadPeer> all;
    private final List<LoadPeer> registered = new CopyOnWriteArrayList<>();
    private final AtomicLong lost = new AtomicLong();
    private final Thread renewer = Thread.ofVirtual().name("load-renewals").unstarted(this::renew);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private LoadPeers(List<LoadPeer> all) {
        this.all = all;
    }

    /** Makes peers with fresh keys, from a number on; this takes a millisecond each. */
    static LoadPeers of(int first, int count) {
        return new LoadPeers(
                IntStream.range(first, first + count).parallel().mapToObj(LoadPeer::of).toList());
    }

    List<LoadPeer> all() {
        return all;
    }

    /** Returns the number of renewals that have failed. */
    long lost() {
        return lost.get();
    }

    /** Takes a step with one peer. */
    interface Step {
        void run(LoadPeer peer) throws IOException;
    }

    /** Connects all and registers them. */
    void register(ServerProcess server) throws IOException, InterruptedException {
        each(
                peer -> {
                    peer.connect(server);
                    peer.register();
                });
        registered.addAll(all);
        renewer.start();
    }

    /** Takes a step with each peer, many at once. */
    void each(Step step) throws IOException, InterruptedException {
        var places = new Semaphore(AT_ONCE);
        List<Future<?>> steps = new ArrayList<>();
        for (LoadPeer peer : all) {
            places.acquire();
            steps.add(
                    threads.submit(
                            () -> {
                                try {
                                    step.run(peer);
                                } finally {
                                    places.release();
                                }
                                return null;
                            }));
        }
        for (Future<?> each : steps) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new IOException("a peer failed: " + e.getCause(), e);
            }
        }
    }

    /** Goes round all of them, evenly spread over the time between two renewals of one. */
    private void renew() {
        try {
            while (true) {
                for (LoadPeer peer : registered) {
                    threads.submit(
                            () -> {
                                try {
                                    peer.renew();
                                } catch (IOException e) {
                                    lost.incrementAndGet();
                                }
                            });
                    TimeUnit.NANOSECONDS.sleep(RENEW_NANOS / registered.size());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the renewals and closes all links. */
    @Override
    public void close() {
        renewer.interrupt();
        all.forEach(peer -> threads.submit(peer::close));
        threads.close();
    }
}
