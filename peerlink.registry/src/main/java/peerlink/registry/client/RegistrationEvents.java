package peerlink.registry.client;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.DirectoryEvent;
import peerlink.api.Printable;
import peerlink.api.RefusedException;

/**
 * Tells the user that the server declines a registration that it granted before, that it grants it
 * again, and that another process uses the same key. Safe for use by several threads.
 */
final class RegistrationEvents {
    private final Consumer<DirectoryEvent> listener;

    /**
     * The place of another process with the same key, which is not reported yet; null if there is
     * none.
     */
    private final AtomicReference<@Nullable String> contender = new AtomicReference<>();

    /** The address that was told last; the lock of {@link OwnRegistration} guards it. */
    private Optional<Address> lastSeen = Optional.empty();

    /**
     * @param listener called by the thread that brings the event, with a lock held; must not block
     */
    RegistrationEvents(Consumer<DirectoryEvent> listener) {
        this.listener = listener;
    }

    /**
     * Tells that the server has granted the lease, if it had refused it, or sees this node at
     * another address than before.
     *
     * @param observed the address as the server tells it
     * @param local this end of the link that the server sees
     */
    void granted(OwnLease lease, String observed, Address local) {
        Optional<Address> seen = address(observed);
        boolean isElsewhere = seen.isPresent() && !seen.equals(lastSeen);
        if (lease.forgetRefused() || isElsewhere) {
            lastSeen = seen;
            listener.accept(new DirectoryEvent.Granted(seen, Optional.of(local)));
        }
    }

    /** Returns an address as a server tells it; empty if it is none. */
    static Optional<Address> address(String observed) {
        try {
            Address seen = Address.parse(observed);
            return seen.uri().getHost() == null ? Optional.empty() : Optional.of(seen);
        } catch (IllegalArgumentException e) {
            // a hint alone, which an old or odd server may word as it likes
            return Optional.empty();
        }
    }

    void refused(OwnLease lease, RefusedException reason) {
        lease.noteRefused();
        listener.accept(new DirectoryEvent.Refused(reason.code(), Printable.reason(reason)));
    }

    /**
     * Notes another process with the same key. {@link #tellContender} tells the user of it.
     *
     * @param observed the address that the other process's link comes from
     */
    void contender(String observed) {
        contender.set(observed);
    }

    /**
     * Tells of the other process that was noted, once for each time that this node was registered.
     *
     * @param lease null as long as this node is not registered: then the event waits until it is
     */
    void tellContender(@Nullable OwnLease lease) {
        if (lease == null) {
            return;
        }
        String observed = contender.getAndSet(null);
        if (observed != null && lease.noteContested()) {
            listener.accept(
                    new DirectoryEvent.Conflict(
                            "another process uses the same key, from "
                                    + Printable.excerpt(observed)));
        }
    }
}
