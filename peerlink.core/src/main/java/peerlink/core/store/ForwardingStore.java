package peerlink.core.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;

/** Forwards all calls to another store, as the base of stores that differ in one thing. */
public class ForwardingStore implements MessageStore {
    private final MessageStore store;

    public ForwardingStore(MessageStore store) {
        this.store = store;
    }

    @Override
    public PeerState read(PeerId peer) throws IOException {
        return store.read(peer);
    }

    @Override
    public List<PeerId> busy() throws IOException {
        return store.busy();
    }

    @Override
    public Optional<Elapsed> elapsed() throws IOException {
        return store.elapsed();
    }

    @Override
    public long lastNumber() throws IOException {
        return store.lastNumber();
    }

    @Override
    public void apply(Change change, Committer committer, Consumer<@Nullable IOException> done) {
        store.apply(change, committer, done);
    }

    @Override
    public void commit() {
        store.commit();
    }

    @Override
    public JournalStore journal() {
        return store.journal();
    }

    @Override
    public void requireInPlace() throws IOException {
        store.requireInPlace();
    }

    @Override
    public void close() {
        store.close();
    }
}
