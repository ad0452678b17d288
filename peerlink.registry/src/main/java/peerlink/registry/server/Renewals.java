package peerlink.registry.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Renewable;
import peerlink.registry.store.Renewal;

/**
 * Gathers the renewals that arrive while others are on their way to the store, so that a remote
 * store is asked for many at once. Safe for use by several threads.
 */
final class Renewals {
    private record Waiting(PeerId id, CompletableFuture<Renewal> outcome) {}

    private final RegistryStore store;
    private final int batch;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private boolean isRunning;

    Renewals(RegistryStore store) {
        this.store = store;
        this.batch = Math.clamp(store.renewalBatch(), 1, RegistryStore.MAX_RENEWALS);
    }

    /** Returns a peer's lease for its link to renew. */
    Renewable of(PeerId id) {
        return batch == 1 ? store.renewable(id) : () -> renew(id);
    }

    private Renewal renew(PeerId id) throws IOException {
        var waiting = new Waiting(id, new CompletableFuture<>());
        enqueue(waiting);
        try {
            return waiting.outcome.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(Printable.reason(cause), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the store");
        }
    }

    private synchronized void enqueue(Waiting waiting) {
        queue.add(waiting);
        if (!isRunning) {
            isRunning = true;
            Thread.ofVirtual().name("peerlink registry-renewer").start(this::run);
        }
    }

    private void run() {
        for (List<Waiting> next = next(); next != null; next = next()) {
            try {
                List<Renewal> outcomes = store.renew(next.stream().map(Waiting::id).toList());
                for (int i = 0; i < next.size(); i++) {
                    next.get(i).outcome.complete(outcomes.get(i));
                }
            } catch (IOException | RuntimeException e) {
                next.forEach(waiting -> waiting.outcome.completeExceptionally(e));
            }
        }
    }

    /** Takes the next batch; with none left, the thread ends until there is one again. */
    private synchronized @Nullable List<Waiting> next() {
        var next = new ArrayList<Waiting>();
        while (next.size() < batch && queue.poll() instanceof Waiting waiting) {
            next.add(waiting);
        }
        isRunning = !next.isEmpty();
        return isRunning ? next : null;
    }
}
