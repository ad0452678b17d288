package peerlink.core.store;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.core.model.EventSink;
import peerlink.core.model.NodeEvent;
import peerlink.core.profile.PlaceWatch;

/** Tells the user once that the store can't keep messages, and again only after it could. */
public final class ReportingStore extends ForwardingStore {
    private final EventSink events;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicBoolean lost = new AtomicBoolean();

    public ReportingStore(MessageStore store, EventSink events) {
        super(store);
        this.events = events;
    }

    /** Checks that the store's file is in its place. */
    public void look() {
        try {
            requireInPlace();
            lost.set(false);
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public void apply(Change change, Committer committer, Consumer<@Nullable IOException> done) {
        super.apply(
                change,
                committer,
                failure -> {
                    if (failure == null) {
                        failing.set(false);
                    } else {
                        failed(failure);
                    }
                    done.accept(failure);
                });
    }

    private void failed(IOException failure) {
        // a full disk before must not hide that the file is gone
        AtomicBoolean told = failure instanceof PlaceWatch.LostFileException ? lost : failing;
        if (!told.getAndSet(true)) {
            events.post(new NodeEvent.StoreFailed(Printable.reason(failure)));
        }
    }
}
