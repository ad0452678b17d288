package peerlink.registry.store.embedded;

import java.io.IOException;
import java.util.function.LongConsumer;

/** Keeps nothing: for a store that ends with its process. */
final class NoJournal implements Journal {
    private final LongConsumer onDurable;
    private long position;
    private volatile boolean isClosed;

    NoJournal(LongConsumer onDurable) {
        this.onDurable = onDurable;
    }

    @Override
    public long append(LogEntry entry) throws IOException {
        probe();
        return ++position;
    }

    @Override
    public void commit() {
        onDurable.accept(position);
    }

    @Override
    public void await(long position) {}

    @Override
    public void probe() throws IOException {
        if (isClosed) {
            throw new IOException("the store is closed");
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
