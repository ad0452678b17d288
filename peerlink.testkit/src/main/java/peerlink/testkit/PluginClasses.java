package peerlink.testkit;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import peerlink.api.Plugin;

/** Loads a plugin's classes once more, apart from the test's, as a plugin's layer does. */
final class PluginClasses extends URLClassLoader {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    /** The time in which a thread of the plugin's that was interrupted may end. */
    private static final long LAST_STEPS = TimeUnit.MILLISECONDS.toNanos(500);

    private PluginClasses(URL place, ClassLoader parent) {
        super(new URL[] {place}, parent);
    }

    /** Makes a plugin of the class, from classes of its own. */
    static Plugin load(Class<? extends Plugin> plugin) {
        CodeSource source = plugin.getProtectionDomain().getCodeSource();
        if (source == null || plugin.getClassLoader() == null) {
            throw new IllegalArgumentException("no file has the classes of " + plugin.getName());
        }
        try {
            Class<?> own =
                    new PluginClasses(source.getLocation(), plugin.getClassLoader())
                            .loadClass(plugin.getName());
            return (Plugin) own.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    plugin.getName() + " has no public constructor without parameters", e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            if (name.startsWith("java.") || name.startsWith("peerlink.api.")) {
                return super.loadClass(name, resolve);
            }
            try {
                return findClass(name);
            } catch (ClassNotFoundException e) {
                return super.loadClass(name, resolve);
            }
        }
    }

    /**
     * Closes the loaders' files, and returns references that keep none of the classes.
     *
     * @param plugins are dropped from the list
     */
    static List<WeakReference<ClassLoader>> leave(List<Plugin> plugins) throws IOException {
        List<WeakReference<ClassLoader>> left = new ArrayList<>();
        for (Plugin plugin : plugins) {
            PluginClasses classes = (PluginClasses) plugin.getClass().getClassLoader();
            classes.close();
            left.add(new WeakReference<>(classes));
        }
        plugins.clear();
        return left;
    }

    /** Asserts that nothing keeps the classes. */
    static void assertCollected(List<WeakReference<ClassLoader>> left) {
        long start = System.nanoTime();
        while (left.stream().anyMatch(loader -> loader.get() != null)) {
            long passed = System.nanoTime() - start;
            List<String> threads = passed > LAST_STEPS ? threads(left) : List.of();
            if (!threads.isEmpty()) {
                throw kept("still running: thread " + String.join(", thread ", threads));
            }
            if (passed > PATIENCE) {
                throw kept(
                        "no thread; perhaps a ThreadLocal, a shutdown hook or a static field elsewhere");
            }
            System.gc();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static AssertionError kept(String keeper) {
        return new AssertionError(
                "the plugin has ended, and something keeps its classes: " + keeper);
    }

    private static List<String> threads(List<WeakReference<ClassLoader>> left) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> left.stream().anyMatch(loader -> isOf(thread, loader.get())))
                .map(Thread::getName)
                .toList();
    }

    private static boolean isOf(Thread thread, @Nullable ClassLoader loader) {
        return loader != null
                && (thread.getContextClassLoader() == loader
                        || thread.getClass().getClassLoader() == loader);
    }
}
