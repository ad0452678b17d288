package peerlink.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.RefusedException;
import peerlink.api.Registration;

/**
 * Keeps the listeners of a directory up to date: after each connect it asks for changes and then for the list, and puts the
 * two together. Safe for use by several threads.
 */
final class DirectoryWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DirectoryWatch.class.getName());

    private static final Duration LISTING = Duration.ofSeconds(30);

    private final RecordCheck check;
    private final Watchers watchers = new Watchers();

    /** Guards the view, and that what comes of it is posted in the same order. */
    private final Object lock = new Object();

    private final DirectoryView view = new DirectoryView();

    /** Whether there is a link, and if not, why; null before the first try. */
    private @Nullable DirectoryEvent state;

    // the keeper's thread alone uses these
    private @Nullable RegistryLink watched;
    private @Nullable RegistryLink refusedOn;
    private boolean wasRegistered;

    DirectoryWatch(RecordCheck check) {
        this.check = check;
    }

    boolean isWanted() {
        return !watchers.isEmpty();
    }

    Registration add(Consumer<DirectoryEvent> listener) {
        // wrapped, so that one listener added twice is two
        Consumer<DirectoryEvent> own = listener::accept;
        synchronized (lock) {
            var first = new ArrayList<DirectoryEvent>();
            if (state != null) {
                first.add(state);
            }
            first.addAll(view.present());
            watchers.add(own, first);
        }
        return () -> watchers.remove(own);
    }

    @Override
    public void close() {
        watchers.close();
    }

    void connected() {
        post(new DirectoryEvent.Connected());
    }

    void lost(String reason) {
        post(new DirectoryEvent.Disconnected(reason));
    }

    /** Begins to watch on a new link, or on one that refused it for want of a registration. */
    void tend(RegistryLink link, boolean isRegistered) throws IOException {
        boolean isWorthTrying = refusedOn != link || isRegistered && !wasRegistered;
        if (watched == link || watchers.isEmpty() || !isWorthTrying) {
            return;
        }
        synchronized (lock) {
            view.begin();
        }
        try {
            Deadline deadline = Deadline.in(LISTING);
            link.requestDone(new Request.Watch(), Duration.ofSeconds(5));
            RegistryDirectory.pages(link, check, deadline, this::listed);
            synchronized (lock) {
                watchers.post(view.complete());
            }
            watched = link;
        } catch (RecordCheck.UntimelyException e) {
            // another try would end the same way, and nobody is gone for that
            LOG.log(System.Logger.Level.WARNING, "{0}", e.getMessage());
            watched = link;
        } catch (RefusedException e) {
            LOG.log(System.Logger.Level.DEBUG, "not watching: {0}", e.getMessage());
            refusedOn = link;
            wasRegistered = isRegistered;
        } finally {
            synchronized (lock) {
                view.stop();
            }
        }
    }

    /** Takes what the server tells; waits while the listeners lag behind. */
    void changed(List<Change> changes) {
        for (Change change : changes) {
            switch (change) {
                case Change.Came(SignedRecord record) ->
                        check.answer(peer -> true).believed(List.of(record)).forEach(this::came);
                case Change.Went(var id) -> {
                    synchronized (lock) {
                        watchers.post(view.went(id));
                    }
                }
            }
        }
        try {
            watchers.awaitRoom();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void came(Peer peer) {
        synchronized (lock) {
            watchers.post(view.came(peer));
        }
    }

    private void listed(List<Peer> page) {
        synchronized (lock) {
            watchers.post(view.listed(page));
        }
    }

    /** Posts a change of the link's state; the same failure again is no news. */
    private void post(DirectoryEvent event) {
        synchronized (lock) {
            if (!event.equals(state)) {
                state = event;
                watchers.post(List.of(event));
            }
        }
    }
}
