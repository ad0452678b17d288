package peerlink.registry.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.registry.store.Cursor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the fields of a map from outside, each by the type that it must have. Other fields are
 * ignored, so that a later version may add to it.
 */
public record Fields(ObjectNode map) {
    boolean has(String name) {
        return map.has(name);
    }

    String text(String name, int limit) throws ProtocolViolationException {
        return text(map.get(name), name, limit);
    }

    Bytes bytes(String name, int limit) throws ProtocolViolationException {
        JsonNode node = map.get(name);
        if (node == null || !node.isBinary()) {
            throw wrongKind(name, "a byte string", node);
        }
        byte[] value = node.binaryValue();
        if (value.length > limit) {
            throw bad(name, value.length + " bytes (at most " + limit + ")");
        }
        return Bytes.wrap(value);
    }

    /** Returns bytes of which there is at least one. */
    Bytes filledBytes(String name, int limit) throws ProtocolViolationException {
        Bytes value = bytes(name, limit);
        if (value.size() == 0) {
            throw bad(name, "must not be empty");
        }
        return value;
    }

    Optional<Bytes> optionalBytes(String name, int limit) throws ProtocolViolationException {
        return has(name) ? Optional.of(bytes(name, limit)) : Optional.empty();
    }

    /** Returns a number from 0 to {@link ProtocolLimits#MAX_NUMBER}. */
    long number(String name) throws ProtocolViolationException {
        JsonNode node = map.get(name);
        if (node == null || !node.isIntegralNumber()) {
            throw wrongKind(name, "an integer", node);
        }
        boolean fits = node.canConvertToLong();
        if (!fits || node.longValue() < 0 || node.longValue() > ProtocolLimits.MAX_NUMBER) {
            throw bad(name, "must be from 0 to 2^53-1, is " + node.bigIntegerValue());
        }
        return node.longValue();
    }

    /** Returns a port from 1 to 65535. */
    int port(String name) throws ProtocolViolationException {
        long port = number(name);
        if (port < 1 || port > 65_535) {
            throw bad(name, "must be from 1 to 65535, is " + port);
        }
        return (int) port;
    }

    OptionalLong optionalNumber(String name) throws ProtocolViolationException {
        return has(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
    }

    boolean truth(String name) throws ProtocolViolationException {
        JsonNode node = map.get(name);
        if (node == null || !node.isBoolean()) {
            throw wrongKind(name, "true or false", node);
        }
        return node.booleanValue();
    }

    PeerId peerId(String name) throws ProtocolViolationException {
        String text = text(name, PeerId.LENGTH);
        if (!PeerId.isPeerId(text)) {
            throw bad(name, "must be a peer id, is '" + Printable.excerpt(text) + "'");
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
        JsonNode node = map.get(name);
        if (node == null || !node.isArray()) {
            throw wrongKind(name, "an array", node);
        }
        if (node.size() > limit) {
            throw bad(name, node.size() + " entries (at most " + limit + ")");
        }
        return node;
    }

    private static String text(@Nullable JsonNode node, String name, int limit)
            throws ProtocolViolationException {
        if (node == null || !node.isString()) {
            throw wrongKind(name, "text", node);
        }
        String value = node.stringValue();
        if (value.length() > limit) {
            throw bad(name, value.length() + " characters (at most " + limit + ")");
        }
        return value;
    }

    private static ProtocolViolationException wrongKind(
            String name, String expected, @Nullable JsonNode node) {
        return bad(
                name,
                "must be "
                        + expected
                        + (node == null
                                ? ", is missing"
                                : ", is "
                                        + node.getNodeType().toString().toLowerCase(Locale.ROOT)));
    }

    private static ProtocolViolationException bad(String name, String problem) {
        return new ProtocolViolationException("field '" + name + "': " + problem);
    }
}
