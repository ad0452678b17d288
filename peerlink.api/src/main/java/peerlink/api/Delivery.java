package peerlink.api;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Follows a message on its way: first it is kept on this node's disk, then it is sent, until the
 * peer has it.
 */
public interface Delivery {
    /** Returns the message. */
    Message message();

    /**
     * Completes when the message is on this node's disk: from then on it is delivered once, even if
     * either side is restarted in between, unless it expires, is cancelled, or the peer refuses it.
     * Completes exceptionally, with an {@link IOException}, if it can't be kept; then it is not
     * sent either. Dependents run on a thread of the node and must not block.
     */
    CompletionStage<Void> stored();

    /**
     * Completes when the peer has acknowledged the message, or exceptionally, with an
     * {@link IOException}, when that can no longer happen. Dependents run on a thread of the node
     * and must not block.
     */
    CompletionStage<Void> acknowledged();

    /**
     * Waits for the acknowledgement. The message goes on its way also if it doesn't come in time.
     *
     * @throws PeerUnavailableException if it doesn't come in time
     * @throws IOException if it can no longer come
     */
    void await(Duration timeout) throws IOException, InterruptedException;
}
