package peerlink.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peerlink.api.PeerName;
import peerlink.api.Visibility;
import peerlink.registry.store.Change;
import peerlink.registry.store.Changes;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Renewal;
import peerlink.registry.store.SignedRecord;

/** Tests a store whose leases outlive a close. */
public abstract class DurableStoreContractTest extends RegistryStoreContractTest {
    /** Makes the test; each of its stores is opened by {@code open}. */
    protected DurableStoreContractTest() {}

    @Test
    void leasesAndHeldNamesAreThereAfterTheStoreIsOpenedAgain() throws Exception {
        RegistryStore first = open();
        SignedRecord alice = put(first, ALICE, "alice", 1);
        put(first, BOB, "bob", 7);
        first.remove(BOB, 8);
        SignedRecord carol = put(first, CAROL, "carol", 1, Visibility.HIDDEN);
        Cursor cursor = first.cursor();
        first.close();
        RegistryStore second = open();

        assertEquals(List.of(alice), second.page(null, 10).records());
        assertEquals(Optional.of(alice), second.find(new PeerName("alice")));
        assertEquals(Optional.of(carol), second.find(CAROL));
        assertEquals(Optional.empty(), second.find(BOB));
        assertRefused(ErrorCode.STALE_SEQUENCE, () -> put(second, BOB, "bob", 8));
        assertRefused(ErrorCode.NAME_TAKEN, () -> put(second, ALICE, "bob", 2));
        assertEquals(Renewal.RENEWED, renew(second, ALICE));
        assertEquals(2, second.statistics().leases());
        // it hears of the changes, or that nobody knows them: never nothing in the place of
        // something
        SignedRecord bob = put(second, BOB, "bob", 9);
        switch (second.changes(cursor, 10, Duration.ZERO)) {
            case Changes.Since(var changes, _) ->
                    assertEquals(
                            List.of(new Change.Came(bob)),
                            changes.stream().map(Change.At::change).toList());
            case Changes.Resync(Cursor now) -> assertNotEquals(cursor, now);
        }
    }
}
