package peerlink.core.session;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.core.guard.CallBody;
import peerlink.core.guard.CallFailedException;
import peerlink.core.guard.CallOutcome;
import peerlink.core.guard.GuardedCalls;

/**
 * Makes the calls of one handler about one peer, one after another. As many messages wait here as
 * the peer's {@link HandlerQueue} has room for. Safe for use by several threads.
 */
final class HandlerLane {
    /** The number of jobs after which other lanes get the thread. */
    private static final int SERIES = 64;

    private final GuardedCalls calls;
    private final Consumer<CallFailedException> onFailure;
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by the lock
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();
    private boolean isBusy;
    private boolean closed;

    /**
     * A message for the handler, or one of ours that was delivered.
     *
     * @param about names the message to people, such as {@code a message from bob}
     * @param accepts asks the handler
     * @param act has the handler act; its result says nothing
     * @param onAnswered gets the handler's answer; called once
     * @param onDone called once, when the handler is through
     */
    record Job(
            String about,
            CallBody<Boolean> accepts,
            CallBody<Boolean> act,
            Consumer<Boolean> onAnswered,
            Runnable onDone) {
        void skip() {
            onAnswered.accept(false);
            onDone.run();
        }
    }

    /**
     * @param onFailure hears of each failure but those of an end
     */
    HandlerLane(GuardedCalls calls, Consumer<CallFailedException> onFailure) {
        this.calls = calls;
        this.onFailure = onFailure;
    }

    /** Adds a job. Never blocks. */
    void add(Job job) {
        boolean isFirst;
        lock.lock();
        try {
            if (!closed) {
                jobs.add(job);
            }
            isFirst = !closed && !isBusy;
            isBusy |= isFirst;
            if (!closed && !isFirst) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (isFirst) {
            goOn();
        } else {
            job.skip();
        }
    }

    /** Skips the jobs that are left. */
    void close() {
        ArrayDeque<Job> left;
        lock.lock();
        try {
            closed = true;
            left = new ArrayDeque<>(jobs);
            jobs.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(Job::skip);
    }

    private void goOn() {
        calls.series(this::work, this::close);
    }

    private void work() {
        for (int done = 0; done < SERIES; done++) {
            Job job = next();
            if (job == null || !perform(job)) {
                return;
            }
        }
        goOn();
    }

    private @Nullable Job next() {
        lock.lock();
        try {
            Job job = jobs.poll();
            isBusy = job != null;
            return job;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether this thread goes on: another one does if a call was given up. */
    private boolean perform(Job job) {
        CallOutcome<Boolean> asked =
                calls.make(
                        "deciding on " + job.about(),
                        calls.limits().accepts(),
                        job.accepts(),
                        failure -> {
                            job.onAnswered().accept(false);
                            end(job, failure);
                            goOn();
                        });
        if (asked == null) {
            return false;
        }
        boolean isWanted = Boolean.TRUE.equals(asked.value());
        job.onAnswered().accept(isWanted);
        if (!isWanted) {
            end(job, asked.failure());
            return true;
        }
        CallOutcome<Boolean> acted =
                calls.make(
                        "handling " + job.about(),
                        calls.limits().handle(),
                        job.act(),
                        failure -> {
                            end(job, failure);
                            goOn();
                        });
        if (acted == null) {
            return false;
        }
        end(job, acted.failure());
        return true;
    }

    private void end(Job job, @Nullable CallFailedException failure) {
        if (failure != null && failure.kind() == CallFailedException.Kind.ENDED) {
            close();
        } else if (failure != null) {
            onFailure.accept(failure);
        }
        job.onDone().run();
    }
}
