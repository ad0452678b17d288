package peerlink.api;

import java.io.IOException;

/** The exchange of messages with one peer. Safe for use by several threads. */
public interface Conversation {
    /** Returns the peer, under the name by which this node knows it. */
    Peer peer();

    /**
     * Sends a message, after those sent before. Connects if need be. Returns once the message is on its way; blocks while
     * too many are.
     *
     * @param type see {@link Message#type}
     * @param content at most {@link Message#MAX_CONTENT} bytes, {@link Message#MAX_TEXT} for text
     * @throws IllegalArgumentException if type or content break those limits
     * @throws UntrustedPeerException if the peer is blocked or its identity has changed
     * @throws IdentityMismatchException if another key answers at the peer's addresses
     * @throws PeerUnavailableException if the peer can't be reached
     */
    Delivery send(String type, Bytes content) throws IOException;

    /** Sends chat text; see {@link #send}. */
    default Delivery sendText(String text) throws IOException {
        return send(Message.TEXT, Bytes.utf8(text));
    }
}
