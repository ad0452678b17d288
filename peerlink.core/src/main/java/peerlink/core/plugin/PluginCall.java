package peerlink.core.plugin;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;

/**
 * Calls a plugin's code, on a platform thread of its own and for a limited time: code that never
 * waits would keep a virtual thread's carrier from the node. It is the one place where a plugin's
 * exception becomes a reason.
 */
final class PluginCall {
    private static final System.Logger LOGGER = System.getLogger(PluginCall.class.getName());

    private static final int MAX_REASON = 300;

    /** The code to call. */
    @FunctionalInterface
    interface Body<T> {
        T call() throws Exception;
    }

    private PluginCall() {}

    /**
     * Calls the body and waits for it. Interrupts it when it takes too long or when the caller is
     * interrupted; a body that goes on all the same is left behind.
     *
     * @param thread the thread's name
     * @param loader the context class loader, or null for PeerLink's own
     * @throws PluginException if the body throws anything at all, or takes too long
     */
    static <T> T run(String thread, @Nullable ClassLoader loader, Duration limit, Body<T> body)
            throws PluginException, InterruptedException {
        FutureTask<T> task =
                new FutureTask<>(
                        () -> {
                            try {
                                return body.call();
                            } catch (Throwable e) {
                                // here: the plugin's code may compute the message
                                throw new PluginException(reason(e));
                            }
                        });
        Thread running = thread(thread, loader, task);
        running.start();
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PluginException failed) {
                throw failed;
            }
            throw new IllegalStateException("not wrapped", e);
        } catch (TimeoutException e) {
            throw new PluginException("did not answer within " + seconds(limit), e);
        } finally {
            if (!task.isDone()) {
                running.interrupt();
            }
        }
    }

    /** Returns a thread for a plugin's code. */
    static Thread thread(String name, @Nullable ClassLoader loader, Runnable task) {
        Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(task);
        thread.setContextClassLoader(loader != null ? loader : PluginCall.class.getClassLoader());
        return thread;
    }

    /** Returns the name of a thread that runs a plugin's code. */
    static String name(String plugin, String deed) {
        return "peerlink plugin-" + plugin + " " + deed;
    }

    /** Returns the reason in one line, and writes the rest to the log. */
    static String reason(Throwable thrown) {
        try {
            LOGGER.log(System.Logger.Level.DEBUG, "thrown by a plugin", thrown);
            Throwable root = thrown;
            while (isWrapper(root) && root.getCause() != null) {
                root = root.getCause();
            }
            String message = root.getMessage();
            boolean isWorded =
                    root instanceof PluginException || root instanceof BadSettingException;
            if (isWorded && message != null) {
                return line(message);
            }
            String name = root.getClass().getSimpleName();
            return line(
                    message == null || Printable.isBlank(message) ? name : name + ": " + message);
        } catch (Throwable e) {
            return "threw " + thrown.getClass().getName();
        }
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof java.util.ServiceConfigurationError
                || thrown instanceof ExceptionInInitializerError
                || thrown instanceof ExecutionException
                || thrown instanceof java.lang.reflect.InvocationTargetException;
    }

    private static String line(String text) {
        String firstLine = text.lines().findFirst().orElse("");
        return Printable.line(
                firstLine.length() <= MAX_REASON
                        ? firstLine
                        : firstLine.substring(0, MAX_REASON) + "…");
    }

    private static String seconds(Duration limit) {
        return limit.toMillis() % 1000 == 0
                ? limit.toSeconds() + " seconds"
                : limit.toMillis() + " ms";
    }
}
