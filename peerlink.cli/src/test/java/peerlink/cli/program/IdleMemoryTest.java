package peerlink.cli.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IdleMemoryTest {
    private static final long MIB = 1 << 20;

    private final FakeHeap heap = new FakeHeap();
    private final IdleMemory memory = new IdleMemory(heap);

    private static final class FakeHeap implements IdleMemory.Heap {
        private long committed = 20 * MIB;
        private long used = 15 * MIB;
        private int collections;

        @Override
        public long committed() {
            return committed;
        }

        @Override
        public long used() {
            return used;
        }

        @Override
        public void collect() {
            collections++;
            used = 10 * MIB;
            committed = 14 * MIB;
        }
    }

    @Test
    void whatTheStartHasLeftIsGivenBackOnce() {
        for (int i = 0; i < 10; i++) {
            memory.look();
            heap.used += 1000;
        }
        assertEquals(1, heap.collections);
        assertEquals(14 * MIB, heap.committed);
    }

    @Test
    void itWaitsUntilTheWorkIsDone() {
        memory.look();
        for (int i = 0; i < 5; i++) {
            heap.used += 3 * MIB;
            heap.committed += 3 * MIB;
            memory.look();
        }
        heap.used -= 8 * MIB; // a collection of the young
        memory.look();
        assertEquals(0, heap.collections);
        memory.look();
        assertEquals(1, heap.collections);
    }

    @Test
    void aHeapThatGrowsAgainIsCollectedAgain() {
        memory.look();
        memory.look();
        heap.committed += 100 * MIB;
        heap.used += 90 * MIB;
        memory.look();
        memory.look();
        assertEquals(2, heap.collections);
    }
}
