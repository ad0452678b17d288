package peerlink.core.session;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Runs a timer on the test's clock: tasks that are due run at the test's call, on its thread. */
public final class VirtualTimer extends AbstractExecutorService
        implements ScheduledExecutorService {
    private final class Task extends FutureTask<Object> implements ScheduledFuture<Object> {
        private final long due;

        private Task(Runnable task, long due) {
            super(task, "");
            this.due = due;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - nanoTime.getAsLong(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(
                    getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private final LongSupplier nanoTime;

    /** The tasks, which threads that the test has started may add, too. */
    private final List<Task> tasks = new CopyOnWriteArrayList<>();

    public VirtualTimer(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns the nanoseconds until a task is due; {@link Long#MAX_VALUE} if there is none. */
    public long nanosUntilDue() {
        tasks.removeIf(Task::isCancelled);
        return tasks.stream()
                .mapToLong(task -> Math.max(0, task.getDelay(TimeUnit.NANOSECONDS)))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Runs the tasks that are due. */
    public void runDue() throws Exception {
        while (nanosUntilDue() == 0) {
            Task next = tasks.stream().min(Comparator.naturalOrder()).orElseThrow();
            tasks.remove(next);
            next.run();
            next.get();
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        Task task = new Task(command, nanoTime.getAsLong() + unit.toNanos(delay));
        tasks.add(task);
        return task;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable command, long initialDelay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable command, long initialDelay, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void execute(Runnable command) {
        command.run();
    }

    @Override
    public void shutdown() {
        tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        tasks.clear();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
