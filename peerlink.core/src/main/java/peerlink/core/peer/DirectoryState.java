package peerlink.core.peer;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.DirectoryEvent;
import peerlink.core.model.DirectoryStatus;

/** How it stands with one directory, as far as is known: what it tells of itself, and what came of asking it. */
final class DirectoryState {
    private enum State {
        UNKNOWN,
        CONNECTED,
        LOST
    }

    /** What registries end a refusal with, for their operators: another number each time. */
    private static final Pattern REQUEST = Pattern.compile(" \\(request [0-9.]+\\)$");

    private final Address address;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.UNKNOWN;
    private String lostBy = "";

    /** Why it declines this node's registration, also while it is out of reach; empty if it does not, as far as is known. */
    private String refusal = "";

    /** The directory's last word on another process with this node's key; empty if none came since it declined the registration. */
    private String conflict = "";

    /** What the directory has told last of itself; null if it has not. */
    private @Nullable DirectoryEvent tidings;

    private int connections;
    private boolean closed;

    DirectoryState(Address address) {
        this.address = address;
    }

    DirectoryStatus status() {
        lock.lock();
        try {
            boolean isConnected = state == State.CONNECTED;
            return new DirectoryStatus(
                    address, isConnected, isConnected || lostBy.isEmpty() ? refusal : lostBy);
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waiting; nothing is news any more. */
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

    /** Makes a change unless this has been closed; returns whether it was made. */
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

    /** Returns how often the directory has told that it is connected. */
    int connections() {
        lock.lock();
        try {
            return connections;
        } finally {
            lock.unlock();
        }
    }

    /** Notes what the directory tells of itself; returns whether that is news. */
    boolean told(DirectoryEvent.Connected event) {
        lock.lock();
        try {
            tidings = event;
            connections++;
            changed.signalAll();
            return connected();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the directory says that it is out of reach; returns whether that is news. */
    boolean told(DirectoryEvent.Disconnected event) {
        lock.lock();
        try {
            tidings = event;
            return lost(event.reason());
        } finally {
            lock.unlock();
        }
    }

    /** Notes that it has answered; returns whether it is news that it can be reached. */
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

    /** Notes that it can't be reached, and why; returns whether that is news. */
    private boolean lost(String reason) {
        lostBy = reason;
        if (state == State.LOST || closed) {
            return false;
        }
        state = State.LOST;
        return true;
    }

    /**
     * Notes that an attempt has failed, unless the directory has told since that it is connected; returns whether that is news.
     *
     * @param before {@link #connections} when the attempt began
     */
    boolean failed(String reason, int before) {
        lock.lock();
        try {
            return connections == before && lost(reason);
        } finally {
            lock.unlock();
        }
    }

    /** Notes that it has this node's registration; returns whether it had declined it. */
    boolean granted() {
        lock.lock();
        try {
            boolean isNews = !refusal.isEmpty() && !closed;
            refusal = "";
            return isNews;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that it has declined, and why; returns whether that is news, which the number of a request is not. */
    boolean refused(String reason) {
        lock.lock();
        try {
            boolean isNews = !withoutRequest(reason).equals(withoutRequest(refusal));
            refusal = reason;
            conflict = "";
            return isNews && !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that another process has this node's key; returns whether that is news. */
    boolean conflict(String reason) {
        lock.lock();
        try {
            boolean isNews = !reason.equals(conflict);
            conflict = reason;
            return isNews && !closed;
        } finally {
            lock.unlock();
        }
    }

    private static String withoutRequest(String reason) {
        return REQUEST.matcher(reason).replaceFirst("");
    }

    /**
     * Waits until the directory tells that it is connected.
     *
     * @param before {@link #connections} of a time since which that counts
     * @param ifItTells how long at most, if it is one that tells, and it has told that it is out of reach
     * @param otherwise how long at most if not
     */
    void awaitConnection(int before, Duration ifItTells, Duration otherwise)
            throws InterruptedException {
        lock.lock();
        try {
            boolean tells = tidings instanceof DirectoryEvent.Disconnected;
            long nanos = (tells ? ifItTells : otherwise).toNanos();
            while (!closed && connections == before && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits, unless this is closed. */
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
