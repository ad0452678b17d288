package peerlink.registry.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.RefusedException;
import peerlink.api.Registration;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.Change;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.SignedRecord;

/**
 * Keeps the listeners of a directory up to date: after each connect it asks for the changes that it
 * has missed, or if the server can't tell them, for the list, and puts the two together. Safe for
 * use by several threads.
 */
final class DirectoryWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DirectoryWatch.class.getName());

    private static final Duration LISTING = Duration.ofSeconds(30);

    /** The longest time until it looks again if there is nothing to do. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final RecordCheck check;
    private final RandomGenerator random;
    private final Watchers watchers;

    /** Guards the view, and the order in which its events are posted. */
    private final Object lock = new Object();

    private final DirectoryView view = new DirectoryView();

    /** The state of the link, and the reason if there is none; null before the first try. */
    private @Nullable DirectoryEvent state;

    /** The last change in the view; null before the first. */
    private @Nullable Cursor cursor;

    /** True if the view, up to the cursor, is complete; if not, the list is to be read. */
    private boolean isComplete;

    // the keeper's thread alone uses these
    private @Nullable RegistryLink watched;
    private @Nullable RegistryLink refusedOn;
    private @Nullable RegistryLink untimelyOn;
    private boolean wasRegistered;
    private RequestDeadline again = RequestDeadline.in(Duration.ZERO);
    private int refusals;

    DirectoryWatch(RecordCheck check, RandomGenerator random) {
        this.check = check;
        this.watchers = new Watchers(check::newest);
        this.random = random;
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

    /** Posts that the server has declined this node's registration, or grants it again. */
    void registration(DirectoryEvent event) {
        watchers.post(List.of(event));
    }

    /**
     * Begins to watch on a new link, or on one that refused it for want of a registration, or for
     * the time being.
     *
     * @return the time until there may be something to do again
     */
    Duration tend(RegistryLink link, boolean isRegistered) throws IOException {
        if (watchers.isEmpty() || !isWorthTrying(link, isRegistered) || isWatching(link)) {
            return IDLE;
        }
        if (again.left().isPositive()) {
            return again.left();
        }
        try {
            if (watched == link || !resume(link)) {
                list(link);
            }
            watched = link;
            refusals = 0;
        } catch (RecordCheck.UntimelyException e) {
            // another try would end the same way, and nobody is gone for that
            LOG.log(System.Logger.Level.WARNING, "{0}", e.getMessage());
            watched = link;
            untimelyOn = link;
        } catch (RefusedException e) {
            LOG.log(System.Logger.Level.DEBUG, "not watching: {0}", e.getMessage());
            if (e.retryAfter().isPresent()) {
                again =
                        RequestDeadline.in(
                                Backoff.DECLINED.delay(refusals, Reconnect.asked(e), random));
                refusals++;
                return again.left();
            }
            refusedOn = link;
            wasRegistered = isRegistered;
        }
        return IDLE;
    }

    /** Posts a signal of another peer; waits while the listeners lag behind. */
    void signalled(DirectoryEvent.Signalled event) {
        watchers.post(List.of(event));
        awaitRoom();
    }

    private void awaitRoom() {
        try {
            watchers.awaitRoom();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isWorthTrying(RegistryLink link, boolean isRegistered) {
        return refusedOn != link || isRegistered && !wasRegistered;
    }

    private boolean isWatching(RegistryLink link) {
        return watched == link && (isUpToDate() || untimelyOn == link);
    }

    /** Takes a notice of changes; waits while the listeners lag behind. */
    void changed(Answer notice) {
        switch (notice) {
            case Answer.Changes(List<Change> changes, Cursor next) -> {
                changes.forEach(this::take);
                advance(next);
            }
            case Answer.Resync(Cursor now) -> missed(now);
            default -> throw new IllegalArgumentException("no notice of changes: " + notice);
        }
        awaitRoom();
    }

    /**
     * Goes on with changes from the cursor; returns false if there are too many, or something is
     * missing.
     */
    private boolean resume(RegistryLink link) throws IOException {
        Cursor after;
        synchronized (lock) {
            after = isComplete ? cursor : null;
        }
        return switch (link.request(new Request.Watch(after), Duration.ofSeconds(5))) {
            case Answer.Watching(Cursor same) -> {
                advance(same);
                yield true;
            }
            case Answer.Resync(Cursor now) -> {
                missed(now);
                yield false;
            }
            case Answer.Failure failure -> throw failure.refused();
            case Answer other -> throw other.unexpected();
        };
    }

    private void list(RegistryLink link) throws IOException {
        synchronized (lock) {
            view.begin();
            // a resync that comes from now on counts: it makes the view incomplete again
            isComplete = true;
        }
        boolean isListed = false;
        try {
            Pages.read(link, check, RequestDeadline.in(LISTING), this::listed);
            synchronized (lock) {
                watchers.post(view.complete());
            }
            isListed = true;
        } finally {
            synchronized (lock) {
                view.stop();
                isComplete &= isListed;
            }
        }
    }

    private void take(Change change) {
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

    private boolean isUpToDate() {
        synchronized (lock) {
            return isComplete;
        }
    }

    private void advance(Cursor to) {
        synchronized (lock) {
            // the answer to a request may be taken after changes that came behind it
            if (cursor == null || !cursor.isAtLeast(to)) {
                cursor = to;
            }
        }
    }

    private void missed(Cursor now) {
        synchronized (lock) {
            isComplete = false;
        }
        advance(now);
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

    /** Posts a change of the link's state; the same failure again is no change. */
    private void post(DirectoryEvent event) {
        synchronized (lock) {
            if (!event.equals(state)) {
                state = event;
                watchers.post(List.of(event));
            }
        }
    }
}
