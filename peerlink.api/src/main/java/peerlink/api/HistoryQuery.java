package peerlink.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Asks a {@link History} for lines.
 *
 * @param words words that the text has, all of them, in any order and case; 32 at most
 * @param peer the peer of the conversation; empty for all
 * @param before the time before which the lines are; empty for the newest of all
 * @param limit the most lines, 1 to {@value #MAX_LIMIT}
 */
public record HistoryQuery(
        List<String> words, Optional<PeerId> peer, Optional<Instant> before, int limit) {
    /** The most lines of an answer. */
    public static final int MAX_LIMIT = 1000;

    private static final int MAX_WORDS = 32;

    public HistoryQuery {
        words = List.copyOf(words);
        if (words.size() > MAX_WORDS) {
            throw new IllegalArgumentException(
                    "too many words: %d (at most %d)".formatted(words.size(), MAX_WORDS));
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "not a number of lines: %d (1 to %d)".formatted(limit, MAX_LIMIT));
        }
    }

    /** Asks for the newest lines. */
    public static HistoryQuery newest(int limit) {
        return new HistoryQuery(List.of(), Optional.empty(), Optional.empty(), limit);
    }

    /** Asks for those of the conversation with a peer alone. */
    public HistoryQuery with(PeerId peer) {
        return new HistoryQuery(words, Optional.of(peer), before, limit);
    }

    /** Asks for those that have all these words. */
    public HistoryQuery having(List<String> words) {
        return new HistoryQuery(words, peer, before, limit);
    }

    /** Asks for those before a time. */
    public HistoryQuery before(Instant time) {
        return new HistoryQuery(words, peer, Optional.of(time), limit);
    }

    /** Leaves the words out: they are somebody's. */
    @Override
    public String toString() {
        return "HistoryQuery[%d words, %s, %s, %d]".formatted(words.size(), peer, before, limit);
    }
}
