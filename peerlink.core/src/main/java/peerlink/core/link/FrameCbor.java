package peerlink.core.link;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.api.cbor.CborForm;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.dataformat.cbor.CBORFactory;

/**
 * Reads and writes frames that are one CBOR map of the form that {@link CborForm} has. Skips the
 * fields that the reader leaves alone.
 */
public final class FrameCbor {
    /** Takes one field of a map. */
    public interface FieldReader {
        /**
         * Reads the value with {@link #text}, {@link #number} or {@link #bytes}, or leaves it
         * alone.
         */
        void read(String name, JsonParser value) throws ProtocolViolationException;
    }

    /** The longest text in a field, in UTF-16 code units. */
    static final int MAX_TEXT = 1024;

    private static final CBORFactory FACTORY =
            CBORFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(CborForm.MAX_DEPTH)
                                    .maxNameLength(CborForm.MAX_KEY)
                                    .build())
                    .build();

    private FrameCbor() {}

    /**
     * Reads a frame.
     *
     * @throws ProtocolViolationException if it is no map of the right form, or if the reader says
     *     so
     */
    public static void read(Bytes frame, FieldReader reader) throws ProtocolViolationException {
        CborForm.require(frame);
        try (JsonParser parser =
                FACTORY.createParser(ObjectReadContext.empty(), frame.toByteArray())) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                reader.read(name, parser);
                parser.skipChildren();
            }
        } catch (JacksonException e) {
            // the cause's message quotes the input
            throw new ProtocolViolationException("the frame can't be read", e);
        }
    }

    public static String text(String name, JsonParser value) throws ProtocolViolationException {
        if (value.currentToken() != JsonToken.VALUE_STRING) {
            throw wrongKind(name, "text", value);
        }
        String text = value.getString();
        if (text.length() > MAX_TEXT) {
            throw new ProtocolViolationException(
                    "the field '%s' has %d characters (at most %d)"
                            .formatted(name, text.length(), MAX_TEXT));
        }
        return text;
    }

    public static long number(String name, JsonParser value) throws ProtocolViolationException {
        if (value.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw wrongKind(name, "an integer", value);
        }
        if (value.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new ProtocolViolationException(
                    "the field '" + name + "' is not from -2^63 to 2^63-1");
        }
        return value.getLongValue();
    }

    public static boolean flag(String name, JsonParser value) throws ProtocolViolationException {
        return switch (value.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw wrongKind(name, "true or false", value);
        };
    }

    public static Bytes bytes(String name, JsonParser value) throws ProtocolViolationException {
        // the value "undefined" is such a token too, and then there are no bytes
        byte[] content =
                value.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT
                        ? value.getBinaryValue()
                        : null;
        if (content == null) {
            throw wrongKind(name, "a byte string", value);
        }
        return Bytes.wrap(content);
    }

    /**
     * Reads an array of texts.
     *
     * @param most the most texts
     */
    public static List<String> texts(String name, JsonParser value, int most)
            throws ProtocolViolationException {
        if (value.currentToken() != JsonToken.START_ARRAY) {
            throw wrongKind(name, "an array", value);
        }
        List<String> texts = new ArrayList<>();
        while (value.nextToken() != JsonToken.END_ARRAY) {
            texts.add(text(name, value));
            if (texts.size() > most) {
                throw new ProtocolViolationException(
                        "the field '%s' has more than %d texts".formatted(name, most));
            }
        }
        return texts;
    }

    /** Names the kind of the value, and not the value, which may be private text. */
    private static ProtocolViolationException wrongKind(
            String name, String expected, JsonParser value) {
        String kind =
                switch (value.currentToken()) {
                    case START_OBJECT -> "a map";
                    case START_ARRAY -> "an array";
                    case VALUE_STRING -> "text";
                    case VALUE_NUMBER_INT -> "a number";
                    case VALUE_NUMBER_FLOAT -> "a floating-point number";
                    case VALUE_TRUE, VALUE_FALSE -> "true or false";
                    case VALUE_EMBEDDED_OBJECT -> "a byte string or a simple value";
                    case null, default -> "nothing";
                };
        return new ProtocolViolationException(
                "the field '%s' is not %s but %s".formatted(name, expected, kind));
    }

    /**
     * Writes a frame of one map.
     *
     * @param sizeHint the approximate number of its bytes
     */
    public static Bytes write(int sizeHint, int fields, Consumer<JsonGenerator> writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(sizeHint);
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            generator.writeStartObject(null, fields);
            writer.accept(generator);
            generator.writeEndObject();
        }
        return Bytes.wrap(out.toByteArray());
    }
}
