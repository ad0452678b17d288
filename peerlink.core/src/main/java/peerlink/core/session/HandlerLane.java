package peerlink.core.session;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.core.guard.CallBody;
import peerlink.core.guard.CallFailedException;
import peerlink.core.guard.GuardedCalls;

/**
 * Makes the calls of one handler about one peer, one after another. As many messages wait here as
 * the peer's {@link HandlerQueue} has room for. Safe for use by several threads.
 */
final class HandlerLane {
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
            next();
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

    private void next() {
        Job job;
        lock.lock();
        try {
            job = jobs.poll();
            isBusy = job != null;
        } finally {
            lock.unlock();
        }
        if (job != null) {
            ask(job);
        }
    }

    private void ask(Job job) {
        calls.handle(
                "deciding on " + job.about(),
                calls.limits().accepts(),
                job.accepts(),
                (yes, failure) -> {
                    boolean isWanted = failure == null && Boolean.TRUE.equals(yes);
                    job.onAnswered().accept(isWanted);
                    if (isWanted) {
                        act(job);
                    } else {
                        end(job, failure);
                    }
                });
    }

    private void act(Job job) {
        calls.goOn(
                "handling " + job.about(),
                calls.limits().handle(),
                job.act(),
                (_, failure) -> end(job, failure));
    }

    private void end(Job job, @Nullable Throwable failure) {
        if (failure instanceof CallFailedException failed) {
            if (failed.kind() == CallFailedException.Kind.ENDED) {
                // no further call is made: ending one after the other would only deepen the stack
                close();
            } else {
                onFailure.accept(failed);
            }
        }
        job.onDone().run();
        next();
    }
}
