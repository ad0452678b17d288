package peerlink.api;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A message on its way. */
public interface Delivery {
    /** Returns the message. */
    Message message();

    /**
     * Completes when the peer has acknowledged the message, or exceptionally, with an {@link IOException}, when that can
     * no longer happen. Dependents run on a thread of the node and must not block.
     */
    CompletionStage<Void> acknowledged();

    /**
     * Waits for the acknowledgement.
     *
     * @throws PeerUnavailableException if it doesn't come in time
     * @throws IOException if it can no longer come
     */
    void await(Duration timeout) throws IOException, InterruptedException;
}
