package peerlink.core.peer;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.DirectoryEvent;
import peerlink.core.model.DirectoryStatus;

/**
 * Tracks the state of one directory by its own events and by the answers to this node's requests.
 */
final class DirectoryState {
    private enum State {
        UNKNOWN,
        CONNECTED,
        LOST
    }

    /** The end of a registry's refusal, for its operator: another number each time. */
    private static final Pattern REQUEST = Pattern.compile(" \\(request [0-9.]+\\)$");

    private final Address address;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.UNKNOWN;
    private String lostBy = "";

    /**
     * The reason why it declines this node's registration, also while it is out of reach; empty if
     * it is not known to decline.
     */
    private String refusal = "";

    /** The code of that refusal; empty if there is none. */
    private String code = "";

    /**
     * The directory's last word on another process with this node's key; empty if none came since
     * it declined the registration.
     */
    private String conflict = "";

    /** The directory's last event about itself; null if there was none. */
    private @Nullable DirectoryEvent lastEvent;

    private int connections;

    /** The number of changes of the network, each of which ends a wait for the directory. */
    private int networks;

    private boolean closed;

    DirectoryState(Address address) {
        this.address = address;
    }

    DirectoryStatus status() {
        lock.lock();
        try {
            boolean isConnected = state == State.CONNECTED;
            return isConnected || lostBy.isEmpty()
                    ? new DirectoryStatus(address, isConnected, code, refusal)
                    : new DirectoryStatus(address, false, lostBy);
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether it is known to decline this node's registration. */
    boolean isRefused() {
        lock.lock();
        try {
            return !refusal.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waits. Nothing changes any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Makes a change unless this is closed. Returns whether it was made. */
    boolean ifOpen(Runnable change) {
        lock.lock();
        try {
            if (!closed) {
                change.run();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    boolean isLost() {
        lock.lock();
        try {
            return state == State.LOST;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of times that the directory has told that it is connected. */
    int connections() {
        lock.lock();
        try {
            return connections;
        } finally {
            lock.unlock();
        }
    }

    /** Notes the directory's event that it is connected. Returns whether that is a change. */
    boolean told(DirectoryEvent.Connected event) {
        lock.lock();
        try {
            lastEvent = event;
            connections++;
            changed.signalAll();
            return connected();
        } finally {
            lock.unlock();
        }
    }

    /** Notes the directory's event that it is out of reach. Returns whether that is a change. */
    boolean told(DirectoryEvent.Disconnected event) {
        lock.lock();
        try {
            lastEvent = event;
            return lost(event.reason());
        } finally {
            lock.unlock();
        }
    }

    /** Notes that it has answered. Returns whether it was out of reach before. */
    boolean connected() {
        lock.lock();
        try {
            if (state == State.CONNECTED || closed) {
                return false;
            }
            state = State.CONNECTED;
            lostBy = "";
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that it can't be reached, and the reason. Returns whether that is a change. */
    private boolean lost(String reason) {
        lostBy = reason;
        if (state == State.LOST || closed) {
            return false;
        }
        state = State.LOST;
        return true;
    }

    /**
     * Notes that an attempt has failed, unless the directory has told since that it is connected.
     * Returns whether that is a change.
     *
     * @param before {@link #connections} at the beginning of the attempt
     */
    boolean failed(String reason, int before) {
        lock.lock();
        try {
            return connections == before && lost(reason);
        } finally {
            lock.unlock();
        }
    }

    /** Notes that it has this node's registration. Returns whether it had declined it. */
    boolean granted() {
        lock.lock();
        try {
            boolean isChange = !refusal.isEmpty() && !closed;
            refusal = "";
            code = "";
            return isChange;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes that it has declined, and the reason. Returns whether that is a change; another
     * number of the request is none.
     *
     * @param refusedBy the code of the refusal
     */
    boolean refused(String refusedBy, String reason) {
        lock.lock();
        try {
            boolean isChange = !withoutRequest(reason).equals(withoutRequest(refusal));
            refusal = reason;
            code = refusedBy;
            conflict = "";
            return isChange && !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that another process has this node's key. Returns whether that is a change. */
    boolean conflict(String reason) {
        lock.lock();
        try {
            boolean isChange = !reason.equals(conflict);
            conflict = reason;
            return isChange && !closed;
        } finally {
            lock.unlock();
        }
    }

    private static String withoutRequest(String reason) {
        return REQUEST.matcher(reason).replaceFirst("");
    }

    /** Ends a {@linkplain #awaitConnection wait}, as the network is another one. */
    void hurry() {
        lock.lock();
        try {
            networks++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the directory tells that it is connected, or the network has changed.
     *
     * @param before {@link #connections} at the time from which a connection counts
     * @param ifItTells the longest wait for a directory that has told that it is out of reach
     * @param otherwise the longest wait for any other
     */
    void awaitConnection(int before, Duration ifItTells, Duration otherwise)
            throws InterruptedException {
        lock.lock();
        try {
            boolean tells = lastEvent instanceof DirectoryEvent.Disconnected;
            long nanos = (tells ? ifItTells : otherwise).toNanos();
            int network = networks;
            while (!closed && connections == before && networks == network && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a time, or until this is closed. */
    void pause(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (!closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
