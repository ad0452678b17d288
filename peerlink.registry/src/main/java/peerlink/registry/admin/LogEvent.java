package peerlink.registry.admin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Describes an event for a log that machines read too: {@code LOG.log(level, LogEvent.of("refused",
 * "code", word))}. As text it is {@code refused code=name-taken}.
 *
 * @param name the kind of event: lower-case words with hyphens
 * @param fields its details, in this order; texts, numbers and booleans. Never a peer's name, a key
 *     or a secret
 */
public record LogEvent(String name, Map<String, Object> fields) {
    public LogEvent {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /**
     * @param keysAndValues a text and a value, in turns
     */
    public static LogEvent of(String name, Object... keysAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return new LogEvent(name, fields);
    }

    /** Returns the event with one field more. */
    public LogEvent with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(key, value);
        return new LogEvent(name, more);
    }

    @Override
    public String toString() {
        return Stream.concat(
                        Stream.of(name),
                        fields.entrySet().stream()
                                .map(field -> field.getKey() + "=" + quoted(field.getValue())))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(Object value) {
        String text = value.toString();
        return text.matches("[^\\s\"=\\\\]+")
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
