package peerlink.plugin.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.regex.Pattern;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.plugin.history.store.Entry;

/** Writes messages for people and for programs. */
final class HistoryTranscript {
    /** Sets off further lines; by a tab stop, so that columns made with tabs stay columns. */
    private static final String INDENT = "\n        ";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    /** To the millisecond, always with three digits, as all times in PeerLink's JSON. */
    private static final DateTimeFormatter JSON_TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /** The characters that mean something in CommonMark, and those of HTML. */
    private static final Pattern MARKDOWN = Pattern.compile("[\\\\`*_{}\\[\\]<>()#+.!|~&-]");

    private final ZoneId zone;

    HistoryTranscript(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * Returns a line of the chat, and indented ones if the text has several.
     *
     * @param name the peer's name now
     * @param text the text, perhaps with marks
     */
    String line(Entry entry, PeerName name, String text) {
        return "%s %s%s: %s"
                .formatted(
                        time(entry.receivedAt()),
                        who(entry, name),
                        entry.written().map(at -> " (written " + time(at) + ")").orElse(""),
                        Printable.lines(text).replace("\n", INDENT));
    }

    /** Returns an item of a list in CommonMark. */
    String markdown(Entry entry, PeerName name) {
        String text =
                MARKDOWN.matcher(Printable.lines(entry.text()))
                        .replaceAll("\\\\$0")
                        .replace("\n", "\\\n  ");
        return "- %s **%s**: %s"
                .formatted(
                        MINUTE.format(entry.receivedAt().atZone(zone)),
                        MARKDOWN.matcher(who(entry, name)).replaceAll("\\\\$0"),
                        text);
    }

    LocalDate day(Entry entry) {
        return entry.receivedAt().atZone(zone).toLocalDate();
    }

    /** Returns a line of JSON, in ASCII, which has every character of the text. */
    String json(Entry entry, PeerName name) {
        StringBuilder json = new StringBuilder(entry.text().length() + 200);
        field(json, "time", JSON_TIME.format(entry.receivedAt()));
        field(
                json,
                "direction",
                entry.direction() == Entry.Direction.RECEIVED ? "received" : "sent");
        field(json, "peer", entry.peer().text());
        field(json, "name", name.text());
        field(json, "text", entry.text());
        entry.sentAt().ifPresent(at -> field(json, "sentAt", JSON_TIME.format(at)));
        field(json, "receivedAt", JSON_TIME.format(entry.receivedAt()));
        return json.append('}').toString();
    }

    private static void field(StringBuilder json, String name, String value) {
        json.append(json.isEmpty() ? '{' : ',').append('"').append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    private static String who(Entry entry, PeerName name) {
        return switch (entry.direction()) {
            case RECEIVED -> name.text();
            case SENT -> "you → " + name;
        };
    }

    private String time(Instant time) {
        return TIME.format(time.atZone(zone));
    }
}
