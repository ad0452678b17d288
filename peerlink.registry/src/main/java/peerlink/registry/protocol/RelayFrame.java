package peerlink.registry.protocol;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.Protocol;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;
import tools.jackson.core.JsonGenerator;

/** Holds the frames of {@code relay/1}; {@code docs/relay-protocol.md} describes them. */
public sealed interface RelayFrame {
    Protocol PROTOCOL = new Protocol("relay", 1);

    /** The scheme of a place at a relay, {@code relay://HOST:PORT/RELAYID}. */
    String SCHEME = "relay";

    /** The longest frame, in bytes; a longer one ends the link. */
    int MAX_FRAME = 1 << 10;

    /** The length of the number of a circuit, which nobody can guess, in bytes. */
    int CIRCUIT = 16;

    /** The longest text of an error, in characters. */
    int MAX_ERROR_TEXT = 300;

    /** The longest word of an error, in characters. */
    int MAX_CODE = 32;

    /**
     * A peer asks for a place, at which it is called.
     *
     * @param proof the proof of an {@code EnrolmentToken}, if the relay asks for one
     */
    record Reserve(Optional<Bytes> proof) implements RelayFrame {}

    /**
     * The place is there as long as the link.
     *
     * @param pingAfter the time after which the peer is to ping, in milliseconds
     */
    record Reserved(long pingAfter) implements RelayFrame {}

    record Ping() implements RelayFrame {}

    record Pong() implements RelayFrame {}

    /**
     * A peer asks for a circuit to another one.
     *
     * @param peer the peer to call
     * @param proof as in {@link Reserve}
     */
    record Connect(PeerId peer, Optional<Bytes> proof) implements RelayFrame {}

    /**
     * The relay tells a peer of a call, on the link of its place.
     *
     * @param circuit the number of the call
     * @param from the caller, as the relay says: the end-to-end link proves it, and nothing else
     */
    record Incoming(Bytes circuit, PeerId from) implements RelayFrame {}

    /** The called peer takes the call, on another link. */
    record Accept(Bytes circuit) implements RelayFrame {}

    /** The called peer does not take the call, as it has too many; on the link of its place. */
    record Decline(Bytes circuit) implements RelayFrame {}

    /** The circuit is there: from here on the connection carries its bytes, and no frames. */
    record Open() implements RelayFrame {}

    /**
     * The relay declines, and closes the link.
     *
     * @param retryAfter the time after which it may not, in milliseconds from now
     */
    record Failure(String code, String text, OptionalLong retryAfter) implements RelayFrame {
        public RefusedException refused() {
            return retryAfter.isPresent()
                    ? new RefusedException(code, text, Duration.ofMillis(retryAfter.getAsLong()))
                    : new RefusedException(code, text);
        }
    }

    /** The frame is of a type that this version does not know. */
    record Unknown(String type) implements RelayFrame {}

    /**
     * Returns the address of places at the relay that is reached at the address given; none if the
     * host's name is so long that it would be too long.
     */
    static Optional<Address> place(Address relay, PeerId id) {
        String text = SCHEME + "://" + relay.hostAndPort() + "/" + id.text();
        return text.length() > Address.MAX_LENGTH
                ? Optional.empty()
                : Optional.of(Address.parse(text));
    }

    /** Returns the exception of a side that has no use for this frame now. */
    default ProtocolViolationException unexpected() {
        return new ProtocolViolationException(
                "the other side sent '" + type() + "' where it has no place");
    }

    /** Returns the word on the wire. */
    default String type() {
        return switch (this) {
            case Reserve _ -> "reserve";
            case Reserved _ -> "reserved";
            case Ping() -> "ping";
            case Pong() -> "pong";
            case Connect _ -> "connect";
            case Incoming _ -> "incoming";
            case Accept _ -> "accept";
            case Decline _ -> "decline";
            case Open() -> "open";
            case Failure _ -> "error";
            case Unknown(String type) -> type;
        };
    }

    static Bytes encode(RelayFrame frame) {
        return CborMaps.write(
                out -> {
                    out.writeStartObject();
                    out.writeStringProperty("type", frame.type());
                    switch (frame) {
                        case Reserve(Optional<Bytes> proof) -> proof(out, proof);
                        case Reserved(long pingAfter) ->
                                out.writeNumberProperty("pingAfter", pingAfter);
                        case Connect(PeerId peer, Optional<Bytes> proof) -> {
                            out.writeStringProperty("peer", peer.text());
                            proof(out, proof);
                        }
                        case Incoming(Bytes circuit, PeerId from) -> {
                            circuit(out, circuit);
                            out.writeStringProperty("from", from.text());
                        }
                        case Accept(Bytes circuit) -> circuit(out, circuit);
                        case Decline(Bytes circuit) -> circuit(out, circuit);
                        case Failure(String code, String text, OptionalLong retryAfter) -> {
                            out.writeStringProperty("code", code);
                            out.writeStringProperty("text", text);
                            retryAfter.ifPresent(ms -> out.writeNumberProperty("retryAfter", ms));
                        }
                        case Ping _, Pong _, Open _, Unknown _ -> {}
                    }
                    out.writeEndObject();
                });
    }

    /**
     * @throws ProtocolViolationException if the bytes are no frame of either side
     */
    static RelayFrame decode(Bytes frame) throws ProtocolViolationException {
        Fields fields = CborMaps.map(frame, MAX_FRAME);
        String type = fields.text("type", MAX_CODE);
        return switch (type) {
            case "reserve" -> new Reserve(fields.optionalBytes("proof", ProtocolLimits.PROOF));
            case "reserved" -> new Reserved(fields.number("pingAfter"));
            case "ping" -> new Ping();
            case "pong" -> new Pong();
            case "connect" ->
                    new Connect(
                            fields.peerId("peer"),
                            fields.optionalBytes("proof", ProtocolLimits.PROOF));
            case "incoming" -> new Incoming(circuit(fields), fields.peerId("from"));
            case "accept" -> new Accept(circuit(fields));
            case "decline" -> new Decline(circuit(fields));
            case "open" -> new Open();
            case "error" ->
                    new Failure(
                            fields.text("code", MAX_CODE),
                            fields.text("text", MAX_ERROR_TEXT),
                            fields.optionalNumber("retryAfter"));
            default -> new Unknown(type);
        };
    }

    private static Bytes circuit(Fields fields) throws ProtocolViolationException {
        Bytes circuit = fields.bytes("circuit", CIRCUIT);
        if (circuit.size() != CIRCUIT) {
            throw new ProtocolViolationException(
                    "field 'circuit': %d bytes (must be %d)".formatted(circuit.size(), CIRCUIT));
        }
        return circuit;
    }

    private static void circuit(JsonGenerator out, Bytes circuit) {
        out.writeBinaryProperty("circuit", circuit.toByteArray());
    }

    private static void proof(JsonGenerator out, Optional<Bytes> proof) {
        proof.ifPresent(bytes -> out.writeBinaryProperty("proof", bytes.toByteArray()));
    }
}
