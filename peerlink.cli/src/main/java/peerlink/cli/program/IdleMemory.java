package peerlink.cli.program;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives memory back to the system once a process that stays has nothing to do: the collector of a
 * small heap shrinks it at a full collection alone, which comes only when the heap is full.
 *
 * <p>Collects when the heap has grown since the last time and the program has made little garbage
 * for a while, so never in the middle of work.
 */
public final class IdleMemory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(IdleMemory.class.getName());

    private static final Duration PERIOD = Duration.ofSeconds(10);

    /** The most bytes of new objects in a period without work. */
    private static final long LITTLE = 1 << 20;

    /** The fewest bytes of growth that are worth a collection. */
    private static final long WORTH = 2 << 20;

    private final Heap heap;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long used = Long.MAX_VALUE;
    private long settled;

    /** The memory for objects. */
    interface Heap {
        /** Returns the bytes that the process has taken from the system. */
        long committed();

        /** Returns the bytes of all objects, live or not. */
        long used();

        /** Collects all garbage, and gives back what is free. */
        void collect();
    }

    IdleMemory(Heap heap) {
        this.heap = heap;
    }

    /** Begins to look after this process's heap, until it is closed or the process ends. */
    public static IdleMemory watch() {
        Runtime runtime = Runtime.getRuntime();
        IdleMemory memory =
                new IdleMemory(
                        new Heap() {
                            @Override
                            public long committed() {
                                return runtime.totalMemory();
                            }

                            @Override
                            public long used() {
                                return runtime.totalMemory() - runtime.freeMemory();
                            }

                            @Override
                            public void collect() {
                                System.gc();
                            }
                        });
        Thread.ofVirtual().name("peerlink idle-memory").start(memory::run);
        return memory;
    }

    private void run() {
        try {
            while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the process ends", e);
        }
    }

    /** Looks once; to be called every {@link #PERIOD}. */
    void look() {
        long before = used;
        used = heap.used();
        // less than before: a collection came meanwhile, so nobody knows how much was made
        boolean isIdle = used >= before && used - before < LITTLE;
        if (isIdle && heap.committed() >= settled + WORTH) {
            heap.collect();
            settled = heap.committed();
            used = heap.used();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
