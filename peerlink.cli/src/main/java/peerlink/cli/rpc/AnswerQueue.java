package peerlink.cli.rpc;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The answers that a connection owes, in the order in which they are written: that of the requests,
 * except for those that wait for peers. The reader waits here for room, the writer for something to
 * write. Safe for use by several threads.
 */
final class AnswerQueue {
    private static final int MOST_AT_ONCE = 1 << 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // the lock guards these
    private final ArrayDeque<Due> ordered = new ArrayDeque<>();
    private final ArrayDeque<Due> ready = new ArrayDeque<>();
    private int due;
    private long bytesDue;
    private boolean isInputOver;
    private boolean isOutputOver;

    /**
     * An answer that is due.
     *
     * @param line the answer, on one line without its end; empty if there is none to write
     * @param begins the subscriptions whose notifications follow it
     */
    record Due(CompletableFuture<String> line, List<Subscription> begins) {}

    /** Adds an answer that is due: in the order of the requests, or when it is done. */
    void add(Due answer, boolean isOrdered) {
        lock.lock();
        try {
            due++;
            if (isOrdered) {
                ordered.add(answer);
            }
        } finally {
            lock.unlock();
        }
        answer.line()
                .thenAccept(
                        line -> {
                            lock.lock();
                            try {
                                bytesDue += line.length();
                                if (!isOrdered) {
                                    ready.add(answer);
                                }
                                changed.signalAll();
                            } finally {
                                lock.unlock();
                            }
                        });
    }

    /** Waits until another request may be read, and tells whether it is to be. */
    boolean awaitRoom() throws InterruptedException {
        lock.lock();
        try {
            while ((due >= RpcLimits.MOST_DUE || bytesDue >= RpcLimits.MOST_BYTES_DUE)
                    && !isOutputOver) {
                changed.await();
            }
            return !isOutputOver;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something is to be written, and tells whether it will be.
     *
     * @param isToldOf tells whether there is something beside the answers
     */
    boolean awaitOutput(BooleanSupplier isToldOf) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (isOutputOver) {
                    return false;
                }
                if (isAnswered() || !isInputOver && isToldOf.getAsBoolean()) {
                    return true;
                }
                if (isInputOver && due == 0) {
                    return false;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the answers that can be written now. */
    void take(StringBuilder lines) {
        lock.lock();
        try {
            while (isAnswered() && lines.length() < MOST_AT_ONCE) {
                Due first = ordered.peek();
                Due answer =
                        first != null && first.line().isDone() ? ordered.remove() : ready.remove();
                String line = answer.line().join();
                answer.begins().forEach(Subscription::begin);
                due--;
                bytesDue -= line.length();
                if (!line.isEmpty()) {
                    lines.append(line).append('\n');
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isAnswered() {
        Due first = ordered.peek();
        return !ready.isEmpty() || first != null && first.line().isDone();
    }

    /** Has the writer look for something to write. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that no more requests come: the writer ends when all is answered. */
    void inputOver() {
        lock.lock();
        try {
            isInputOver = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that nothing can be written any more. */
    void outputOver() {
        lock.lock();
        try {
            isOutputOver = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
