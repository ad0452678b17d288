package peerlink.core;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;

/** A store that tells the user once when it can't keep messages, and once more only after it could. */
final class GuardedStore implements MessageStore {
    private final MessageStore store;
    private final EventQueue events;
    private final AtomicBoolean failing = new AtomicBoolean();

    GuardedStore(MessageStore store, EventQueue events) {
        this.store = store;
        this.events = events;
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
    public long lastNumber() throws IOException {
        return store.lastNumber();
    }

    @Override
    public void apply(Change change, Consumer<@Nullable IOException> done) {
        store.apply(
                change,
                failure -> {
                    if (failure == null) {
                        failing.set(false);
                    } else if (!failing.getAndSet(true)) {
                        events.post(new NodeEvent.StoreFailed(Failures.reason(failure)));
                    }
                    done.accept(failure);
                });
    }

    @Override
    public void close() {
        store.close();
    }
}
