package peerlink.registry.protocol;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.SignedRecord;
import tools.jackson.core.JsonGenerator;

/** Asks a registry for something: the frames that a client sends. */
public sealed interface Request {
    /**
     * Registers the client, or replaces its record.
     *
     * @param proof the proof of an {@code EnrolmentToken}, if the registry asks for one
     */
    record Register(SignedRecord record, Optional<Bytes> proof) implements Request {
        public Register(SignedRecord record) {
            this(record, Optional.empty());
        }
    }

    record Renew() implements Request {}

    record Deregister(SignedRecord tombstone) implements Request {}

    record LookupId(PeerId id) implements Request {}

    record LookupName(PeerName name) implements Request {}

    record Prefix(String prefix) implements Request {}

    /** Asks for a page of the list, in the order of ids, from the one after {@code after} on. */
    record ListPage(@Nullable PeerId after) implements Request {}

    /**
     * Asks for changes from now on.
     *
     * @param after the last change that the client has seen already, or null if it has seen nothing
     */
    record Watch(@Nullable Cursor after) implements Request {}

    /**
     * Asks the server to pass a signal on.
     *
     * @param data at least one byte, {@link ProtocolLimits#MAX_SIGNAL} at most
     */
    record Signal(PeerId peer, Bytes data) implements Request {}

    record Ping() implements Request {}

    /**
     * Asks how the registry sees the client, and whether it can connect to it.
     *
     * @param port the port to connect to, at the address that the link comes from; 0 for none
     */
    record Probe(int port) implements Request {}

    /** The request is of a type that this version does not know. */
    record Unknown(String type) implements Request {}

    /** Pairs a request with the number that its answer will carry. */
    record Numbered(long id, Request request) {}

    static Bytes encode(long id, Request request) {
        return CborMaps.write(
                out -> {
                    out.writeStartObject();
                    out.writeNumberProperty("id", id);
                    switch (request) {
                        case Register(SignedRecord record, Optional<Bytes> proof) -> {
                            type(out, "register");
                            signed(out, record);
                            proof.ifPresent(
                                    bytes -> out.writeBinaryProperty("proof", bytes.toByteArray()));
                        }
                        case Renew() -> type(out, "renew");
                        case Deregister(SignedRecord tombstone) -> {
                            type(out, "deregister");
                            signed(out, tombstone);
                        }
                        case LookupId(PeerId peer) -> {
                            type(out, "lookup");
                            out.writeStringProperty("peer", peer.text());
                        }
                        case LookupName(PeerName name) -> {
                            type(out, "lookup");
                            out.writeStringProperty("name", name.text());
                        }
                        case Prefix(String prefix) -> {
                            type(out, "prefix");
                            out.writeStringProperty("prefix", prefix);
                        }
                        case ListPage(PeerId after) -> {
                            type(out, "list");
                            if (after != null) {
                                out.writeStringProperty("after", after.text());
                            }
                        }
                        case Watch(Cursor after) -> {
                            type(out, "watch");
                            if (after != null) {
                                out.writeStringProperty("cursor", after.toString());
                            }
                        }
                        case Signal(PeerId peer, Bytes data) -> {
                            type(out, "signal");
                            out.writeStringProperty("peer", peer.text());
                            out.writeBinaryProperty("data", data.toByteArray());
                        }
                        case Ping() -> type(out, "ping");
                        case Probe(int port) -> {
                            type(out, "probe");
                            if (port > 0) {
                                out.writeNumberProperty("port", port);
                            }
                        }
                        case Unknown(String type) -> type(out, type);
                    }
                    out.writeEndObject();
                });
    }

    /** Reads the number alone, so that even a request that makes no sense gets its answer. */
    static long number(Fields fields) throws ProtocolViolationException {
        return fields.number("id");
    }

    static Request decode(Fields fields) throws ProtocolViolationException {
        String type = fields.text("type", 32);
        return switch (type) {
            case "register" ->
                    new Register(
                            signed(fields), fields.optionalBytes("proof", ProtocolLimits.PROOF));
            case "renew" -> new Renew();
            case "deregister" -> new Deregister(signed(fields));
            case "lookup" ->
                    fields.has("peer")
                            ? new LookupId(fields.peerId("peer"))
                            : new LookupName(name(fields, "name"));
            case "prefix" -> {
                String prefix = name(fields, "prefix").text();
                if (prefix.length() < 2) {
                    throw new ProtocolViolationException(
                            "field 'prefix': must have at least 2 characters");
                }
                yield new Prefix(prefix);
            }
            case "list" -> new ListPage(fields.optionalPeerId("after"));
            case "watch" -> new Watch(fields.has("cursor") ? fields.cursor("cursor") : null);
            case "signal" ->
                    new Signal(
                            fields.peerId("peer"),
                            fields.filledBytes("data", ProtocolLimits.MAX_SIGNAL));
            case "ping" -> new Ping();
            case "probe" -> new Probe(fields.has("port") ? fields.port("port") : 0);
            default -> new Unknown(type);
        };
    }

    private static PeerName name(Fields fields, String field) throws ProtocolViolationException {
        String text = fields.text(field, PeerName.MAX_LENGTH);
        if (!PeerName.isPeerName(text)) {
            throw new ProtocolViolationException(
                    "field '%s': must be a name, is '%s'"
                            .formatted(field, Printable.excerpt(text)));
        }
        return new PeerName(text);
    }

    private static SignedRecord signed(Fields fields) throws ProtocolViolationException {
        // bytes longer than a record may be are read all the same: they have an error of their own
        return new SignedRecord(
                fields.bytes("record", ProtocolLimits.MAX_REQUEST),
                fields.bytes("signature", ProtocolLimits.SIGNATURE));
    }

    private static void type(JsonGenerator out, String type) {
        out.writeStringProperty("type", type);
    }

    private static void signed(JsonGenerator out, SignedRecord record) {
        out.writeBinaryProperty("record", record.record().toByteArray());
        out.writeBinaryProperty("signature", record.signature().toByteArray());
    }
}
