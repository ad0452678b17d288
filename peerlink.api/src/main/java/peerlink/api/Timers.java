package peerlink.api;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Runs a plugin's tasks after a time, each on a forked thread that waits for it. */
final class Timers {
    private Timers() {}

    /**
     * @param fork forks a task with a name
     * @param repeats whether the task runs again and again
     */
    static Registration start(
            BiConsumer<String, Runnable> fork,
            String name,
            Duration time,
            boolean repeats,
            Runnable task) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("not a time to wait: " + time);
        }
        CountDownLatch closed = new CountDownLatch(1);
        fork.accept(
                name,
                () -> {
                    try {
                        do {
                            if (closed.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                                return;
                            }
                            task.run();
                        } while (repeats);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // the plugin stops
                    }
                });
        return closed::countDown;
    }
}
