package peerlink.cli.repl;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peerlink.api.HistoryLine;

/**
 * The messages that a chat begins with.
 *
 * @param pieces the messages to show, the oldest first
 * @param fresh the number of those at the end that are new
 * @param since the time since which these are new; empty if none are
 */
record ChatBeginning(List<Piece> pieces, int fresh, Optional<Instant> since) {
    /** Returns the time of a message: that of writing for the user's own, as when it was typed. */
    static Instant time(HistoryLine line) {
        return line.isSent() ? line.written().orElse(line.time()) : line.time();
    }

    /** One message. */
    sealed interface Piece {
        Instant time();

        /** A message that was shown before, or would have been. */
        record Earlier(HistoryLine line) implements Piece {
            @Override
            public Instant time() {
                return ChatBeginning.time(line);
            }
        }

        /** An unread message. */
        record Unread(UnreadMessage message) implements Piece {
            @Override
            public Instant time() {
                return message.at();
            }
        }
    }
}
