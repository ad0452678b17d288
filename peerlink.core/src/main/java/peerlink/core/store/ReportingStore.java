package peerlink.core.store;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.core.model.EventSink;
import peerlink.core.model.NodeEvent;
import peerlink.core.profile.PlaceWatch;

/** A store that tells the user once when it can't keep messages, and once more only after it could. */
public final class ReportingStore extends ForwardingStore {
    private final EventSink events;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicBoolean lost = new AtomicBoolean();

    public ReportingStore(MessageStore store, EventSink events) {
        super(store);
        this.events = events;
    }

    /** Looks whether it is in its place. */
    public void look() {
        try {
            requireInPlace();
            lost.set(false);
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public void apply(Change change, Consumer<@Nullable IOException> done) {
        super.apply(
                change,
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
        // a disk that was full before must not hide that the file is gone
        AtomicBoolean told = failure instanceof PlaceWatch.LostFileException ? lost : failing;
        if (!told.getAndSet(true)) {
            events.post(new NodeEvent.StoreFailed(Printable.reason(failure)));
        }
    }
}
