package peerlink.core.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import peerlink.api.Bytes;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.Protocol;
import peerlink.api.ProtocolViolationException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The first frame in each direction of a link: docs/protocol.md, section Hello. */
public sealed interface Hello {
    /** The longest hello, in bytes. */
    int MAX_SIZE = 4096;

    /** The greatest number of protocols that a refusal names. */
    int MAX_PROTOCOLS = 32;

    /** The fields of all hellos, with the kind of each. */
    Map<String, FrameFields.Kind> FIELDS =
            Map.of(
                    "type", FrameCbor::text,
                    "protocol", FrameCbor::text,
                    "name", FrameCbor::text,
                    "agent", FrameCbor::text,
                    "code", FrameCbor::text,
                    "message", FrameCbor::text,
                    "oneWay", FrameCbor::flag,
                    "protocols", Hello::protocols);

    /**
     * Opens a link.
     *
     * @param protocol the protocol that the opening side wants to speak
     * @param oneWay whether that side wants no messages of the other's on this link
     * @param agent the program, for people: at most 64 characters
     */
    record Greeting(Protocol protocol, PeerName name, boolean oneWay, String agent)
            implements Hello {}

    /** Accepts the link. */
    record Acceptance(PeerName name, String agent) implements Hello {}

    /**
     * Declines the link, which is closed after that.
     *
     * @param protocols the protocols that would be accepted; empty if the protocol was not the
     *     reason
     */
    record Refusal(String code, String message, List<Protocol> protocols) implements Hello {
        public Refusal {
            protocols = List.copyOf(protocols);
        }
    }

    /**
     * Reads a hello.
     *
     * @throws ProtocolViolationException if it is not one
     */
    static Hello decode(Bytes frame) throws ProtocolViolationException {
        if (frame.size() > MAX_SIZE) {
            throw new ProtocolViolationException(
                    "the hello has %d bytes (at most %d)".formatted(frame.size(), MAX_SIZE));
        }
        FrameFields fields = FrameFields.read(frame, FIELDS);
        try {
            return switch (fields.text("type")) {
                case "hello" ->
                        new Greeting(
                                Protocol.parse(fields.text("protocol")),
                                new PeerName(fields.text("name")),
                                fields.flag("oneWay"),
                                Printable.excerpt(fields.text("agent")));
                case "hello-ok" ->
                        new Acceptance(
                                new PeerName(fields.text("name")),
                                Printable.excerpt(fields.text("agent")));
                case "refusal" ->
                        new Refusal(
                                Printable.excerpt(fields.text("code")),
                                Printable.line(fields.text("message")),
                                fields.texts("protocols").stream().map(Protocol::parse).toList());
                default ->
                        throw new ProtocolViolationException(
                                "not a hello: '" + Printable.excerpt(fields.text("type")) + "'");
            };
        } catch (IllegalArgumentException e) {
            throw new ProtocolViolationException("not a hello: " + e.getMessage(), e);
        }
    }

    /** Returns the frame. */
    default Bytes encode() {
        return switch (this) {
            case Greeting hello ->
                    FrameCbor.write(
                            128,
                            hello.oneWay ? 5 : 4,
                            out -> {
                                out.writeStringProperty("type", "hello");
                                out.writeStringProperty("protocol", hello.protocol.toString());
                                out.writeStringProperty("name", hello.name.text());
                                out.writeStringProperty("agent", hello.agent);
                                if (hello.oneWay) {
                                    out.writeBooleanProperty("oneWay", true);
                                }
                            });
            case Acceptance hello ->
                    FrameCbor.write(
                            128,
                            3,
                            out -> {
                                out.writeStringProperty("type", "hello-ok");
                                out.writeStringProperty("name", hello.name.text());
                                out.writeStringProperty("agent", hello.agent);
                            });
            case Refusal refusal ->
                    FrameCbor.write(
                            256,
                            4,
                            out -> {
                                out.writeStringProperty("type", "refusal");
                                out.writeStringProperty("code", refusal.code);
                                out.writeStringProperty("message", refusal.message);
                                out.writeArrayPropertyStart("protocols");
                                refusal.protocols.stream()
                                        .limit(MAX_PROTOCOLS)
                                        .forEach(p -> out.writeString(p.toString()));
                                out.writeEndArray();
                            });
        };
    }

    private static List<String> protocols(String field, JsonParser value)
            throws ProtocolViolationException {
        if (value.currentToken() != JsonToken.START_ARRAY) {
            throw new ProtocolViolationException("the field '" + field + "' is not an array");
        }
        List<String> protocols = new ArrayList<>();
        while (value.nextToken() != JsonToken.END_ARRAY) {
            protocols.add(FrameCbor.text(field, value));
            if (protocols.size() > MAX_PROTOCOLS) {
                throw new ProtocolViolationException(
                        "a refusal names more than " + MAX_PROTOCOLS + " protocols");
            }
        }
        return protocols;
    }
}
