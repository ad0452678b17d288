package peerlink.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends MessageStoreContractTest {
    private final Disk disk = new Disk();

    @Override
    public MessageStore open() {
        return new MemoryStore(disk, true);
    }

    @Test
    void aCrashLosesWhatWasNotCommittedAndTellsNobody() throws IOException {
        List<String> told = new ArrayList<>();
        MemoryStore store = new MemoryStore(disk, false);
        for (long seq = 1; seq <= 4; seq++) {
            String one = "told of " + seq;
            store.apply(submit(BOB, seq), _ -> told.add(one));
        }
        store.commit(1);
        store.crash(1);
        assertEquals(List.of("told of 1"), told);
        assertEquals(
                List.of(pending(1), pending(2)), new MemoryStore(disk, false).read(BOB).pending());
    }

    @Test
    void aFullDiskTakesNothingMoreButLetsGo() throws IOException {
        MemoryStore store = new MemoryStore(disk, false);
        store.apply(submit(BOB, 1), _ -> {});
        store.apply(submit(BOB, 2), _ -> {});
        store.commit(2);
        store.apply(submit(BOB, 3), _ -> {});
        store.apply(new MessageStore.Change.Settle(BOB, 1, Instant.EPOCH), _ -> {});
        store.fail(2);
        assertEquals(List.of(pending(2)), store.read(BOB).pending());
    }
}
