package peerlink.core.exchange;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.core.store.MessageStore;

/** Does for an {@link Exchange} what it can't do itself. Called under the session's lock; nothing here may block, or call the exchange. */
public interface ExchangePort {
    /** Has the store make a change; {@code done} is called later, under the session's lock. */
    void apply(MessageStore.Change change, Consumer<@Nullable IOException> done);

    /** There may be something to {@linkplain Exchange#next write} on the link. */
    void wake(LinkState link);

    /** Ends a link; {@link Exchange#ended} is called later. */
    void end(LinkState link, String reason);

    /** Opens a link; {@link Exchange#opened} and {@link Exchange#dialSettled} are called later. */
    void dial();

    /** A message of ours is on disk. */
    void kept(OutgoingMessage outgoing);

    /**
     * The peer has these messages of ours. They are dropped from the store with a {@link MessageStore.Change.Settle} up to
     * {@code seq}.
     */
    void delivered(List<OutgoingMessage> outgoing, long seq);

    /** A message of ours won't be delivered. */
    void failed(OutgoingMessage outgoing, IOException reason);
}
