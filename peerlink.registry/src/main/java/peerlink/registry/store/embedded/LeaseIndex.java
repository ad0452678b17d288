package peerlink.registry.store.embedded;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Finds leases by id: a hash table whose slots hold nothing but the lease and some bits of its id,
 * so that a lookup touches little memory beside the lease. Any number of threads read without
 * waiting; one at a time writes.
 */
final class LeaseIndex {
    private static final VarHandle TAGS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle LEASES = MethodHandles.arrayElementVarHandle(Lease[].class);

    private static final int EMPTY = 0;
    private static final int REMOVED = 1;
    private static final int FIRST_CAPACITY = 64;

    /** One slot in so many is free, at least: searches end there. */
    private static final int FREE = 3;

    /**
     * Holds the slots of the table. A tag is never {@link #EMPTY} or {@link #REMOVED} for a lease.
     */
    private record Slots(int[] tags, @Nullable Lease[] leases) {
        Slots(int capacity) {
            this(new int[capacity], new Lease[capacity]);
        }
    }

    /** An odd number, so that nobody can choose keys that share a slot. */
    private final long seed = new SecureRandom().nextLong() | 1;

    private volatile Slots slots = new Slots(FIRST_CAPACITY);
    private volatile int size;

    /** Slots that are not empty. */
    private int used;

    int size() {
        return size;
    }

    @Nullable Lease get(PackedId key) {
        long hash = hash(key);
        int tag = tag(hash);
        Slots now = slots;
        int mask = now.tags.length - 1;
        for (int i = (int) hash & mask; ; i = i + 1 & mask) {
            int found = (int) TAGS.getAcquire(now.tags, i);
            if (found == EMPTY) {
                return null;
            }
            if (found == tag) {
                Lease lease = (Lease) LEASES.getAcquire(now.leases, i);
                if (lease != null && lease.isOf(key)) {
                    return lease;
                }
            }
        }
    }

    /** Adds a lease whose id is not there. */
    void add(Lease lease) {
        if (used + 1 > slots.tags.length / FREE * (FREE - 1)) {
            rebuild();
        }
        add(slots, lease);
        used++;
        size++;
    }

    void remove(Lease lease) {
        Slots now = slots;
        int mask = now.tags.length - 1;
        for (int i = (int) hash(lease) & mask; now.tags[i] != EMPTY; i = i + 1 & mask) {
            if (now.leases[i] == lease) {
                LEASES.setRelease(now.leases, i, null);
                TAGS.setRelease(now.tags, i, REMOVED);
                size--;
                return;
            }
        }
    }

    /**
     * Returns all leases, in no order; those that come or go meanwhile may be among them or not.
     */
    Iterator<Lease> iterator() {
        @Nullable Lease[] all = slots.leases;
        return new Iterator<>() {
            private int at;
            private @Nullable Lease next = advance();

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Lease next() {
                Lease current = next;
                if (current == null) {
                    throw new NoSuchElementException();
                }
                next = advance();
                return current;
            }

            private @Nullable Lease advance() {
                while (at < all.length) {
                    Lease lease = (Lease) LEASES.getAcquire(all, at++);
                    if (lease != null) {
                        return lease;
                    }
                }
                return null;
            }
        };
    }

    /**
     * Makes the table anew. Readers go on with the old slots, in which nothing changes any more.
     */
    private void rebuild() {
        int capacity = FIRST_CAPACITY;
        while (capacity / 2 < size + 1) {
            capacity *= 2;
        }
        var fresh = new Slots(capacity);
        for (Lease lease : slots.leases) {
            if (lease != null) {
                add(fresh, lease);
            }
        }
        slots = fresh;
        used = size;
    }

    private void add(Slots into, Lease lease) {
        long hash = hash(lease);
        int mask = into.tags.length - 1;
        int i = (int) hash & mask;
        while (into.tags[i] != EMPTY) {
            i = i + 1 & mask;
        }
        // the lease first: a reader that finds the tag finds the lease
        LEASES.setRelease(into.leases, i, lease);
        TAGS.setRelease(into.tags, i, tag(hash));
    }

    private long hash(PackedId key) {
        long mixed = key.bits() * seed;
        return mixed ^ mixed >>> 32;
    }

    private static int tag(long hash) {
        int tag = (int) (hash >>> 32);
        return tag == EMPTY || tag == REMOVED ? tag + 2 : tag;
    }
}
