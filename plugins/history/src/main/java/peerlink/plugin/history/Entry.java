package peerlink.plugin.history;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * One message as the file keeps it: a line of five fields with tabs between them, in UTF-8.
 *
 * <pre>
 *   2026-11-22T18:43:55.123Z ⇥ &lt; ⇥ PEERID ⇥ bob ⇥ text
 * </pre>
 *
 * {@code <} was received, {@code >} was sent. In the text, {@code \\}, {@code \n}, {@code \r} and {@code \t} stand for a
 * backslash, a line feed, a carriage return and a tab, so that a message is always one line.
 *
 * @param time when it arrived, or when its acknowledgement did, by this node's clock
 * @param direction which way it went
 * @param peer the other side
 * @param name the other side's name at that time
 * @param text what was said
 */
record Entry(Instant time, Direction direction, PeerId peer, PeerName name, String text) {
    enum Direction {
        RECEIVED("<"),
        SENT(">");

        private final String mark;

        Direction(String mark) {
            this.mark = mark;
        }
    }

    private static final int FIELDS = 5;

    /** Returns the line, without its line feed. */
    String toLine() {
        return String.join(
                "\t",
                time.truncatedTo(ChronoUnit.MILLIS).toString(),
                direction.mark,
                peer.text(),
                name.text(),
                escape(text));
    }

    /** Reads a line; empty if it is not one that {@link #toLine} writes, such as the torn end of a file. */
    static Optional<Entry> parse(String line) {
        String[] fields = line.split("\t", FIELDS);
        if (fields.length != FIELDS
                || !PeerId.isPeerId(fields[2])
                || !PeerName.isPeerName(fields[3])) {
            return Optional.empty();
        }
        Direction direction;
        if (fields[1].equals(Direction.RECEIVED.mark)) {
            direction = Direction.RECEIVED;
        } else if (fields[1].equals(Direction.SENT.mark)) {
            direction = Direction.SENT;
        } else {
            return Optional.empty();
        }
        Instant time;
        try {
            time = Instant.parse(fields[0]);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        return Optional.of(
                new Entry(
                        time,
                        direction,
                        new PeerId(fields[2]),
                        new PeerName(fields[3]),
                        unescape(fields[4])));
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
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
