package peerlink.core.link;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import tools.jackson.core.JsonParser;

/**
 * Holds the fields of a frame before its type is known. Skips the fields that are not asked for.
 */
public final class FrameFields {
    /** Reads the values of one field: {@link FrameCbor#text}, for instance. */
    public interface Kind {
        Object read(String name, JsonParser value) throws ProtocolViolationException;
    }

    private final Map<String, Object> values = new HashMap<>();

    private FrameFields() {}

    /**
     * Reads a frame.
     *
     * @param kinds the kinds of the fields that are asked for, by name
     * @throws ProtocolViolationException if it is no map of the right form, or a value is of
     *     another kind
     */
    public static FrameFields read(Bytes frame, Map<String, Kind> kinds)
            throws ProtocolViolationException {
        FrameFields fields = new FrameFields();
        FrameCbor.read(
                frame,
                (name, value) -> {
                    Kind kind = kinds.get(name);
                    if (kind != null) {
                        fields.values.put(name, kind.read(name, value));
                    }
                });
        return fields;
    }

    /** Returns a text; an empty one if there is none. */
    public String text(String name) {
        return values.get(name) instanceof String text ? text : "";
    }

    /** Returns a number; 0 if there is none. */
    public long number(String name) {
        return values.get(name) instanceof Long number ? number : 0;
    }

    public boolean flag(String name) {
        return values.get(name) instanceof Boolean flag && flag;
    }

    @Nullable
    public Bytes bytes(String name) {
        return values.get(name) instanceof Bytes bytes ? bytes : null;
    }

    /** Returns the texts of an array; none if there is no array. */
    public List<String> texts(String name) {
        return values.get(name) instanceof List<?> texts
                ? texts.stream().map(String.class::cast).toList()
                : List.of();
    }
}
