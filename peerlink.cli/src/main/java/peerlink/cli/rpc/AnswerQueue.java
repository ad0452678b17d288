package peerlink.cli.rpc;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    private static final System.Logger LOG = System.getLogger(AnswerQueue.class.getName());
    private static final int MOST_AT_ONCE = 1 << 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomier = lock.newCondition();
    private final Condition writable = lock.newCondition();

    // the lock guards these
    private final ArrayDeque<Due> ordered = new ArrayDeque<>();
    private final ArrayDeque<Due> ready = new ArrayDeque<>();
    private int due;
    private long lengthDue;
    private boolean isInputOver;
    private boolean isOutputOver;

    /**
     * An answer that is due.
     *
     * @param line the answer; a failure is told as an internal error
     * @param begins the subscriptions whose notifications follow it
     */
    record Due(CompletableFuture<AnswerLine> line, List<Subscription> begins) {
        private AnswerLine done() {
            return line.exceptionally(AnswerQueue::failed).join();
        }
    }

    private static AnswerLine failed(Throwable fault) {
        return AnswerLine.of(RpcAnswer.error(null, RpcException.of(fault)));
    }

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
                .whenComplete(
                        (_, fault) -> {
                            if (fault != null) {
                                LOG.log(Level.ERROR, "an answer to a bot failed", fault);
                            }
                            lock.lock();
                            try {
                                lengthDue += answer.done().length();
                                if (!isOrdered) {
                                    ready.add(answer);
                                }
                                if (isAnswered()) { // it may wait for one before it
                                    writable.signal();
                                }
                            } finally {
                                lock.unlock();
                            }
                        });
    }

    /** Waits until another request may be read, and tells whether it is to be. */
    boolean awaitRoom() throws InterruptedException {
        lock.lock();
        try {
            while (!hasRoom() && !isOutputOver) {
                roomier.await();
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
                writable.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the answers that can be written now. Their subscriptions begin with that. */
    void take(StringBuilder lines) {
        List<AnswerLine> taken = new ArrayList<>();
        lock.lock();
        try {
            int length = 0;
            while (isAnswered() && length < MOST_AT_ONCE) {
                Due first = ordered.peek();
                Due answer =
                        first != null && first.line().isDone() ? ordered.remove() : ready.remove();
                AnswerLine line = answer.done();
                answer.begins().forEach(Subscription::begin);
                due--;
                lengthDue -= line.length();
                length += line.length();
                taken.add(line);
            }
            if (hasRoom()) {
                roomier.signal();
            }
        } finally {
            lock.unlock();
        }
        for (AnswerLine line : taken) {
            String text = line.text().get();
            if (!text.isEmpty()) {
                lines.append(text).append('\n');
            }
        }
    }

    private boolean hasRoom() {
        return due < RpcLimits.MOST_DUE && lengthDue < RpcLimits.MOST_BYTES_DUE;
    }

    private boolean isAnswered() {
        Due first = ordered.peek();
        return !ready.isEmpty() || first != null && first.line().isDone();
    }

    /** Has the writer look for something to write. */
    void wake() {
        lock.lock();
        try {
            writable.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that no more requests come: the writer ends when all is answered. */
    void inputOver() {
        lock.lock();
        try {
            isInputOver = true;
            writable.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that nothing can be written any more. */
    void outputOver() {
        lock.lock();
        try {
            isOutputOver = true;
            roomier.signal();
        } finally {
            lock.unlock();
        }
    }
}
