package peerlink.api;

import java.time.Instant;
import java.util.Optional;

/**
 * Holds one text message of a {@link History}.
 *
 * @param peer the other side
 * @param name the other side's name at that time
 * @param isSent whether it went to the peer, and did not come from it
 * @param time the time at which it came, or was acknowledged, by this node's clock
 * @param written the time of writing by its writer's clock, if that is long before
 * @param text the text, safe to show ({@link Printable#lines})
 */
public record HistoryLine(
        PeerId peer,
        PeerName name,
        boolean isSent,
        Instant time,
        Optional<Instant> written,
        String text) {
    public HistoryLine {
        text = Printable.lines(text);
    }

    /** Leaves the text out: it is somebody's words. */
    @Override
    public String toString() {
        return "HistoryLine[%s, %s]".formatted(peer, time);
    }
}
