package peerlink.core;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import peerlink.api.Printable;
import peerlink.api.Progress;
import peerlink.core.model.NodeEvent;

/** Tells the progress of a plugin's task, often enough to look at and no oftener. */
final class TaskProgress implements Progress {
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long RATE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long EARLIEST_RATE_NANOS = Duration.ofMillis(300).toNanos();
    private static final AtomicLong LAST_TASK = new AtomicLong();

    private final String plugin;
    private final long task = LAST_TASK.incrementAndGet();
    private final String title;
    private final long total;
    private final String unit;
    private final Consumer<NodeEvent> events;
    private final LongSupplier nanoTime;
    private final long begun;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong lastTold;
    private final AtomicLong movedAt;
    private final AtomicBoolean closed = new AtomicBoolean();

    // guarded by the monitor: the moment since which the rate is measured, and the rate until then
    private long since;
    private long doneThen;
    private double rate;

    /**
     * @param unit the unit of the total, in the plural
     * @param events takes events without waiting
     * @param nanoTime a timer such as {@link System#nanoTime}
     */
    TaskProgress(
            String plugin,
            String title,
            long total,
            String unit,
            Consumer<NodeEvent> events,
            LongSupplier nanoTime) {
        this.plugin = plugin;
        this.title = Printable.line(title);
        this.total = total;
        this.unit = unit;
        this.events = events;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
        this.since = begun;
        this.lastTold = new AtomicLong(since);
        this.movedAt = new AtomicLong(since);
        tell(false);
    }

    @Override
    public void advance(long amount) {
        long now = nanoTime.getAsLong();
        if (done.getAndAdd(amount) == 0 && now - begun < PAUSE_NANOS) {
            countNot(amount);
        }
        if (amount != 0) {
            movedAt.set(now);
        }
        long last = lastTold.get();
        if (now - last >= PAUSE_NANOS && lastTold.compareAndSet(last, now) && !closed.get()) {
            tell(false);
        }
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            tell(true);
        }
    }

    /** Takes an amount of the first moment for one that an earlier try has done: it has no rate. */
    private synchronized void countNot(long amount) {
        doneThen = amount;
    }

    private synchronized void tell(boolean finished) {
        long now = done.get();
        Duration idle = Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - movedAt.get()));
        events.accept(
                new NodeEvent.ProgressChanged(
                        plugin, task, title, now, total, unit, rate(now), idle, finished));
    }

    private double rate(long now) {
        long time = nanoTime.getAsLong();
        long passed = time - since;
        if (passed >= (rate == 0 ? EARLIEST_RATE_NANOS : RATE_NANOS)) {
            rate = (now - doneThen) * 1e9 / passed;
            since = time;
            doneThen = now;
        }
        return rate;
    }
}
