package peerlink.registry.client;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

    /**
     * @param listener called by the thread that brings the event, with a lock held; must not block
     */
    RegistrationEvents(Consumer<DirectoryEvent> listener) {
        this.listener = listener;
    }

    /** Tells that the server has granted the lease, if it had refused it. */
    void granted(OwnLease lease) {
        if (lease.forgetRefused()) {
            listener.accept(new DirectoryEvent.Granted());
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
