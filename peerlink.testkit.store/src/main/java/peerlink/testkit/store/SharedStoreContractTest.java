package peerlink.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import peerlink.registry.store.Change;
import peerlink.registry.store.Changes;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.SignedRecord;

/** Tests a durable store that several nodes open at once. */
public abstract class SharedStoreContractTest extends DurableStoreContractTest {
    /** Makes the test; each of its stores is opened by {@code open}. */
    protected SharedStoreContractTest() {}

    @Test
    void twoNodesSeeEachOther() throws Exception {
        RegistryStore one = open();
        RegistryStore other = open();
        Cursor begin = other.cursor();
        SignedRecord alice = put(one, ALICE, "alice", 1);

        assertEquals(Optional.of(alice), other.find(ALICE));
        var change =
                assertInstanceOf(
                        Changes.Since.class, other.changes(begin, 10, Duration.ofSeconds(30)));
        assertEquals(new Change.Came(alice), change.changes().getFirst().change());
        assertRefused(ErrorCode.NAME_TAKEN, () -> put(other, BOB, "alice", 1));
        other.remove(ALICE, 2);
        assertFalse(one.isLeased(ALICE));
        assertEquals(List.of(new Change.Came(alice), new Change.Went(ALICE)), since(one, begin));
        IntStream.range(0, 3).forEach(_ -> sweepBoth(one, other));
    }

    private static void sweepBoth(RegistryStore one, RegistryStore other) {
        try {
            assertEquals(0, one.sweep().ended() + other.sweep().ended());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
