package peerlink.core.store.sqlite;

import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.store.JournalStore;

/**
 * Knows the state of the journal, and tells of its changes. A journal that was full has room again
 * once three quarters of its limit wait, so that a slow reader does not make it full at each entry.
 * The store's thread changes it; reading is safe for several threads.
 */
final class JournalWatch {
    private static final System.Logger LOG = System.getLogger(JournalWatch.class.getName());

    private final List<JournalStore.Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile JournalStore.Limits limits = JournalStore.Limits.STRICT;
    private volatile JournalStore.State state = JournalStore.State.EMPTY;

    JournalStore.State state() {
        return state;
    }

    void limit(JournalStore.Limits strict) {
        limits = strict;
    }

    void listen(JournalStore.Listener listener) {
        listeners.add(listener);
    }

    /** Takes the state after a transaction. */
    void changed(long last, long received, List<CursorStatus> cursors) {
        CursorKind strictest =
                cursors.stream().anyMatch(cursor -> cursor.kind() == CursorKind.STRICT)
                        ? CursorKind.STRICT
                        : CursorKind.SECONDARY;
        CursorStatus full =
                cursors.stream()
                        .filter(cursor -> cursor.kind() == strictest && isFull(cursor))
                        .max(Comparator.comparingLong(CursorStatus::waiting))
                        .orElse(null);
        state = new JournalStore.State(last, received, !cursors.isEmpty(), full, isOver(full, 8));
        for (JournalStore.Listener listener : listeners) {
            try {
                listener.changed(state);
            } catch (RuntimeException | Error e) {
                // the callers of changes wait for their results
                LOG.log(Level.ERROR, "being told of the journal failed", e);
            }
        }
    }

    private boolean isFull(CursorStatus cursor) {
        return isOver(cursor, state.full() == null ? 4 : 3);
    }

    private boolean isOver(@Nullable CursorStatus cursor, int quarters) {
        return cursor != null
                && (cursor.waiting() >= Math.max(1, limits.entries() * quarters / 4)
                        || cursor.waitingBytes() >= Math.max(1, limits.bytes() * quarters / 4));
    }
}
