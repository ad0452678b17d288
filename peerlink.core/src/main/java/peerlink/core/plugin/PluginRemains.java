package peerlink.core.plugin;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import peerlink.api.Printable;

/**
 * Tells what keeps an ended plugin in memory. Threads are found by their stacks and class loaders,
 * as far as they are platform threads: the virtual threads that a plugin has started itself are not
 * known to anybody, and neither are shutdown hooks. That there is something shows in its class
 * loader, which is not collected. Keeps nothing alive itself. Safe for use by several threads.
 */
final class PluginRemains {
    /** The time after the end in which calls of the plugin's, and of others into it, may return. */
    private static final Duration TO_RETURN = Duration.ofSeconds(1);

    /** The shortest time from one look of the collector's to the next. */
    private static final Duration TO_ASK = Duration.ofSeconds(10);

    /** Stands for those of a plugin that has not ended. */
    static final PluginRemains NONE = new PluginRemains(List.of(), new WeakReference<>(null));

    private final List<WeakReference<Thread>> threads;
    private final WeakReference<ClassLoader> loader;

    /** The earliest time at which the collector may be asked, of {@link System#nanoTime}. */
    private final AtomicLong nextAsked = new AtomicLong(System.nanoTime() + TO_RETURN.toNanos());

    private volatile boolean wasAsked;

    private PluginRemains(List<WeakReference<Thread>> threads, WeakReference<ClassLoader> loader) {
        this.threads = threads;
        this.loader = loader;
    }

    /**
     * Looks for the threads of a plugin.
     *
     * @param modules the names of its modules
     * @param patience the longest wait for those that are about to end
     */
    static PluginRemains of(ClassLoader loader, Set<String> modules, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        List<WeakReference<Thread>> left = new ArrayList<>();
        for (Map.Entry<Thread, StackTraceElement[]> one : Thread.getAllStackTraces().entrySet()) {
            Thread thread = one.getKey();
            boolean isOwn =
                    thread.getContextClassLoader() == loader
                            || Arrays.stream(one.getValue())
                                    .map(StackTraceElement::getModuleName)
                                    .anyMatch(name -> name != null && modules.contains(name));
            if (isOwn
                    && thread != Thread.currentThread()
                    && !thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                left.add(new WeakReference<>(thread));
            }
        }
        return new PluginRemains(left, new WeakReference<>(loader));
    }

    /** Tells whether its classes were collected. */
    boolean isGone() {
        return loader.refersTo(null);
    }

    /**
     * Returns one line for people about the threads that still run, or about classes that stay for
     * another reason; empty if there are none. From a second after the end on it has the
     * collector look for that.
     */
    String line() {
        List<String> names =
                threads.stream()
                        .map(WeakReference::get)
                        .flatMap(Stream::ofNullable)
                        .filter(Thread::isAlive)
                        .map(thread -> Printable.excerpt(thread.getName()))
                        .sorted()
                        .toList();
        if (names.isEmpty()) {
            return isKept()
                    ? "its code stays in memory until PeerLink ends, as something that it has left there leads to it, such as a shutdown hook"
                    : "";
        }
        return "still running: thread "
                + String.join(", thread ", names)
                + "; its code stays in memory until that ends";
    }

    private boolean isKept() {
        if (isGone()) {
            return false;
        }
        long now = System.nanoTime();
        long next = nextAsked.get();
        if (now - next >= 0 && nextAsked.compareAndSet(next, now + TO_ASK.toNanos())) {
            System.gc();
            wasAsked = true;
        }
        return wasAsked && !isGone();
    }
}
