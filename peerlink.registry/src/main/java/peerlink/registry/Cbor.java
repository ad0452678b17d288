package peerlink.registry;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import peerlink.api.Bytes;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Reads and writes CBOR (RFC 8949) maps, within limits that hold before memory is taken. */
final class Cbor {
    private static final CBORFactory FACTORY =
            CBORFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(8)
                                    .maxNameLength(64)
                                    .maxStringLength(Limits.MAX_REQUEST)
                                    .maxNumberLength(64)
                                    .maxTokenCount(4_000)
                                    .build())
                    .build();

    private static final CBORMapper MAPPER =
            CBORMapper.builder(FACTORY)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    // the end is looked at here
                    .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Cbor() {}

    /**
     * Reads one map that fills the bytes.
     *
     * @param limit the most bytes that are looked at at all
     */
    static Fields map(Bytes bytes, int limit) throws ProtocolViolationException {
        if (bytes.size() > limit) {
            throw new ProtocolViolationException(bytes.size() + " bytes (at most " + limit + ")");
        }
        try (JsonParser parser = MAPPER.createParser(bytes.toByteArray())) {
            JsonNode tree = MAPPER.readTree(parser);
            // by the bytes: who looks for another token overlooks a tag with nothing behind it
            long end = parser.currentLocation().getByteOffset();
            if (tree instanceof ObjectNode map && end == bytes.size()) {
                return new Fields(map);
            }
        } catch (JacksonException e) {
            throw notCbor(e);
        }
        throw new ProtocolViolationException("not one CBOR map and nothing else");
    }

    /** Reads the first entry of a map alone, a byte string of the name given; nothing after it is looked at. */
    static Bytes firstBytes(Bytes bytes, String name, int limit) throws ProtocolViolationException {
        try (JsonParser parser =
                FACTORY.createParser(ObjectReadContext.empty(), bytes.toByteArray())) {
            if (parser.nextToken() == JsonToken.START_OBJECT
                    && name.equals(parser.nextName())
                    && parser.nextToken() == JsonToken.VALUE_EMBEDDED_OBJECT) {
                // null for "undefined" and the other simple values, which are such a token too
                byte[] value = parser.getBinaryValue();
                if (value != null && value.length <= limit) {
                    return Bytes.wrap(value);
                }
            }
        } catch (JacksonException e) {
            throw notCbor(e);
        }
        throw new ProtocolViolationException(
                "the first entry is not '" + name + "' of at most " + limit + " bytes");
    }

    /** Writes what the body writes, which is one map. */
    static Bytes write(Consumer<JsonGenerator> body) {
        var out = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            body.accept(generator);
        }
        return Bytes.wrap(out.toByteArray());
    }

    private static ProtocolViolationException notCbor(JacksonException e) {
        return new ProtocolViolationException(
                "not well-formed CBOR: " + Printable.excerpt(e.getOriginalMessage()), e);
    }
}
