package peerlink.api;

import java.io.IOException;

/** Exchanges messages with one peer. Safe for use by several threads. */
public interface Conversation {
    /**
     * Returns the peer, under the name by which this node knows it now: the user may call it
     * otherwise a moment later.
     */
    Peer peer();

    /**
     * Sends a message, after those sent before; connects if need be, and keeps it while the peer is
     * away. Returns at once, before the message is {@linkplain Delivery#stored on disk}; blocks
     * while many are on their way to a peer that is there.
     *
     * @param type see {@link Message#type}
     * @param content at most {@link Message#MAX_CONTENT} bytes, {@link Message#MAX_TEXT} for text
     * @throws IllegalArgumentException if type or content break those limits
     * @throws UntrustedPeerException if the peer is blocked or its identity has changed
     * @throws PeerUnavailableException if the peer is this node itself
     * @throws IOException if too many messages wait for the peer already
     */
    Delivery send(String type, Bytes content) throws IOException;

    /** Sends chat text; see {@link #send}. */
    default Delivery sendText(String text) throws IOException {
        return send(Message.TEXT, Bytes.utf8(text));
    }
}
