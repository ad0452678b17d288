package peerlink.core.plugin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;

/**
 * Copies the fields that a plugin hands over for programs. The copy holds values of the JDK alone,
 * no code of the plugin, and is bounded.
 */
final class PluginFields {
    /** The most characters of all texts and names together. */
    static final int MAX_TEXT = 1 << 18;

    private static final int MAX_DEPTH = 8;
    private static final int MAX_VALUES = 10_000;

    private int text;
    private int values;

    private PluginFields() {}

    /**
     * Returns a copy, in the same order. To be called on the plugin's thread.
     *
     * @throws IllegalArgumentException if there is something in it that no program could read, or
     *     too much
     */
    static Map<String, Object> copy(Map<?, ?> fields) {
        return new PluginFields().map(fields, 1);
    }

    private Map<String, Object> map(Map<?, ?> fields, int depth) {
        requireDepth(depth);
        Map<String, Object> copy = new LinkedHashMap<>();
        fields.forEach(
                (name, value) -> {
                    if (!(name instanceof String field)) {
                        throw new IllegalArgumentException("the name of a field must be a text");
                    }
                    copy.put(text(field), value(field, value, depth));
                });
        return copy;
    }

    private Object value(String field, @Nullable Object value, int depth) {
        if (++values > MAX_VALUES) {
            throw new IllegalArgumentException("more than " + MAX_VALUES + " values");
        }
        return switch (value) {
            case String text -> text(text);
            case Boolean flag -> flag;
            case Byte number -> number.longValue();
            case Short number -> number.longValue();
            case Integer number -> number.longValue();
            case Long number -> number;
            case Float number -> finite(number);
            case Double number -> finite(number);
            case Instant time -> time;
            case PeerId id -> id.text();
            case PeerName name -> name.text();
            case Address address -> address.toString();
            case Collection<?> all -> list(field, all, depth + 1);
            case Map<?, ?> fields -> map(fields, depth + 1);
            case null ->
                    throw new IllegalArgumentException(
                            "no value in the field '%s': leave it out"
                                    .formatted(Printable.excerpt(field)));
            default ->
                    throw new IllegalArgumentException(
                            "no value for programs in the field '%s': %s"
                                    .formatted(
                                            Printable.excerpt(field), value.getClass().getName()));
        };
    }

    private List<Object> list(String field, Collection<?> all, int depth) {
        requireDepth(depth);
        List<Object> copy = new ArrayList<>();
        for (Object element : all) {
            copy.add(value(field, element, depth));
        }
        return copy;
    }

    private String text(String value) {
        text += value.length();
        if (text > MAX_TEXT) {
            throw new IllegalArgumentException("more than " + MAX_TEXT + " characters");
        }
        return value;
    }

    private static Double finite(Number number) {
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not a number: " + value);
        }
        return value;
    }

    private static void requireDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("more than " + MAX_DEPTH + " within one another");
        }
    }
}
