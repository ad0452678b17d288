package peerlink.cli.repl;

import static peerlink.cli.text.Line.Tone.DIM;
import static peerlink.cli.text.Line.Tone.OWN;
import static peerlink.cli.text.Line.Tone.PLAIN;
import static peerlink.cli.text.Line.Tone.WARNING;

import java.util.List;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.UntrustedPeerException;
import peerlink.cli.program.Failures;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Glyphs;
import peerlink.cli.text.Line;

/**
 * The words and marks of a line that the user sends, in each state of its delivery. A line that can
 * still change has its mark; of one that can't, a line below tells.
 *
 * @param typedAt the time as it stands before the message, with a blank behind it, or empty
 * @param self the user's own name
 * @param peer the peer's present name
 */
record OutgoingLook(String typedAt, PeerName self, PeerName peer, String text) {
    OutgoingLook to(PeerName renamed) {
        return new OutgoingLook(typedAt, self, renamed, text);
    }

    /** Returns the line without a mark. */
    Line plain() {
        return Line.dim(typedAt)
                .and(OWN, EventLines.direction(self, peer))
                .and(PLAIN, ":" + EventLines.said(text));
    }

    /**
     * Returns the line that waits.
     *
     * @param isStored whether it waits on the disk, and so gets its mark
     * @param because the reason; empty if none is shown
     */
    Line pending(boolean isStored, String because) {
        Line line = isStored ? plain().and(DIM, " " + Glyphs.PENDING) : plain();
        return because.isEmpty() ? line : line.and(DIM, "\n      " + because);
    }

    /** Returns a line that tells below why the message waits. */
    Line waits(String because) {
        return Line.dim(Glyphs.PENDING + " waiting for " + peer + ": " + because);
    }

    /** Returns the line that has been delivered. */
    Line delivered() {
        return plain().and(DIM, " " + Glyphs.DELIVERED);
    }

    /** Returns a line that tells below of the delivery. */
    Line deliveredBelow() {
        return Line.dim(Glyphs.DELIVERED + " delivered to " + peer + excerpt());
    }

    /**
     * Returns the line that has failed, and the reason below it.
     *
     * @param isStored whether the message had been on the disk
     */
    Line failed(boolean isStored, Throwable failure) {
        String fate = isStored ? " not delivered to " : " not sent to ";
        Line below =
                Line.warning(Glyphs.FAILED + fate + peer)
                        .and(WARNING, ": ")
                        .and(reason(isStored, failure));
        return Line.below(List.of(plain().and(WARNING, " " + Glyphs.FAILED), below));
    }

    /** Returns a line that tells below of the failure. */
    Line failedBelow(boolean isStored, Throwable failure) {
        return Line.warning(Glyphs.FAILED + " not delivered to " + peer + excerpt())
                .and(WARNING, " (")
                .and(reason(isStored, failure))
                .and(WARNING, ")");
    }

    private static Line reason(boolean isStored, Throwable failure) {
        Line reason = Line.warning(Failures.message(failure));
        if (failure instanceof UntrustedPeerException) {
            return reason.and(DIM, "  /contacts shows how far each key is trusted");
        }
        return isStored ? reason : reason.and(DIM, "  the Up key brings the line back");
    }

    private String excerpt() {
        return ": " + Printable.preview(text);
    }
}
