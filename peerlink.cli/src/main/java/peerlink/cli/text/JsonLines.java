package peerlink.cli.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.program.Output;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Prints one JSON object a line, on the data stream, and flushes each. Loses nothing of a text, and
 * lets nothing in it reach a terminal raw: writes as an escape what {@link Printable} would take
 * out.
 *
 * <p>Safe for use by several threads.
 */
public final class JsonLines {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Always three digits of fraction, so that lines can be sorted by their times. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private final PrintStream out;

    public JsonLines(PrintStream out) {
        this.out = out;
    }

    /** Returns a time as all JSON has it, such as {@code 2026-01-02T13:05:00.000Z}. */
    public static String time(Instant time) {
        return TIME.format(time);
    }

    /** Returns the schema of all objects that commands print, a JSON Schema on many lines. */
    public static String schema() {
        try (InputStream file =
                Objects.requireNonNull(
                        JsonLines.class.getResourceAsStream("peerlink.schema.json"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns an object as {@link #print} prints it, without the line's end. */
    public static String line(Map<String, ? extends @Nullable Object> object) {
        return escaped(text(object));
    }

    /**
     * Prints an object.
     *
     * @param object the fields in the map's order; values are null, finite numbers, booleans,
     * collections, maps with such values, times, which are cut to milliseconds, and anything else
     * as its text
     * @throws UncheckedIOException if it can't be written
     */
    public synchronized void print(Map<String, ? extends @Nullable Object> object) {
        out.print(line(object) + "\n");
        Output.requireWritten(out);
    }

    /**
     * Returns an object on one line, with the same kinds of values. The text is not safe for a
     * terminal.
     */
    public static String text(Map<String, ? extends @Nullable Object> object) {
        StringWriter line = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), line)) {
            write(generator, object);
        }
        return line.toString();
    }

    private static void write(JsonGenerator generator, @Nullable Object value) {
        switch (value) {
            case null -> generator.writeNull();
            case Boolean flag -> generator.writeBoolean(flag);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            case Collection<?> values -> {
                generator.writeStartArray();
                values.forEach(element -> write(generator, element));
                generator.writeEndArray();
            }
            case Map<?, ?> fields -> {
                generator.writeStartObject();
                fields.forEach(
                        (name, field) -> {
                            generator.writeName(String.valueOf(name));
                            write(generator, field);
                        });
                generator.writeEndObject();
            }
            case Instant time -> generator.writeString(time(time));
            default -> generator.writeString(value.toString());
        }
    }

    /**
     * Escapes characters that are not printable, or would not be if repeated. In JSON these stand
     * only within strings.
     */
    private static String escaped(String json) {
        if (Printable.line(json).equals(json)) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 16);
        json.codePoints()
                .forEach(
                        c -> {
                            String text = Character.toString(c);
                            String many = text.repeat(Printable.MAX_MARKS + 1);
                            if (Printable.line(many).equals(many)) {
                                escaped.append(text);
                            } else {
                                text.chars()
                                        .forEach(unit -> escaped.append("\\u%04x".formatted(unit)));
                            }
                        });
        return escaped.toString();
    }
}
