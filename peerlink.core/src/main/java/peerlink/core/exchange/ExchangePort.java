package peerlink.core.exchange;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.core.store.MessageStore;

/**
 * Carries out the decisions of an {@link Exchange}. Called under the session's lock; no method may
 * block, or call the exchange.
 */
public interface ExchangePort {
    /** Starts a change of the store; {@code done} is called later, under the session's lock. */
    void apply(MessageStore.Change change, Consumer<@Nullable IOException> done);

    /** Wakes the writer of a link, as there may be frames to {@linkplain Exchange#next write}. */
    void wake(LinkState link);

    /** Ends a link; {@link Exchange#ended} is called later. */
    void end(LinkState link, String reason);

    /** Opens a link; {@link Exchange#opened} and {@link Exchange#dialSettled} are called later. */
    void dial();

    /**
     * Opens a direct link beside one over a relay; {@link Exchange#opened}, if it succeeds, and
     * {@link Exchange#upgradeSettled} are called later.
     */
    void upgrade();

    /** Tells that a message of ours is on disk. */
    void kept(OutgoingMessage outgoing);

    /**
     * Tells that the peer has these messages of ours. A {@link MessageStore.Change.Settle} up to
     * {@code seq} drops them from the store.
     */
    void delivered(List<OutgoingMessage> outgoing, long seq);

    /** Returns the time of the wall clock. */
    Instant time();

    /** Tells that a message of ours will not be delivered. */
    void failed(OutgoingMessage outgoing, IOException reason);
}
