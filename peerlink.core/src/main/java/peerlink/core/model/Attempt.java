package peerlink.core.model;

import java.time.Duration;
import peerlink.api.Address;
import peerlink.api.LinkInfo;

/**
 * Describes the try to reach a peer at one address, or by way of a directory that passes signals
 * on.
 *
 * @param address the peer's; of the scheme of a directory if that was asked to pass a signal on
 * @param detail the reason of a failure, one line for people; empty if there is none to tell
 * @param duration the time that it took; so far, if it is under way
 * @param path the way that was tried
 */
public record Attempt(
        Address address, Result result, String detail, Duration duration, LinkInfo.Path path) {
    /** The end of a try. */
    public enum Result {
        /** It is under way. */
        TRYING,
        /** The peer answered, and the link was made. */
        LINKED,
        /** The peer answered, and declined. */
        REFUSED,
        /** Another key answered: the peer is not there. */
        ANOTHER_KEY,
        /** Nobody answered, or nothing that could be understood. */
        FAILED,
        /** Another address was quicker, or the dial was over. */
        GIVEN_UP,
        /** The address was not tried. */
        SKIPPED
    }
}
