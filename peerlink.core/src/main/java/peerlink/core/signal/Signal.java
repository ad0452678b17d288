package peerlink.core.signal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.core.link.FrameCbor;
import peerlink.core.link.FrameFields;

/**
 * Says one thing to the peer with which a link is to come about: docs/protocol.md, section Signals.
 *
 * @param key the sender's public key, a DER SubjectPublicKeyInfo
 * @param to the addressee
 * @param at the time by the sender's clock
 * @param appeal the number of the appeal that the signal belongs to: {@value #NUMBER} random bytes
 *     of the one who asks
 * @param addresses the addresses at which the sender may be met, best first; {@value
 *     #MAX_ADDRESSES} at most
 */
record Signal(Bytes key, PeerId to, Instant at, Bytes appeal, Step step, List<Address> addresses) {
    static final int NUMBER = 16;
    static final int MAX_ADDRESSES = 8;

    /** The longest signal without its signature, in bytes. */
    static final int MAX_SIZE = 900;

    private static final int MAX_KEY = 128;

    private static final Map<String, FrameFields.Kind> FIELDS =
            Map.of(
                    "key", FrameCbor::bytes,
                    "to", FrameCbor::text,
                    "at", FrameCbor::number,
                    "appeal", FrameCbor::bytes,
                    "step", FrameCbor::text,
                    "addresses", (name, value) -> FrameCbor.texts(name, value, MAX_ADDRESSES));

    /** The steps of an appeal, in their order. */
    enum Step {
        /** The sender wants a link: the addressee may connect to its addresses. */
        WANT,
        /** The sender has heard of that, and can be met at its addresses. */
        READY,
        /** The sender connects after half the time that the answer took: the addressee at once. */
        GO;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Step of(String word) throws ProtocolViolationException {
            for (Step step : values()) {
                if (step.word().equals(word)) {
                    return step;
                }
            }
            throw new ProtocolViolationException(
                    "not a step: '" + Printable.excerpt(word) + "' (want, ready, go)");
        }
    }

    Signal {
        addresses = List.copyOf(addresses);
    }

    PeerId from() {
        return PeerId.ofKey(key.toByteArray());
    }

    /** Returns the content; with so many of the addresses as there is room for. */
    Bytes encode() {
        List<Address> kept = new ArrayList<>(addresses);
        Bytes content = encode(kept);
        while (content.size() > MAX_SIZE && !kept.isEmpty()) {
            kept.removeLast();
            content = encode(kept);
        }
        return content;
    }

    private Bytes encode(List<Address> kept) {
        return FrameCbor.write(
                512,
                6,
                out -> {
                    out.writeBinaryProperty("key", key.toByteArray());
                    out.writeStringProperty("to", to.text());
                    out.writeNumberProperty("at", at.toEpochMilli());
                    out.writeBinaryProperty("appeal", appeal.toByteArray());
                    out.writeStringProperty("step", step.word());
                    out.writeArrayPropertyStart("addresses");
                    kept.forEach(address -> out.writeString(address.toString()));
                    out.writeEndArray();
                });
    }

    static Signal decode(Bytes content) throws ProtocolViolationException {
        FrameFields fields = FrameFields.read(content, FIELDS);
        Bytes key = fields.bytes("key");
        Bytes appeal = fields.bytes("appeal");
        String to = fields.text("to");
        if (key == null || key.size() > MAX_KEY || appeal == null || appeal.size() != NUMBER) {
            throw new ProtocolViolationException("a signal without a key or an appeal");
        }
        if (!PeerId.isPeerId(to)) {
            throw new ProtocolViolationException(
                    "not an addressee: '" + Printable.excerpt(to) + "'");
        }
        try {
            return new Signal(
                    key,
                    new PeerId(to),
                    Instant.ofEpochMilli(fields.number("at")),
                    appeal,
                    Step.of(fields.text("step")),
                    fields.texts("addresses").stream().map(Address::parse).toList());
        } catch (IllegalArgumentException e) {
            throw new ProtocolViolationException(Printable.reason(e), e);
        }
    }
}
