package peerlink.core.plugin;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import peerlink.api.History;
import peerlink.api.HistoryLine;
import peerlink.api.HistoryQuery;
import peerlink.api.Registration;
import peerlink.core.guard.CallFailedException;
import peerlink.core.guard.GuardedCalls;

/**
 * Holds the history that one plugin provides, and asks it for others on its own threads. What it
 * hands out keeps nothing of that plugin. Safe for use by several threads.
 */
public final class ProvidedHistory implements History {
    /** The time for an answer. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final AtomicReference<@Nullable Owned> provider = new AtomicReference<>();

    private record Owned(String plugin, History history, GuardedCalls calls) {}

    /**
     * Adds the one history.
     *
     * @param calls makes the calls of its plugin
     * @throws IllegalArgumentException if there is one
     */
    public Registration add(String plugin, History history, GuardedCalls calls) {
        Owned own = new Owned(plugin, history, calls);
        if (!provider.compareAndSet(null, own)) {
            throw new IllegalArgumentException("a plugin provides a history already");
        }
        return () -> provider.compareAndSet(own, null);
    }

    /** Returns this, if there is a history now. */
    public Optional<History> now() {
        return provider.get() == null ? Optional.empty() : Optional.of(this);
    }

    @Override
    public List<HistoryLine> find(HistoryQuery query) throws IOException {
        Owned owned = provider.get();
        if (owned == null) {
            throw new IOException("no plugin provides a history any more");
        }
        try {
            return Objects.requireNonNull(
                    owned.calls()
                            .ask(
                                    "finding messages",
                                    LIMIT,
                                    () -> copy(owned.history().find(query), query.limit())));
        } catch (CallFailedException e) {
            throw new IOException(
                    "the plugin %s does not find messages: %s"
                            .formatted(owned.plugin(), e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while messages were found");
        }
    }

    /** Copies the lines, on the provider's thread; of too many, the newest count. */
    private static List<HistoryLine> copy(List<HistoryLine> found, int limit) {
        List<HistoryLine> copy = new ArrayList<>();
        for (HistoryLine line : found) {
            copy.add(line);
            if (copy.size() > limit) {
                copy.removeFirst();
            }
        }
        return List.copyOf(copy);
    }
}
