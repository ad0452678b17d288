package peerlink.core;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Keeps the events of a node, and waits for one. */
final class RecordedEvents implements Consumer<NodeEvent> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<NodeEvent> events = new ArrayList<>();

    @Override
    public synchronized void accept(NodeEvent event) {
        events.add(event);
        notifyAll();
    }

    /** Returns the first event of a kind that is as wanted, now or within ten seconds. */
    <E extends NodeEvent> E await(Class<E> kind, Predicate<E> wanted) throws InterruptedException {
        return awaitCount(kind, wanted, 1).getFirst();
    }

    <E extends NodeEvent> E await(Class<E> kind) throws InterruptedException {
        return await(kind, _ -> true);
    }

    /** Returns the events of a kind that are as wanted once there are so many. */
    synchronized <E extends NodeEvent> List<E> awaitCount(
            Class<E> kind, Predicate<E> wanted, int count) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<E> found = all(kind).stream().filter(wanted).toList();
            if (found.size() >= count) {
                return found;
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return fail(
                        "waited for " + count + " of " + kind.getSimpleName() + " in " + events);
            }
            wait(left);
        }
    }

    synchronized <E extends NodeEvent> List<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
