package peerlink.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import tools.jackson.core.JsonParser;

/** A frame of the protocol {@code peerlink/1}: docs/protocol.md, section Messages. */
sealed interface ChatFrame {
    /**
     * Carries a message.
     *
     * @param seq its number on this link and in this direction, from 1 on
     */
    record Carrier(long seq, Message message) implements ChatFrame {}

    /** Tells that every message up to {@code seq} has been accepted. */
    record Ack(long seq) implements ChatFrame {}

    /**
     * Tells that the message {@code seq} and all after it on this link won't be accepted; the link ends after it.
     *
     * @param code a short stable word: docs/protocol.md, section First contact
     * @param message why, for people: one clean line
     */
    record Refusal(long seq, String code, String message) implements ChatFrame {
        /** Returns the frame. */
        Bytes encode() {
            return Cbor.write(
                    128,
                    4,
                    out -> {
                        out.writeStringProperty("type", "refusal");
                        out.writeNumberProperty("seq", seq);
                        out.writeStringProperty("code", code);
                        out.writeStringProperty("message", message);
                    });
        }
    }

    /** A type that a later version may know. */
    record Unknown(String type) implements ChatFrame {}

    /**
     * Reads a frame that came in.
     *
     * @param from who sent it, as the link proved
     * @param to who received it
     * @throws ProtocolViolationException if it is malformed or breaks a limit
     */
    static ChatFrame decode(Bytes frame, PeerId from, PeerId to) throws ProtocolViolationException {
        Fields fields = new Fields();
        Cbor.read(frame, fields);
        return switch (fields.type) {
            case "message" -> new Carrier(fields.seq(), fields.message(from, to));
            case "ack" -> new Ack(fields.seq());
            case "refusal" ->
                    new Refusal(
                            fields.seq(),
                            Printable.excerpt(fields.code),
                            Printable.line(fields.message));
            default -> new Unknown(Printable.excerpt(fields.type));
        };
    }

    /** Returns the frame that carries the message. */
    static Bytes encode(long seq, Message message) {
        byte[] content = message.content().toByteArray();
        return Cbor.write(
                content.length + 192,
                6,
                out -> {
                    out.writeStringProperty("type", "message");
                    out.writeNumberProperty("seq", seq);
                    out.writeStringProperty("id", message.id());
                    out.writeStringProperty("mediaType", message.type());
                    out.writeNumberProperty("sentAt", message.sentAt().toEpochMilli());
                    out.writeBinaryProperty("content", content);
                });
    }

    /** Returns the frame that acknowledges everything up to a number. */
    static Bytes encodeAck(long seq) {
        return Cbor.write(
                32,
                2,
                out -> {
                    out.writeStringProperty("type", "ack");
                    out.writeNumberProperty("seq", seq);
                });
    }

    /** What a frame may hold, before anybody knows which kind it is. */
    final class Fields implements Cbor.FieldReader {
        private String type = "";
        private long seq;
        private String id = "";
        private String mediaType = "";
        private long sentAt;
        private @Nullable Bytes content;
        private String code = "";
        private String message = "";

        private Fields() {}

        @Override
        public void read(String field, JsonParser value) throws ProtocolViolationException {
            switch (field) {
                case "type" -> type = Cbor.text(field, value);
                case "seq" -> seq = Cbor.number(field, value);
                case "id" -> id = Cbor.text(field, value);
                case "mediaType" -> mediaType = Cbor.text(field, value);
                case "sentAt" -> sentAt = Cbor.number(field, value);
                case "content" -> content = Cbor.bytes(field, value);
                case "code" -> code = Cbor.text(field, value);
                case "message" -> message = Cbor.text(field, value);
                default -> {}
            }
        }

        private long seq() throws ProtocolViolationException {
            if (seq < 1) {
                throw new ProtocolViolationException("a sequence number is missing or below 1");
            }
            return seq;
        }

        private Message message(PeerId from, PeerId to) throws ProtocolViolationException {
            if (content == null) {
                throw new ProtocolViolationException("a message has no content");
            }
            try {
                return new Message(id, from, to, mediaType, content, Instant.ofEpochMilli(sentAt));
            } catch (IllegalArgumentException e) {
                throw new ProtocolViolationException(String.valueOf(e.getMessage()), e);
            }
        }
    }
}
