package peerlink.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a map from outside, each read by the type that it must have. What is not asked for is ignored, so that a
 * later version may add to it.
 */
record Fields(ObjectNode map) {
    boolean has(String name) {
        return map.has(name);
    }

    String text(String name, int limit) throws ProtocolViolationException {
        return text(require(name), name, limit);
    }

    Bytes bytes(String name, int limit) throws ProtocolViolationException {
        JsonNode node = require(name);
        if (!node.isBinary()) {
            throw bad(name, "must be a byte string");
        }
        byte[] value = node.binaryValue();
        if (value.length > limit) {
            throw bad(name, value.length + " bytes (at most " + limit + ")");
        }
        return Bytes.wrap(value);
    }

    Optional<Bytes> optionalBytes(String name, int limit) throws ProtocolViolationException {
        return has(name) ? Optional.of(bytes(name, limit)) : Optional.empty();
    }

    /** Returns a number from 0 to {@link Limits#MAX_NUMBER}. */
    long number(String name) throws ProtocolViolationException {
        JsonNode node = require(name);
        if (!node.isIntegralNumber()) {
            throw bad(name, "must be an integer");
        }
        long value = node.canConvertToLong() ? node.longValue() : -1;
        if (value < 0 || value > Limits.MAX_NUMBER) {
            throw bad(name, "must be from 0 to 2^53-1");
        }
        return value;
    }

    OptionalLong optionalNumber(String name) throws ProtocolViolationException {
        return has(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
    }

    PeerId peerId(String name) throws ProtocolViolationException {
        String text = text(name, PeerId.LENGTH);
        if (!PeerId.isPeerId(text)) {
            throw bad(name, "must be a peer id");
        }
        return new PeerId(text);
    }

    @Nullable PeerId optionalPeerId(String name) throws ProtocolViolationException {
        return has(name) ? peerId(name) : null;
    }

    Cursor cursor(String name) throws ProtocolViolationException {
        return Cursor.parse(text(name, Cursor.MAX_LENGTH))
                .orElseThrow(() -> bad(name, "must be a cursor"));
    }

    List<String> texts(String name, int limit, int textLimit) throws ProtocolViolationException {
        var texts = new ArrayList<String>();
        for (JsonNode node : array(name, limit)) {
            texts.add(text(node, name, textLimit));
        }
        return texts;
    }

    List<Fields> maps(String name, int limit) throws ProtocolViolationException {
        var maps = new ArrayList<Fields>();
        for (JsonNode node : array(name, limit)) {
            if (!(node instanceof ObjectNode entry)) {
                throw bad(name, "must hold maps");
            }
            maps.add(new Fields(entry));
        }
        return maps;
    }

    private JsonNode array(String name, int limit) throws ProtocolViolationException {
        JsonNode node = require(name);
        if (!node.isArray()) {
            throw bad(name, "must be an array");
        }
        if (node.size() > limit) {
            throw bad(name, node.size() + " entries (at most " + limit + ")");
        }
        return node;
    }

    private JsonNode require(String name) throws ProtocolViolationException {
        JsonNode node = map.get(name);
        if (node == null) {
            throw bad(name, "is missing");
        }
        return node;
    }

    private static String text(JsonNode node, String name, int limit)
            throws ProtocolViolationException {
        if (!node.isString()) {
            throw bad(name, "must be text");
        }
        String value = node.stringValue();
        if (value.length() > limit) {
            throw bad(name, value.length() + " characters (at most " + limit + ")");
        }
        return value;
    }

    private static ProtocolViolationException bad(String name, String problem) {
        return new ProtocolViolationException("field '" + name + "': " + problem);
    }
}
