package peerlink.registry.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.registry.admin.Count;
import peerlink.registry.admin.RegistryMetrics;
import peerlink.registry.store.Changes;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.RecordPage;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Renewable;
import peerlink.registry.store.Renewal;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.StoreStatistics;
import peerlink.registry.store.Sweep;

/**
 * Measures another store: the times of its calls, whether it answers, and the results of its
 * sweeps. It owns nothing: closing it does nothing.
 */
final class MeasuredStore implements RegistryStore {
    private final RegistryStore store;
    private final RegistryMetrics metrics;

    MeasuredStore(RegistryStore store, RegistryMetrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    @FunctionalInterface
    private interface Call<T, E extends Exception> {
        T make() throws E, IOException;
    }

    @FunctionalInterface
    private interface Order<E extends Exception> {
        void make() throws E, IOException;
    }

    @Override
    public Instant now() throws IOException {
        return store.now();
    }

    @Override
    public void check(PeerRecord record) throws RequestRefusedException, IOException {
        this.<RequestRefusedException>measureOrder(() -> store.check(record));
    }

    @Override
    public void put(PeerRecord record) throws RequestRefusedException, IOException {
        this.<RequestRefusedException>measureOrder(() -> store.put(record));
    }

    @Override
    public void checkRemoval(PeerId id, long sequence) throws RequestRefusedException, IOException {
        this.<RequestRefusedException>measureOrder(() -> store.checkRemoval(id, sequence));
    }

    @Override
    public void remove(PeerId id, long sequence) throws RequestRefusedException, IOException {
        this.<RequestRefusedException>measureOrder(() -> store.remove(id, sequence));
    }

    @Override
    public List<Renewal> renew(List<PeerId> ids) throws IOException {
        return measure(() -> store.renew(ids));
    }

    @Override
    public Renewable renewable(PeerId id) {
        Renewable renewable = store.renewable(id);
        return () -> measure(renewable::renew);
    }

    @Override
    public int renewalBatch() {
        return store.renewalBatch();
    }

    @Override
    public boolean isLeased(PeerId id) throws IOException {
        return measure(() -> store.isLeased(id));
    }

    @Override
    public Optional<SignedRecord> find(PeerId id) throws IOException {
        return measure(() -> store.find(id));
    }

    @Override
    public Optional<SignedRecord> find(PeerName name) throws IOException {
        return measure(() -> store.find(name));
    }

    @Override
    public List<SignedRecord> findByPrefix(String prefix, int limit) throws IOException {
        return measure(() -> store.findByPrefix(prefix, limit));
    }

    @Override
    public RecordPage page(@Nullable PeerId after, int limit) throws IOException {
        return measure(() -> store.page(after, limit));
    }

    @Override
    public Cursor cursor() throws IOException {
        return measure(store::cursor);
    }

    /** Waits for a change, not for the store, and so is not measured. */
    @Override
    public Changes changes(Cursor after, int limit, Duration patience) throws IOException {
        return store.changes(after, limit, patience);
    }

    @Override
    public Sweep sweep() throws IOException {
        Sweep sweep = measure(store::sweep);
        metrics.count(Count.EXPIRY, sweep.ended());
        metrics.swept(sweep.lag(), store.untilSweep());
        return sweep;
    }

    @Override
    public Duration untilSweep() throws IOException {
        return store.untilSweep();
    }

    @Override
    public void probe() throws IOException {
        this.<RuntimeException>measureOrder(store::probe);
    }

    @Override
    public StoreStatistics statistics() throws IOException {
        return measure(store::statistics);
    }

    @Override
    public void close() {}

    private <T, E extends Exception> T measure(Call<T, E> call) throws E, IOException {
        long before = System.nanoTime();
        try {
            T answer = call.make();
            metrics.storeAnswered(Duration.ofNanos(System.nanoTime() - before));
            return answer;
        } catch (InterruptedIOException e) {
            throw e; // the caller has given up; that says nothing of the store
        } catch (IOException e) {
            metrics.storeFailed();
            throw e;
        }
    }

    private <E extends Exception> void measureOrder(Order<E> order) throws E, IOException {
        this.<Boolean, E>measure(
                () -> {
                    order.make();
                    return true;
                });
    }
}
