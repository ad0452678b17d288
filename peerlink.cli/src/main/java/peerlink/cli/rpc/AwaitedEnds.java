package peerlink.cli.rpc;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages whose acknowledgements bots wait for, each until a time of its own. All have one
 * timer: one for each would wake a thread twice a message. Safe for use by several threads.
 */
final class AwaitedEnds {
    /** The newest wait for each message that has not ended since somebody first waited for it. */
    private final Map<String, Wait> waits = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();

    // the lock guards these
    private @Nullable ScheduledFuture<?> timer;
    private long nextLook;

    /** Completes with the answer whether the end came in time. Has those before it for the same. */
    private static final class Wait extends CompletableFuture<Boolean> {
        private final long deadline;
        private volatile @Nullable Wait before;

        Wait(long deadline) {
            this.deadline = deadline;
        }

        /** Puts it behind those that are not over. */
        Wait behind(@Nullable Wait newest) {
            before = open(newest);
            for (Wait each = before; each != null; each = each.before) {
                each.before = open(each.before);
            }
            return this;
        }

        private static @Nullable Wait open(@Nullable Wait newest) {
            Wait each = newest;
            while (each != null && each.isDone()) {
                each = each.before;
            }
            return each;
        }
    }

    /**
     * Waits for an end, and not longer than some time. However often it is called for one message,
     * the message has one callback, and the waits that are over leave nothing behind but the last.
     *
     * @param messageId the message whose end it is
     * @return whether it came in that time; fails as it does
     */
    CompletableFuture<Boolean> within(long millis, String messageId, CompletionStage<Void> end) {
        Wait wait = new Wait(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
        if (waits.putIfAbsent(messageId, wait) == null) {
            end.whenComplete((_, failure) -> ended(messageId, failure));
        } else if (waits.computeIfPresent(messageId, (_, newest) -> wait.behind(newest)) == null) {
            return within(millis, messageId, end); // it has just ended
        }
        if (!wait.isDone()) {
            lookAt(wait.deadline);
        }
        return wait;
    }

    private void ended(String messageId, @Nullable Throwable failure) {
        for (Wait each = waits.remove(messageId); each != null; each = each.before) {
            if (failure == null) {
                each.complete(true);
            } else {
                each.completeExceptionally(failure);
            }
        }
    }

    /** Returns the number of waits that it has, those included that are over. */
    int count() {
        int count = 0;
        for (Wait newest : waits.values()) {
            for (Wait each = newest; each != null; each = each.before) {
                count++;
            }
        }
        return count;
    }

    private void lookAt(long time) {
        lock.lock();
        try {
            ScheduledFuture<?> before = timer;
            if (before != null) {
                if (nextLook - time <= 0) {
                    return; // a look before that finds it
                }
                before.cancel(false); // else each short wait would leave a long one behind
            }
            nextLook = time;
            timer =
                    ForkJoinPool.commonPool()
                            .schedule(this::look, time - System.nanoTime(), TimeUnit.NANOSECONDS);
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        long now = System.nanoTime();
        lock.lock();
        try {
            if (nextLook - now > 0) {
                return; // an earlier one has come in between
            }
            timer = null;
        } finally {
            lock.unlock();
        }
        boolean isAny = false;
        long left = Long.MAX_VALUE;
        for (Wait newest : waits.values()) {
            for (Wait each = newest; each != null; each = each.before) {
                if (each.isDone()) {
                    continue; // the last one of its message
                }
                if (each.deadline - now <= 0) {
                    each.complete(false);
                } else {
                    isAny = true;
                    left = Math.min(left, each.deadline - now);
                }
            }
        }
        if (isAny) {
            lookAt(now + left);
        }
    }
}
