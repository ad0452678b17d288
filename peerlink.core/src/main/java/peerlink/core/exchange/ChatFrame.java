package peerlink.core.exchange;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import peerlink.api.Bytes;
import peerlink.api.Directory;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.Protocol;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;
import peerlink.core.link.FrameCbor;
import peerlink.core.link.FrameFields;
import peerlink.core.store.StreamId;

/**
 * A frame of the protocol {@code peerlink/1}: docs/protocol.md, section Messages.
 *
 * <p>The file is longer than most, as a frame's writing stands beside its reading.
 */
public sealed interface ChatFrame {
    /** The protocol of these frames. */
    Protocol PROTOCOL = new Protocol("peerlink", 1);

    /**
     * The code of the refusal while a stranger's request waits until the user accepts or blocks the
     * stranger.
     */
    String REQUEST_PENDING = "request-pending";

    /**
     * The code of the refusal of a first message that is no text, and so no request. The next
     * message may be one.
     */
    String REQUEST_NOT_TEXT = "request-not-text";

    /**
     * The code of the refusal of a first message that is too long for a request. The next message
     * may be one.
     */
    String REQUEST_TOO_LONG = "request-too-long";

    /** The fields of all frames, with the kind of each. */
    Map<String, FrameFields.Kind> FIELDS =
            Map.of(
                    "type", FrameCbor::text,
                    "seq", FrameCbor::number,
                    "stream", FrameCbor::bytes,
                    "id", FrameCbor::text,
                    "mediaType", FrameCbor::text,
                    "sentAt", FrameCbor::number,
                    "content", FrameCbor::bytes,
                    "code", FrameCbor::text,
                    "message", FrameCbor::text,
                    "alone", FrameCbor::flag);

    /** Names the stream whose numbers the sender's messages on this link have. */
    record Begin(StreamId stream) implements ChatFrame {
        @Override
        public Bytes encode() {
            return FrameCbor.write(
                    48,
                    2,
                    out -> {
                        out.writeStringProperty("type", "begin");
                        out.writeBinaryProperty("stream", stream.bytes().toByteArray());
                    });
        }
    }

    /**
     * Answers {@link Begin}: every message of the stream up to {@code seq} is on disk.
     *
     * @param seq 0 if there is none
     * @param id the id of the message {@code seq}; empty if there is none
     */
    record Have(long seq, String id) implements ChatFrame {
        @Override
        public Bytes encode() {
            return FrameCbor.write(
                    96,
                    3,
                    out -> {
                        out.writeStringProperty("type", "have");
                        out.writeNumberProperty("seq", seq);
                        out.writeStringProperty("id", id);
                    });
        }
    }

    /**
     * Carries a message.
     *
     * @param seq the number in the stream, from 1 on
     */
    record Carrier(long seq, Message message) implements ChatFrame {
        @Override
        public Bytes encode() {
            byte[] content = message.content().toByteArray();
            return FrameCbor.write(
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
    }

    /** Acknowledges every message up to {@code seq}. */
    record Ack(long seq) implements ChatFrame {
        @Override
        public Bytes encode() {
            return FrameCbor.write(
                    32,
                    2,
                    out -> {
                        out.writeStringProperty("type", "ack");
                        out.writeNumberProperty("seq", seq);
                    });
        }
    }

    /** Asks for a sign of life. */
    record Ping() implements ChatFrame {
        @Override
        public Bytes encode() {
            return bare("ping");
        }
    }

    /** Answers {@link Ping}. */
    record Pong() implements ChatFrame {
        @Override
        public Bytes encode() {
            return bare("pong");
        }
    }

    /**
     * Carries a signal to the peer at the other end: docs/protocol.md, section Signals.
     *
     * @param content 1 to {@link Directory#MAX_SIGNAL} bytes, which only their own signature proves
     */
    record Signal(Bytes content) implements ChatFrame {
        @Override
        public Bytes encode() {
            return FrameCbor.write(
                    content.size() + 32,
                    2,
                    out -> {
                        out.writeStringProperty("type", "signal");
                        out.writeBinaryProperty("content", content.toByteArray());
                    });
        }
    }

    /**
     * Refuses the message {@code seq}, and every later message on this link, which ends after it.
     *
     * @param code a short stable word: docs/protocol.md, section First contact
     * @param message the reason, for people: one clean line
     * @param alone whether that message alone was at fault, so that later messages are to be sent
     *     again over another link
     */
    record Refusal(long seq, String code, String message, boolean alone) implements ChatFrame {
        /** The code of the refusal of a message that breaks a rule, whoever sends it. */
        public static final String UNACCEPTABLE = "unacceptable";

        private static final Set<String> ALONE =
                Set.of(UNACCEPTABLE, ChatFrame.REQUEST_NOT_TEXT, ChatFrame.REQUEST_TOO_LONG);

        public static Refusal of(long seq, RefusedException reason) {
            return new Refusal(
                    seq, reason.code(), Printable.reason(reason), ALONE.contains(reason.code()));
        }

        @Override
        public Bytes encode() {
            return FrameCbor.write(
                    128,
                    alone ? 5 : 4,
                    out -> {
                        out.writeStringProperty("type", "refusal");
                        out.writeNumberProperty("seq", seq);
                        out.writeStringProperty("code", code);
                        out.writeStringProperty("message", message);
                        if (alone) {
                            out.writeBooleanProperty("alone", true);
                        }
                    });
        }
    }

    /**
     * A message that breaks a rule, whoever sends it and however often. The receiver refuses it,
     * lest its sender sends it again and again before all others.
     *
     * @param rule the rule that it breaks, and the value
     */
    record Unacceptable(long seq, String rule) implements ChatFrame {
        /** Returns the bytes of such a message: one without content. */
        @Override
        public Bytes encode() {
            return FrameCbor.write(
                    32,
                    2,
                    out -> {
                        out.writeStringProperty("type", "message");
                        out.writeNumberProperty("seq", seq);
                    });
        }
    }

    /** A frame of a type that a later version may know. */
    record Unknown(String type) implements ChatFrame {
        @Override
        public Bytes encode() {
            return bare(type);
        }
    }

    /** Returns the bytes of the frame. */
    Bytes encode();

    /**
     * Reads a frame that came in.
     *
     * @param from the sender, as the link proved
     * @param to the receiver
     * @throws ProtocolViolationException if it is malformed or breaks a limit
     */
    static ChatFrame decode(Bytes frame, PeerId from, PeerId to) throws ProtocolViolationException {
        FrameFields all = FrameFields.read(frame, FIELDS);
        Fields fields = new Fields(all);
        String type = all.text("type");
        return switch (type) {
            case "begin" -> new Begin(fields.stream());
            case "have" -> new Have(fields.count(), fields.positionId());
            case "message" -> fields.message(from, to);
            case "ack" -> new Ack(fields.seq());
            case "refusal" ->
                    new Refusal(
                            fields.seq(),
                            Printable.excerpt(all.text("code")),
                            Printable.line(all.text("message")),
                            all.flag("alone"));
            case "ping" -> new Ping();
            case "pong" -> new Pong();
            case "signal" -> new Signal(fields.signal());
            default -> new Unknown(Printable.excerpt(type));
        };
    }

    private static Bytes bare(String type) {
        return FrameCbor.write(16, 1, out -> out.writeStringProperty("type", type));
    }

    /** Reads the fields of a frame whose type is known, and checks them. */
    record Fields(FrameFields of) {
        private long seq() throws ProtocolViolationException {
            long seq = of.number("seq");
            if (seq < 1) {
                throw new ProtocolViolationException("'seq' is missing or below 1: " + seq);
            }
            return seq;
        }

        private long count() throws ProtocolViolationException {
            long seq = of.number("seq");
            if (seq < 0) {
                throw new ProtocolViolationException("'seq' is below 0: " + seq);
            }
            return seq;
        }

        private StreamId stream() throws ProtocolViolationException {
            Bytes stream = of.bytes("stream");
            if (stream == null || stream.size() != StreamId.SIZE) {
                throw new ProtocolViolationException(
                        "a stream is missing or not 16 bytes long: "
                                + (stream == null ? 0 : stream.size()));
            }
            return StreamId.of(stream);
        }

        private Bytes signal() throws ProtocolViolationException {
            Bytes content = of.bytes("content");
            int size = content == null ? 0 : content.size();
            if (content == null || size < 1 || size > Directory.MAX_SIGNAL) {
                throw new ProtocolViolationException(
                        "a signal of %d bytes (1 to %d)".formatted(size, Directory.MAX_SIGNAL));
            }
            return content;
        }

        private String positionId() throws ProtocolViolationException {
            String id = of.text("id");
            if (id.length() > 64) {
                throw new ProtocolViolationException(
                        "a message id is longer than 64 characters: '"
                                + Printable.excerpt(id)
                                + "'");
            }
            return id;
        }

        private ChatFrame message(PeerId from, PeerId to) throws ProtocolViolationException {
            long number = seq();
            Bytes content = of.bytes("content");
            if (content == null) {
                return new Unacceptable(number, "a message has no content");
            }
            try {
                String id = of.text("id");
                String mediaType = of.text("mediaType");
                Instant written = Instant.ofEpochMilli(of.number("sentAt"));
                Message message = new Message(id, from, to, mediaType, content, written);
                return new Carrier(
                        number,
                        message.isDated()
                                ? message
                                : new Message(id, from, to, mediaType, content, Message.UNDATED));
            } catch (IllegalArgumentException e) {
                return new Unacceptable(number, Printable.reason(e));
            }
        }
    }
}
