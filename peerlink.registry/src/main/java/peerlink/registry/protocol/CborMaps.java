package peerlink.registry.protocol;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import peerlink.api.Bytes;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.api.cbor.CborForm;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Reads and writes CBOR maps of the form that {@link CborForm} has. */
public final class CborMaps {
    private static final CBORMapper MAPPER =
            CBORMapper.builder(
                            CBORFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(CborForm.MAX_DEPTH)
                                                    .maxNameLength(CborForm.MAX_KEY)
                                                    .build())
                                    .build())
                    .build();

    private CborMaps() {}

    /**
     * Reads one map that fills the bytes.
     *
     * @param limit the most bytes to look at
     */
    public static Fields map(Bytes bytes, int limit) throws ProtocolViolationException {
        if (bytes.size() > limit) {
            throw new ProtocolViolationException(bytes.size() + " bytes (at most " + limit + ")");
        }
        CborForm.require(bytes);
        try {
            return new Fields((ObjectNode) MAPPER.readTree(bytes.toByteArray()));
        } catch (JacksonException e) {
            throw notCbor(e);
        }
    }

    /**
     * Reads the first entry of a map alone, a byte string of the name given; nothing after it is
     * looked at.
     */
    static Bytes firstBytes(Bytes bytes, String name, int limit) throws ProtocolViolationException {
        try (JsonParser parser = MAPPER.createParser(bytes.toByteArray())) {
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

    /** Writes one map, which the body fills. */
    public static Bytes write(Consumer<JsonGenerator> body) {
        var out = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = MAPPER.createGenerator(out)) {
            body.accept(generator);
        }
        return Bytes.wrap(out.toByteArray());
    }

    private static ProtocolViolationException notCbor(JacksonException e) {
        return new ProtocolViolationException(
                "not well-formed CBOR: " + Printable.excerpt(e.getOriginalMessage()), e);
    }
}
