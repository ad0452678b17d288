package peerlink.core.model;

import java.time.Instant;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * The first message of a peer that is no contact. It waits until the user accepts or blocks the
 * peer.
 *
 * @param message text of at most {@value #MAX_TEXT} bytes; {@link Message#text} is safe to show
 * @param name the name by which the user decides on it: the claimed one, or a stand-in name while
 *     another peer goes by that
 * @param claimed the name that the peer claims
 * @param receivedAt the time, by this node's clock
 */
public record ContactRequest(Message message, PeerName name, PeerName claimed, Instant receivedAt) {
    /** The longest text of a request, in bytes of UTF-8. */
    public static final int MAX_TEXT = 4096;

    /** Returns the id of the author, as the link proved. */
    public PeerId from() {
        return message.from();
    }

    /**
     * Tells whether the claimed name is another peer's as well, so that it must not be shown as if
     * it were this peer's.
     */
    public boolean isNameTaken() {
        return !name.equals(claimed);
    }
}
