package peerlink.core.session;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.core.guard.CallBody;
import peerlink.core.guard.CallFailedException;
import peerlink.core.guard.CallLane;
import peerlink.core.guard.CallOutcome;
import peerlink.core.guard.GuardedCalls;

/**
 * Makes the calls of one handler about one peer, one after another. As many messages wait here as
 * the peer's {@link HandlerQueue} has room for. Safe for use by several threads.
 */
final class HandlerLane {
    private final GuardedCalls calls;
    private final Consumer<CallFailedException> onFailure;
    private final CallLane<Job> lane;

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
        // the peer's queue has the bound
        this.lane = new CallLane<>(calls, Integer.MAX_VALUE, this::perform, Job::skip);
    }

    /** Adds a job. Never blocks. */
    void add(Job job) {
        lane.add(job);
    }

    /** Skips the jobs that are left. */
    void close() {
        lane.close();
    }

    /** Returns whether this thread goes on: another one does if a call was given up. */
    private boolean perform(Job job, Runnable goOn) {
        CallOutcome<Boolean> asked =
                calls.make(
                        "deciding on " + job.about(),
                        calls.limits().accepts(),
                        job.accepts(),
                        failure -> {
                            job.onAnswered().accept(false);
                            end(job, failure);
                            goOn.run();
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
                            goOn.run();
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
