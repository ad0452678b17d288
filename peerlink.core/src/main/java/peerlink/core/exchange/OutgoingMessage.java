package peerlink.core.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.RefusedException;
import peerlink.core.model.NodeEndedException;
import peerlink.core.store.ElapsedTime;
import peerlink.core.store.MessageStore;

/**
 * A message of our own, until its peer has it. The session's lock guards its mutable state, except
 * for the two stages.
 */
public final class OutgoingMessage implements Delivery {
    private final long seq;
    private final Message message;
    private final long queuedAt;
    private final boolean restored;
    private final CompletableFuture<Void> stored = new CompletableFuture<>();
    private final CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    private final DeliveryEvent event = new DeliveryEvent();
    private boolean kept;
    private boolean sent;

    // set by the caller that lets the delivery go
    private volatile boolean letGo;

    private OutgoingMessage(long seq, Message message, long queuedAt, boolean restored) {
        this.seq = seq;
        this.message = message;
        this.queuedAt = queuedAt;
        this.restored = restored;
        this.kept = restored;
        event.begin();
    }

    /** Returns a new message. */
    static OutgoingMessage of(long seq, Message message, long queuedAt) {
        return new OutgoingMessage(seq, message, queuedAt, false);
    }

    /** Returns a message that an earlier run has kept. */
    static OutgoingMessage restored(MessageStore.Pending pending) {
        OutgoingMessage outgoing =
                new OutgoingMessage(pending.seq(), pending.message(), pending.queuedAt(), true);
        outgoing.stored.complete(null);
        return outgoing;
    }

    public long seq() {
        return seq;
    }

    /** Returns the time at which it was queued, as {@link ElapsedTime} counts. */
    public long queuedAt() {
        return queuedAt;
    }

    int size() {
        return message.content().size();
    }

    /** Tells whether it is from an earlier run, so that no caller holds it as a delivery. */
    boolean isRestored() {
        return restored;
    }

    /** Tells whether a caller holds it as a delivery and waits for its end. */
    public boolean isHeld() {
        return !restored && !letGo;
    }

    public void letGo() {
        letGo = true;
    }

    /** Tells whether it is on disk, and so may be sent. */
    boolean isKept() {
        return kept;
    }

    void markKept() {
        kept = true;
    }

    /** Tells whether this run has sent it. */
    public boolean isSent() {
        return sent;
    }

    /** Tells whether this or an earlier run may have sent it. */
    boolean mayHaveArrived() {
        return sent || restored;
    }

    void markSent() {
        sent = true;
    }

    @Override
    public Message message() {
        return message;
    }

    @Override
    public CompletionStage<Void> stored() {
        return stored.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> acknowledged() {
        return acknowledged.minimalCompletionStage();
    }

    @Override
    public void await(Duration timeout) throws IOException, InterruptedException {
        try {
            acknowledged.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new PeerUnavailableException(
                    "the message was not acknowledged within %.0f s"
                            .formatted(timeout.toMillis() / 1000.0),
                    e);
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case RefusedException refused -> refused;
                case NodeEndedException ended -> ended;
                case null -> new IOException(e);
                case Throwable cause -> new IOException(Printable.reason(cause), cause);
            };
        }
    }

    /** Tells the callers that wait for it that it is on disk. */
    public void tellStored() {
        stored.complete(null);
    }

    /** Tells the callers that wait for it that the peer has it. */
    public void tellDelivered() {
        event.delivered(message, isRestored());
        stored.complete(null);
        acknowledged.complete(null);
    }

    /** Tells the callers that wait for it that it will not be delivered. */
    public void tellFailed(IOException reason) {
        stored.completeExceptionally(reason);
        acknowledged.completeExceptionally(reason);
    }
}
