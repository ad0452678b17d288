package peerlink.registry.store;

import java.util.List;

/** Answers a query for the changes since a cursor. */
public sealed interface Changes {
    /**
     * The store gives all changes since the cursor.
     *
     * @param changes in the order of their positions, all of them after the cursor's; none if
     *     nothing has changed
     * @param next the cursor to go on from
     */
    record Since(List<Change.At> changes, Cursor next) implements Changes {
        public Since {
            changes = List.copyOf(changes);
        }
    }

    /**
     * The store can't tell: the cursor is of another epoch, too old, or ahead of the feed. The
     * reader reads the list anew.
     *
     * @param now the place of the feed; a list read after this is no older
     */
    record Resync(Cursor now) implements Changes {}
}
