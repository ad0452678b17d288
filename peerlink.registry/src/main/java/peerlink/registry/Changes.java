package peerlink.registry;

import java.util.List;

/** What a store answers who asks what has changed since a cursor. */
public sealed interface Changes {
    /**
     * What has changed, nothing left out.
     *
     * @param changes in the order of their positions, all of them after the cursor's; none if nothing has changed
     * @param next the cursor to go on from
     */
    record Since(List<Change.At> changes, Cursor next) implements Changes {
        public Since {
            changes = List.copyOf(changes);
        }
    }

    /**
     * The store can't tell: the cursor is of another epoch, too old, or ahead of the feed. Whoever asked reads the list anew.
     *
     * @param now where the feed is; what the list tells after this is no older
     */
    record Resync(Cursor now) implements Changes {}
}
