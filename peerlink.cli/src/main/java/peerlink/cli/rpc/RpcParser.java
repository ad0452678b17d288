package peerlink.cli.rpc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a line of JSON-RPC 2.0: a request, or a batch of them. The line may be hostile; its length
 * is bounded before.
 */
final class RpcParser {
    /** The longest line, in bytes: a message of the largest content in base64, and its fields. */
    static final int MOST_BYTES = 1 << 20;

    /** The deepest nesting of a line. */
    static final int MOST_DEPTH = 16;

    /** The most requests of a batch. */
    static final int MOST_IN_BATCH = 100;

    /** The longest id that is a text. */
    static final int MOST_IN_ID = 256;

    private static final int MOST_IN_METHOD = 64;
    private static final int MOST_IN_NUMBER = 64;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MOST_DEPTH)
                                                    .maxNumberLength(MOST_IN_NUMBER)
                                                    .maxNameLength(MOST_IN_ID)
                                                    .maxStringLength(MOST_BYTES)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private RpcParser() {}

    /** One element of a line. */
    sealed interface Item {
        /**
         * The client that has made a request, as its answer names it.
         *
         * @param isSilent whether the request is a notification: nobody waits for an answer
         * @param id a text, a {@link Long} or null
         */
        record Caller(boolean isSilent, @Nullable Object id) {}

        /**
         * A request.
         *
         * @param params an object, an array, or nothing
         */
        record Call(Caller caller, String method, @Nullable JsonNode params) implements Item {}

        /**
         * Something else.
         *
         * @param id the id, as far as it has one
         */
        record Bad(@Nullable Object id, RpcException error) implements Item {}
    }

    /**
     * A line.
     *
     * @param isBatch whether the answer is an array
     */
    record Line(boolean isBatch, List<Item> items) {
        static Line bad(RpcCode code, String message) {
            return new Line(false, List.of(new Item.Bad(null, new RpcException(code, message))));
        }
    }

    /** Reads a line without its end. Never fails: what is no request is an {@link Item.Bad}. */
    static Line parse(byte[] line) {
        JsonNode root;
        try {
            // strictly, as Jackson would guess other encodings, except where nothing is to be
            // guessed
            root =
                    isPlain(line)
                            ? JSON.readTree(line)
                            : JSON.readTree(
                                    StandardCharsets.UTF_8
                                            .newDecoder()
                                            .decode(ByteBuffer.wrap(line))
                                            .toString());
        } catch (CharacterCodingException e) {
            return Line.bad(RpcCode.PARSE_ERROR, "the line is not UTF-8");
        } catch (JacksonException e) {
            return Line.bad(RpcCode.PARSE_ERROR, "not a line of JSON");
        }
        if (root.isMissingNode()) {
            return Line.bad(RpcCode.PARSE_ERROR, "an empty line");
        }
        if (!root.isArray()) {
            return new Line(false, List.of(item(root)));
        }
        if (root.isEmpty()) {
            return Line.bad(RpcCode.INVALID_REQUEST, "an empty batch");
        }
        if (root.size() > MOST_IN_BATCH) {
            return Line.bad(
                    RpcCode.INVALID_REQUEST,
                    "a batch of %d requests (at most %d)".formatted(root.size(), MOST_IN_BATCH));
        }
        List<Item> items = new ArrayList<>();
        root.forEach(element -> items.add(item(element)));
        return new Line(true, List.copyOf(items));
    }

    /** Tells whether a line has ASCII alone, and no control but white space, as most have. */
    private static boolean isPlain(byte[] line) {
        for (byte unit : line) {
            if (unit < ' ' && unit != '\t' && unit != '\r') {
                return false;
            }
        }
        return true;
    }

    private static Item item(JsonNode element) {
        if (!element.isObject()) {
            return bad(null, "a request must be an object");
        }
        JsonNode id = element.get("id");
        if (id != null && !isId(id)) {
            return bad(
                    null,
                    "an id must be a text of at most %d characters, a whole number of 64 bits, or null"
                            .formatted(MOST_IN_ID));
        }
        Object known =
                id == null || id.isNull() ? null : id.isString() ? id.asString() : id.asLong();
        if (!element.path("jsonrpc").asString("").equals("2.0")
                || !element.path("jsonrpc").isString()) {
            return bad(known, "a request must have \"jsonrpc\":\"2.0\"");
        }
        JsonNode method = element.path("method");
        if (!method.isString() || method.asString("").length() > MOST_IN_METHOD) {
            return bad(
                    known,
                    "a request must have a method, a text of at most %d characters"
                            .formatted(MOST_IN_METHOD));
        }
        JsonNode params = element.get("params");
        if (params != null && !params.isContainer()) {
            return bad(known, "parameters must be an object or an array");
        }
        return new Item.Call(new Item.Caller(id == null, known), method.asString(""), params);
    }

    private static boolean isId(JsonNode id) {
        return id.isNull()
                || id.isString() && id.asString("").length() <= MOST_IN_ID
                || id.isIntegralNumber() && id.canConvertToLong();
    }

    private static Item bad(@Nullable Object id, String message) {
        return new Item.Bad(id, new RpcException(RpcCode.INVALID_REQUEST, message));
    }
}
