package peerlink.core.plugin;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import peerlink.api.Printable;

/**
 * The threads that keep an ended plugin in memory. They are found by their stacks and class
 * loaders, as far as they are platform threads: the virtual threads that a plugin has started
 * itself are not known to anybody. Keeps nothing alive itself.
 */
final class PluginRemains {
    static final PluginRemains NONE = new PluginRemains(List.of());

    private final List<WeakReference<Thread>> threads;

    private PluginRemains(List<WeakReference<Thread>> threads) {
        this.threads = threads;
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
        return left.isEmpty() ? NONE : new PluginRemains(left);
    }

    /** Returns one line for people about the threads that still run; empty if none does. */
    String line() {
        List<String> names =
                threads.stream()
                        .map(WeakReference::get)
                        .flatMap(Stream::ofNullable)
                        .filter(Thread::isAlive)
                        .map(thread -> Printable.excerpt(thread.getName()))
                        .sorted()
                        .toList();
        return names.isEmpty()
                ? ""
                : "still running: thread "
                        + String.join(", thread ", names)
                        + "; its code stays in memory until that ends";
    }
}
