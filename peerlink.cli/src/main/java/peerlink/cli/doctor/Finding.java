package peerlink.cli.doctor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.text.Line;

/**
 * One line of the doctor's report.
 *
 * @param subject the part that it is about, one word
 * @param text what was found, one line
 * @param remedy the way to mend it, in which a command works as it stands; empty if there is none,
 *     or nothing to mend
 */
public record Finding(String subject, FindingVerdict verdict, String text, String remedy) {
    public Finding {
        text = Printable.line(text);
        remedy = Printable.line(remedy);
    }

    static Finding ok(String subject, String text) {
        return new Finding(subject, FindingVerdict.OK, text, "");
    }

    /** Returns the finding for people: a row, and a second one with the remedy if there is one. */
    public String row() {
        return line().text();
    }

    /** Returns the finding as {@link #row} does, for a screen: it does not break the command. */
    public Line line() {
        Line row = Line.plain("%-7s %-10s %s".formatted(verdict.word(), subject, text));
        return remedy.isEmpty()
                ? row
                : row.and(Line.Tone.PLAIN, "\n%-18s remedy: ".formatted(""))
                        .and(Line.advice(Line.Tone.PLAIN, remedy));
    }

    /** Returns the finding as the fields of a JSON object. */
    public Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("subject", subject);
        fields.put("verdict", verdict.word());
        fields.put("text", text);
        fields.put("remedy", remedy);
        return fields;
    }
}
