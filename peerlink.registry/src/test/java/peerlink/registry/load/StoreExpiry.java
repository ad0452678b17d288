package peerlink.registry.load;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import peerlink.api.PeerId;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Sweep;

/** Lets many leases run out at once while the others are renewed, for benchmarks. */
final class StoreExpiry {
    private final RegistryStore store;
    private final PeerId[] ids;
    private final PrintStream out;
    private final AtomicLong renewed = new AtomicLong();
    private volatile boolean isOver;

    /**
     * @param store has a lease of a few seconds for each id
     */
    StoreExpiry(RegistryStore store, PeerId[] ids, PrintStream out) {
        this.store = store;
        this.ids = ids;
        this.out = out;
    }

    /**
     * @param ending the number of leases that run out
     */
    void run(int ending) throws Exception {
        while (store.sweep().ended() > 0) {
            // on a slow machine, the first had run out before the last was there
        }
        long before = store.statistics().leases();
        try (var threads = Executors.newSingleThreadExecutor();
                var sweeps = Executors.newSingleThreadScheduledExecutor()) {
            // these the last time, and all others again and again
            renew(0, ids.length);
            Future<?> renewing = threads.submit(() -> renewOn(ending));
            long start = System.nanoTime();
            var ended = new AtomicLong();
            var worst = new AtomicLong();
            var longest = new AtomicLong();
            sweeps.scheduleWithFixedDelay(
                    () -> {
                        try {
                            long began = System.nanoTime();
                            Sweep sweep = store.sweep();
                            long now = System.nanoTime();
                            if (sweep.ended() > 0) {
                                worst.accumulateAndGet(sweep.lag().toMillis(), Math::max);
                                longest.accumulateAndGet(now - began, Math::max);
                                ended.addAndGet(sweep.ended());
                            }
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    0,
                    RegistryStore.SWEEP_PERIOD.toMillis(),
                    TimeUnit.MILLISECONDS);
            long deadline = start + TimeUnit.SECONDS.toNanos(120);
            while (ended.get() < ending && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            double took = (System.nanoTime() - start) / 1e9;
            isOver = true;
            renewing.get();
            sweeps.shutdown();
            out.printf(
                    "%,d leases of %,d ran out at once beside %.2f M renewals/s: each was ended at most %d ms late; the longest sweep took %d ms%n",
                    ended.get(),
                    before,
                    renewed.get() / took / 1e6,
                    worst.get(),
                    TimeUnit.NANOSECONDS.toMillis(longest.get()));
        }
    }

    private Void renewOn(int from) throws Exception {
        while (!isOver) {
            renew(from, ids.length);
        }
        return null;
    }

    private void renew(int from, int to) throws Exception {
        List<PeerId> all = Arrays.asList(ids);
        for (int i = from; i < to && !isOver; i += RegistryStore.MAX_RENEWALS) {
            List<PeerId> batch = all.subList(i, Math.min(to, i + RegistryStore.MAX_RENEWALS));
            store.renew(batch);
            renewed.addAndGet(batch.size());
        }
    }
}
