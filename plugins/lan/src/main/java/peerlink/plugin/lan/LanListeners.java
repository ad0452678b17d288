package peerlink.plugin.lan;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.DirectoryEvent;

/** Tells the events of a directory to its listeners, one after the other, on one thread. */
final class LanListeners {
    private static final System.Logger LOG = System.getLogger(LanListeners.class.getName());

    private record Post(Consumer<DirectoryEvent> listener, DirectoryEvent event) {}

    private final List<Consumer<DirectoryEvent>> listeners = new ArrayList<>();
    private final Queue<Post> posts = new ArrayDeque<>();
    private boolean isRunning;
    private boolean isClosed;

    /** Adds a listener, which hears first the events given and then all that are posted. */
    synchronized void add(Consumer<DirectoryEvent> listener, List<DirectoryEvent> first) {
        listeners.add(listener);
        first.forEach(event -> posts.add(new Post(listener, event)));
        run();
    }

    synchronized void remove(Consumer<DirectoryEvent> listener) {
        listeners.remove(listener);
    }

    /** Posts the events to every listener. Their number is bounded by {@link LanLimits}. */
    synchronized void post(List<? extends DirectoryEvent> events) {
        for (DirectoryEvent event : events) {
            listeners.forEach(listener -> posts.add(new Post(listener, event)));
        }
        run();
    }

    synchronized void close() {
        isClosed = true;
        posts.clear();
    }

    private void run() {
        if (!isRunning && !isClosed && !posts.isEmpty()) {
            isRunning = true;
            Thread.ofVirtual().name("peerlink lan-teller").start(this::tell);
        }
    }

    private void tell() {
        for (Post post = next(); post != null; post = next()) {
            try {
                post.listener.accept(post.event);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a listener of the local network failed", e);
            }
        }
    }

    /** Takes the next post; with none left, the thread ends until there is one again. */
    private synchronized @Nullable Post next() {
        Post post = posts.poll();
        while (post != null && !listeners.contains(post.listener)) {
            post = posts.poll();
        }
        isRunning = post != null;
        return post;
    }
}
