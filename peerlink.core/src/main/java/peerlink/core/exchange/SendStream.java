package peerlink.core.exchange;

import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

/**
 * Holds the stream of our messages to one peer. A new stream is used only once it is stored. If it
 * were used and forgotten, the messages that it has carried would come again. Not safe for use by
 * several threads: the session's lock guards it.
 */
final class SendStream {
    /** Learns whether a new stream could be stored. */
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
     * @param kept the stream in the store, if any
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

    /** Returns the stream's id. The first stream is stored with its first message. */
    StreamId id() {
        if (id == null) {
            id = StreamId.random(random);
        }
        return id;
    }

    /** Tells whether the stream may be named to the peer. */
    boolean isUsable() {
        return !isUnkept;
    }

    /** Begins another stream, in which messages are numbered anew. */
    void restart() {
        id = StreamId.random(random);
        keep(id);
    }

    /** Tries again to store the stream, if that has failed. */
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
