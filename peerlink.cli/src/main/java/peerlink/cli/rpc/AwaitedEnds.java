package peerlink.cli.rpc;

import java.util.Set;
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
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();

    // the lock guards these
    private @Nullable ScheduledFuture<?> timer;
    private long nextLook;

    private static final class Wait {
        private final CompletableFuture<Boolean> isOver = new CompletableFuture<>();
        private final long deadline;

        Wait(long deadline) {
            this.deadline = deadline;
        }
    }

    /**
     * Waits for an end, and not longer than some time.
     *
     * @return whether it came in that time; fails as it does
     */
    CompletableFuture<Boolean> within(long millis, CompletionStage<Void> end) {
        Wait wait = new Wait(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
        waits.add(wait);
        end.whenComplete(
                (_, failure) -> {
                    waits.remove(wait);
                    if (failure == null) {
                        wait.isOver.complete(true);
                    } else {
                        wait.isOver.completeExceptionally(failure);
                    }
                });
        if (!wait.isOver.isDone()) {
            lookAt(wait.deadline);
        }
        return wait.isOver;
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
        for (Wait wait : waits) {
            if (wait.deadline - now <= 0) {
                waits.remove(wait);
                wait.isOver.complete(false);
            } else {
                isAny = true;
                left = Math.min(left, wait.deadline - now);
            }
        }
        if (isAny) {
            lookAt(now + left);
        }
    }
}
