package peerlink.core.plugin;

/**
 * Tells a plugin's calls into PeerLink whether the plugin still runs. Each call that may start
 * threads goes through it: they would inherit the plugin's class loader, and keep it for as long as
 * they live. Safe for use by several threads.
 */
final class PluginLife {
    private static final ClassLoader OWN = PluginLife.class.getClassLoader();

    private final String plugin;
    private volatile boolean isOpen = true;
    private volatile boolean hasEnded;

    /** A call into PeerLink. */
    @FunctionalInterface
    interface Entry<T, E extends Exception> {
        T call() throws E;
    }

    /** A call into PeerLink without a result. */
    @FunctionalInterface
    interface Action<E extends Exception> {
        void call() throws E;
    }

    PluginLife(String plugin) {
        this.plugin = plugin;
    }

    String plugin() {
        return plugin;
    }

    boolean isOpen() {
        return isOpen;
    }

    boolean hasEnded() {
        return hasEnded;
    }

    /** Takes nothing new from the plugin. It may still do most things while it stops. */
    void close() {
        isOpen = false;
    }

    /** Makes all calls of the plugin fail. */
    void end() {
        isOpen = false;
        hasEnded = true;
    }

    /**
     * Makes a call of the plugin's.
     *
     * @throws IllegalStateException if the plugin has ended
     */
    <T, E extends Exception> T enter(Entry<T, E> entry) throws E {
        requireLife();
        return during(entry);
    }

    /** Makes a call that may end with the plugin in a way of its own. */
    <T, E extends Exception> T during(Entry<T, E> entry) throws E {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(OWN);
        try {
            return entry.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Makes a call as {@link #enter} does. */
    <E extends Exception> void act(Action<E> action) throws E {
        enter(
                () -> {
                    action.call();
                    return plugin;
                });
    }

    void requireLife() {
        if (hasEnded) {
            throw stopped();
        }
    }

    void requireOpen() {
        if (!isOpen) {
            throw stopped();
        }
    }

    IllegalStateException stopped() {
        return new IllegalStateException("plugin " + plugin + " has stopped");
    }
}
