package peerlink.plugin.history.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * Reads one message of {@code messages.tsv}, in which earlier versions kept the history: a line of
 * five fields with tabs between them, in UTF-8, or six.
 *
 * <pre>
 *   2026-11-22T18:43:55.123Z ⇥ &lt; ⇥ PEERID ⇥ bob ⇥ text
 *   2026-11-22T18:43:55.123Z ⇥ &lt; ⇥ PEERID ⇥ bob ⇥ text ⇥ 2026-11-22T15:40:01.456Z
 * </pre>
 *
 * {@code <} marks a received message, {@code >} a sent one. In the text, {@code \\}, {@code \n},
 * {@code \r} and {@code \t} stand for a backslash, a line feed, a carriage return and a tab. The
 * last field is the time of writing, if that was long before.
 */
final class OldLine {
    private static final int FIELDS = 5;

    private OldLine() {}

    /**
     * Reads a line, without its line feed; empty if it is none of those, such as the torn end of a
     * file.
     *
     * @param number as for {@link Entry}
     */
    static Optional<Entry> parse(long number, String line) {
        String[] fields = line.split("\t", FIELDS + 1);
        if (fields.length < FIELDS
                || !PeerId.isPeerId(fields[2])
                || !PeerName.isPeerName(fields[3])
                || !fields[1].equals("<") && !fields[1].equals(">")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Entry(
                            number,
                            fields[1].equals("<") ? Entry.Direction.RECEIVED : Entry.Direction.SENT,
                            new PeerId(fields[2]),
                            new PeerName(fields[3]),
                            "",
                            unescape(fields[4]),
                            time(fields[0]),
                            fields.length > FIELDS
                                    ? Optional.of(time(fields[FIELDS]))
                                    : Optional.empty()));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Instant time(String text) {
        return Instant.ofEpochMilli(Instant.parse(text).toEpochMilli());
    }

    private static String unescape(String escaped) {
        StringBuilder text = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c != '\\' || i + 1 == escaped.length()) {
                text.append(c);
                continue;
            }
            char next = escaped.charAt(++i);
            switch (next) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                default -> text.append(next);
            }
        }
        return text.toString();
    }
}
