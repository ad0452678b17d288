package peerlink.registry.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;

/**
 * Holds a part of the list of peers.
 *
 * @param records in the order of their peers' ids
 * @param next the id after which the list goes on, or null if this is its end
 */
public record RecordPage(List<SignedRecord> records, @Nullable PeerId next) {
    public RecordPage {
        records = List.copyOf(records);
    }
}
