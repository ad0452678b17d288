package peerlink.core.guard;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.core.guard.CallFailedException.Kind;

/**
 * Makes one call, and gives it up when it takes too long. A call that waits for something then is
 * interrupted at once. One that computes, or has no processor, gets a second more: on a machine
 * with too much to do, the quickest code takes that long at times.
 */
final class GuardedCall<T> implements Runnable {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Host calls;
    private final String deed;
    private final Duration limit;
    private final CallBody<T> body;
    private final Consumer<? super CallOutcome<T>> onEnd;

    /** Held while the thread is interrupted, so that no interrupt reaches its next call. */
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by the lock
    private @Nullable Thread thread;
    private boolean isArmed;
    private boolean isNamed;
    private boolean isOver;
    private long dueAt;

    /** The calls that this one belongs to. */
    interface Host {
        /** Notes that a call runs on the calling thread. */
        void began(GuardedCall<?> call);

        void ended(GuardedCall<?> call);

        /** Notes that a call has taken too long, and was given up. */
        void overdue(String deed, Duration limit);

        /** Has an open call looked at when a time is over. */
        void look(Duration time);

        /** Runs a task after a time. It must not block. */
        void after(Duration time, Runnable task);

        /** Returns the name of a thread that makes a call which takes long. */
        String name(String deed);

        /** Returns the name of all other threads. */
        String usualName();

        /** Returns the context class loader for the code that is called. */
        ClassLoader loader();
    }

    /**
     * @param onEnd gets the outcome of {@link #run}, or that the call was given up; called once
     */
    GuardedCall(
            Host calls,
            String deed,
            Duration limit,
            CallBody<T> body,
            Consumer<? super CallOutcome<T>> onEnd) {
        this.calls = calls;
        this.deed = deed;
        this.limit = limit;
        this.body = body;
        this.onEnd = onEnd;
    }

    /** Starts the time that the call may take, unless it was started. */
    void arm() {
        lock.lock();
        try {
            if (isArmed || isOver) {
                return;
            }
            isArmed = true;
            dueAt = System.nanoTime() + limit.toNanos();
        } finally {
            lock.unlock();
        }
        calls.look(limit);
    }

    boolean isOver() {
        lock.lock();
        try {
            return isOver;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the nanoseconds until the call is to be looked at; never if it is over. */
    long nanosLeft(long now) {
        lock.lock();
        try {
            return isOver || !isArmed ? Long.MAX_VALUE : dueAt - now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        CallOutcome<T> outcome = make();
        if (outcome != null) {
            onEnd.accept(outcome);
        }
    }

    /**
     * Makes the call on the calling thread.
     *
     * @return the outcome, or null if the call was given up meanwhile, of which another thread
     *     tells
     */
    @Nullable CallOutcome<T> make() {
        if (!begin()) {
            return null; // given up while it waited for a thread
        }
        CallOutcome<T> outcome;
        Thread.currentThread().setContextClassLoader(calls.loader());
        try {
            outcome = new CallOutcome<>(body.call(), null);
        } catch (Throwable e) {
            // one catch point for everything that the code throws, errors of the JVM included; it
            // may compute the message too, so it is asked here
            outcome =
                    CallOutcome.failed(
                            e instanceof InterruptedException ? Kind.INTERRUPTED : Kind.THREW,
                            Printable.reason(e));
        }
        // threads that start from now on would inherit the owner's loader, and keep it
        Thread.currentThread().setContextClassLoader(GuardedCall.class.getClassLoader());
        return end() ? outcome : null;
    }

    /** Interrupts the call if it runs. */
    void interrupt() {
        lock.lock();
        try {
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives the call up before it has begun: its owner has ended. */
    void drop() {
        lock.lock();
        try {
            if (isOver) {
                return;
            }
            isOver = true;
        } finally {
            lock.unlock();
        }
        onEnd.accept(CallOutcome.failed(Kind.ENDED, "it has ended"));
    }

    private boolean begin() {
        lock.lock();
        try {
            if (isOver) {
                return false;
            }
            thread = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        calls.began(this);
        arm();
        return true;
    }

    /** Returns whether the call was not given up before. */
    private boolean end() {
        boolean isInTime;
        lock.lock();
        try {
            thread = null;
            isInTime = !isOver;
            isOver = true;
            if (isNamed) {
                Thread.currentThread().setName(calls.usualName());
            }
            // an interrupt that the code has left would close the file of the thread's next call
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
        calls.ended(this);
        return isInTime;
    }

    /** Looks at a call whose time is over. */
    void look() {
        lock.lock();
        try {
            isArmed = false;
            if (thread != null && !isOver) {
                isNamed = true;
                thread.setName(calls.name(deed));
            }
            boolean isOnlySlow = thread == null || thread.getState() == Thread.State.RUNNABLE;
            if (isOnlySlow && !isOver) {
                calls.after(GRACE, this::giveUp);
                return;
            }
        } finally {
            lock.unlock();
        }
        giveUp();
    }

    private void giveUp() {
        lock.lock();
        try {
            if (isOver) {
                return;
            }
            isOver = true;
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
        // whoever waits for the result may do anything then, and the watch has others to look at
        Thread.ofVirtual()
                .name("peerlink call-overdue")
                .start(
                        () -> {
                            calls.overdue(deed, limit);
                            onEnd.accept(CallOutcome.failed(Kind.OVERDUE, deed + " took too long"));
                        });
    }
}
