package peerlink.registry.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;

/**
 * Calls the listeners of a directory on one thread, in order. A thread that posts waits while too
 * many events wait, so a listener that is too slow holds up the directory's reader and at last the
 * server.
 */
final class Watchers {
    private static final System.Logger LOG = System.getLogger(Watchers.class.getName());
    private static final int MAX_QUEUED = 10_000;

    private record Post(List<Consumer<DirectoryEvent>> listeners, List<DirectoryEvent> events) {}

    private final UnaryOperator<Peer> newest;
    private final List<Consumer<DirectoryEvent>> listeners = new ArrayList<>();
    private final ArrayDeque<Post> queue = new ArrayDeque<>();
    private int queued;
    private boolean isRunning;
    private boolean isClosed;

    /**
     * @param newest returns the peer as it is known when its event is told: another directory of
     *     the discovery, with a thread of its own, may have told a newer record meanwhile
     */
    Watchers(UnaryOperator<Peer> newest) {
        this.newest = newest;
    }

    synchronized boolean isEmpty() {
        return listeners.isEmpty();
    }

    /** Adds a listener, which hears first the events given and then all that are posted. */
    synchronized void add(Consumer<DirectoryEvent> listener, List<DirectoryEvent> first) {
        listeners.add(listener);
        enqueue(new Post(List.of(listener), first));
    }

    synchronized void remove(Consumer<DirectoryEvent> listener) {
        listeners.remove(listener);
    }

    /** Posts the events to every listener. */
    synchronized void post(List<DirectoryEvent> events) {
        if (!events.isEmpty() && !listeners.isEmpty()) {
            enqueue(new Post(List.copyOf(listeners), events));
        }
    }

    /**
     * Waits while too many events wait; to be called without a lock that {@link #add} or a listener
     * may need.
     */
    synchronized void awaitRoom() throws InterruptedException {
        while (queued > MAX_QUEUED && !isClosed) {
            wait();
        }
    }

    /** Calls no listener any more. */
    synchronized void close() {
        isClosed = true;
        queue.clear();
        notifyAll();
    }

    private void enqueue(Post post) {
        if (isClosed) {
            return;
        }
        queue.add(post);
        queued += post.events.size();
        if (!isRunning) {
            isRunning = true;
            Thread.ofVirtual().name("peerlink directory-teller").start(this::run);
        }
    }

    private void run() {
        for (Post post = next(); post != null; post = next()) {
            for (DirectoryEvent event : post.events) {
                post.listeners.forEach(listener -> tell(listener, event));
            }
        }
    }

    /** Takes the next post; with none left, the thread ends until there is one again. */
    private synchronized @Nullable Post next() {
        Post post = queue.poll();
        if (post == null) {
            isRunning = false;
        } else {
            queued -= post.events.size();
            notifyAll();
        }
        return post;
    }

    private void tell(Consumer<DirectoryEvent> listener, DirectoryEvent event) {
        if (!isWatching(listener)) {
            return;
        }
        try {
            listener.accept(
                    event instanceof DirectoryEvent.Appeared(Peer peer)
                            ? new DirectoryEvent.Appeared(newest.apply(peer))
                            : event);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a listener of the directory failed", e);
        }
    }

    private synchronized boolean isWatching(Consumer<DirectoryEvent> listener) {
        return !isClosed && listeners.contains(listener);
    }
}
