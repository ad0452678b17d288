package peerlink.core.exchange;

import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

/**
 * The stream that our messages to one peer belong to. One that follows another is used only when it is kept: were it used and
 * forgotten, what it has carried would come again. Not safe for use by several threads: the session's lock guards it.
 */
final class SendStream {
    /** Told what has become of a new stream. */
    interface Listener {
        void kept();

        void notKept(IOException failure);
    }

    private final PeerId peer;
    private final ExchangePort port;
    private final RandomGenerator random;
    private final Listener listener;
    private @Nullable StreamId id;
    private boolean isUnkept;
    private boolean isKeeping;

    /**
     * @param kept the stream that the store has, if any
     */
    SendStream(
            PeerId peer,
            @Nullable StreamId kept,
            ExchangePort port,
            RandomGenerator random,
            Listener listener) {
        this.peer = peer;
        this.id = kept;
        this.port = port;
        this.random = random;
        this.listener = listener;
    }

    /** Returns it; the first one is kept with its first message. */
    StreamId id() {
        if (id == null) {
            id = StreamId.random(random);
        }
        return id;
    }

    /** Tells whether it may be named to the peer. */
    boolean isUsable() {
        return !isUnkept;
    }

    /** Begins another one, in which messages are numbered anew. */
    void restart() {
        id = StreamId.random(random);
        keep(id);
    }

    /** Tries again to keep it, if that has failed. */
    void retry() {
        if (isUnkept && !isKeeping) {
            keep(id());
        }
    }

    private void keep(StreamId fresh) {
        isUnkept = true;
        isKeeping = true;
        port.apply(
                new MessageStore.Change.Restart(peer, fresh),
                failure -> {
                    if (fresh.equals(id)) {
                        settled(failure);
                    }
                });
    }

    private void settled(@Nullable IOException failure) {
        isKeeping = false;
        if (failure == null) {
            isUnkept = false;
            listener.kept();
        } else {
            listener.notKept(failure);
        }
    }
}
