package peerlink.core.guard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Counts the calls of one owner that took too long, tells of each, and has the owner set aside when
 * there are too many. Safe for use by several threads.
 */
final class OverdueCalls {
    /** The time in which they count together. */
    private static final Duration MEMORY = Duration.ofMinutes(10);

    private final int most;
    private final Consumer<String> onOverdue;
    private final Consumer<String> onSetAside;
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by the lock
    private final ArrayDeque<Long> times = new ArrayDeque<>();
    private boolean isSetAside;

    /**
     * @param most the number at which the owner is set aside
     * @param onOverdue hears of each call before that: the deed, the limit, and the consequence
     * @param onSetAside called once, with the last deed and the remedy
     */
    OverdueCalls(int most, Consumer<String> onOverdue, Consumer<String> onSetAside) {
        this.most = most;
        this.onOverdue = onOverdue;
        this.onSetAside = onSetAside;
    }

    void add(String deed, Duration limit) {
        int count;
        lock.lock();
        try {
            long now = System.nanoTime();
            times.removeIf(at -> now - at > MEMORY.toNanos());
            times.add(now);
            count = times.size();
            if (isSetAside) {
                return;
            }
            isSetAside = count >= most;
        } finally {
            lock.unlock();
        }
        String took = "%s took longer than %s".formatted(deed, words(limit));
        if (count < most) {
            onOverdue.accept(
                    "%s and was interrupted (%d of %d, then the plugin is set aside)"
                            .formatted(took, count, most));
        } else {
            onSetAside.accept(
                    "set aside, as %s, the %s time that it was too slow; repair or remove it, or give it more time under [plugin-limits] in config.toml"
                            .formatted(took, ordinal(count)));
        }
    }

    private static String words(Duration limit) {
        long millis = limit.toMillis();
        if (millis % 1000 != 0) {
            return millis + " ms";
        }
        return millis == 1000 ? "a second" : millis / 1000 + " seconds";
    }

    private static String ordinal(int count) {
        return switch (count) {
            case 1 -> "first";
            case 2 -> "second";
            case 3 -> "third";
            default -> count + "th";
        };
    }
}
