package peerlink.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/** Forwards to another store, for tests that override some of its calls. */
class StoreFake implements RegistryStore {
    private final RegistryStore store;

    StoreFake(RegistryStore store) {
        this.store = store;
    }

    @Override
    public Instant now() throws IOException {
        return store.now();
    }

    @Override
    public void check(PeerRecord record) throws Rejection, IOException {
        store.check(record);
    }

    @Override
    public void put(PeerRecord record) throws Rejection, IOException {
        store.put(record);
    }

    @Override
    public void checkRemoval(PeerId id, long sequence) throws Rejection, IOException {
        store.checkRemoval(id, sequence);
    }

    @Override
    public void remove(PeerId id, long sequence) throws Rejection, IOException {
        store.remove(id, sequence);
    }

    @Override
    public List<Renewal> renew(List<PeerId> ids) throws IOException {
        return store.renew(ids);
    }

    @Override
    public int renewalBatch() {
        return store.renewalBatch();
    }

    @Override
    public boolean isLeased(PeerId id) throws IOException {
        return store.isLeased(id);
    }

    @Override
    public Optional<SignedRecord> find(PeerId id) throws IOException {
        return store.find(id);
    }

    @Override
    public Optional<SignedRecord> find(PeerName name) throws IOException {
        return store.find(name);
    }

    @Override
    public List<SignedRecord> findByPrefix(String prefix, int limit) throws IOException {
        return store.findByPrefix(prefix, limit);
    }

    @Override
    public RecordPage page(@Nullable PeerId after, int limit) throws IOException {
        return store.page(after, limit);
    }

    @Override
    public Cursor cursor() throws IOException {
        return store.cursor();
    }

    @Override
    public Changes changes(Cursor after, int limit, Duration patience) throws IOException {
        return store.changes(after, limit, patience);
    }

    @Override
    public Sweep sweep() throws IOException {
        return store.sweep();
    }

    @Override
    public void probe() throws IOException {
        store.probe();
    }

    @Override
    public StoreStatistics statistics() throws IOException {
        return store.statistics();
    }

    @Override
    public void close() {
        store.close();
    }
}
