package peerlink.registry.store.embedded;

import org.jspecify.annotations.Nullable;

/**
 * Keeps leases one after another, linked by fields of their own: an entry costs nothing more, and
 * leaves from anywhere at once.
 */
final class LeaseList {
    private @Nullable Lease first;
    private @Nullable Lease last;
    private int size;

    int size() {
        return size;
    }

    @Nullable Lease first() {
        return first;
    }

    /** Appends a lease, which leaves the list that it is in. */
    void add(Lease lease) {
        leave(lease);
        lease.list = this;
        lease.previous = last;
        if (last == null) {
            first = lease;
        } else {
            last.next = lease;
        }
        last = lease;
        size++;
    }

    /** Takes a lease out of the list that it is in, if any. */
    static void leave(Lease lease) {
        if (lease.list != null) {
            lease.list.remove(lease);
        }
    }

    private void remove(Lease lease) {
        if (lease.previous == null) {
            first = lease.next;
        } else {
            lease.previous.next = lease.next;
        }
        if (lease.next == null) {
            last = lease.previous;
        } else {
            lease.next.previous = lease.previous;
        }
        lease.list = null;
        lease.previous = null;
        lease.next = null;
        size--;
    }
}
