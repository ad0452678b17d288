package peerlink.plugin.history;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * Holds one message in the form of the file: a line of five fields with tabs between them, in
 * UTF-8, or six.
 *
 * <pre>
 *   2026-11-22T18:43:55.123Z ⇥ &lt; ⇥ PEERID ⇥ bob ⇥ text
 *   2026-11-22T18:43:55.123Z ⇥ &lt; ⇥ PEERID ⇥ bob ⇥ text ⇥ 2026-11-22T15:40:01.456Z
 * </pre>
 *
 * {@code <} marks a received message, {@code >} a sent one. In the text, {@code \\}, {@code \n},
 * {@code \r} and {@code \t} stand for a backslash, a line feed, a carriage return and a tab, so
 * that a message is always one line.
 *
 * @param time the time of its arrival, or of its acknowledgement's, by this node's clock
 * @param direction the way that it went
 * @param peer the other side
 * @param name the other side's name at that time
 * @param text the text of the message
 * @param written the time of writing, by its writer's clock; only if that is long before the time
 */
record Entry(
        Instant time,
        Direction direction,
        PeerId peer,
        PeerName name,
        String text,
        Optional<Instant> written) {
    enum Direction {
        RECEIVED("<"),
        SENT(">");

        private final String mark;

        Direction(String mark) {
            this.mark = mark;
        }
    }

    /**
     * The delay from which on the time of writing is kept beside that of arrival: clocks differ by
     * less.
     */
    static final Duration LATE = Duration.ofMinutes(5);

    private static final int FIELDS = 5;

    /** Returns the time of writing, if it is long before the given time, and a time at all. */
    static Optional<Instant> written(Message message, Instant time) {
        return !message.isDated() || message.sentAt().isAfter(time.minus(LATE))
                ? Optional.empty()
                : Optional.of(message.sentAt().truncatedTo(ChronoUnit.MILLIS));
    }

    /** Returns the line, without its line feed. */
    String toLine() {
        return String.join(
                "\t",
                time.truncatedTo(ChronoUnit.MILLIS).toString(),
                direction.mark,
                peer.text(),
                name.text(),
                escape(text) + written.map(at -> "\t" + at).orElse(""));
    }

    /**
     * Reads a line; empty if it is not one that {@link #toLine} writes, such as the torn end of a
     * file.
     */
    static Optional<Entry> parse(String line) {
        String[] fields = line.split("\t", FIELDS + 1);
        if (fields.length < FIELDS
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
        Optional<Instant> written;
        try {
            time = Instant.parse(fields[0]);
            written =
                    fields.length > FIELDS
                            ? Optional.of(Instant.parse(fields[FIELDS]))
                            : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        return Optional.of(
                new Entry(
                        time,
                        direction,
                        new PeerId(fields[2]),
                        new PeerName(fields[3]),
                        unescape(fields[4]),
                        written));
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
