package peerlink.registry.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;
import peerlink.registry.store.Change;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;
import tools.jackson.core.JsonGenerator;

/**
 * A frame that a server sends: the answer to a request, or a notice.
 *
 * <p>The file is longer than most, as it holds each kind of answer with its two directions, which
 * are read together.
 */
public sealed interface Answer {
    /**
     * A lease holds.
     *
     * @param ttl its duration in milliseconds, unless it is renewed
     * @param renewAfter the time at which to renew, in milliseconds from now
     * @param observed the address that the client's link comes from, as the server sees it
     * @param relay whether the server is a relay too, for whoever has a lease
     */
    record Leased(long ttl, long renewAfter, String observed, boolean relay) implements Answer {
        public Leased(long ttl, long renewAfter, String observed) {
            this(ttl, renewAfter, observed, false);
        }
    }

    /** The request is done, and there is nothing more to say. */
    record Done() implements Answer {}

    /**
     * The answer has the records that match the query.
     *
     * @param next the place from which the list goes on, or null if this is all
     */
    record Records(List<SignedRecord> records, @Nullable PeerId next) implements Answer {
        public Records {
            records = List.copyOf(records);
        }
    }

    /**
     * The request was declined.
     *
     * @param retryAfter the time at which it may succeed, in milliseconds from now
     * @param sequence the number that a stale sequence must exceed
     * @param request the request's id in the server's log, which a user can quote to the operator;
     *     empty if unknown
     */
    record Failure(
            String code,
            String text,
            OptionalLong retryAfter,
            OptionalLong sequence,
            String request)
            implements Answer {
        /** A number of the connection, a point, and a number of the request. */
        private static final Pattern REQUEST = Pattern.compile("[0-9]{1,19}\\.[0-9]{1,19}");

        public Failure(String code, String text, OptionalLong retryAfter, OptionalLong sequence) {
            this(code, text, retryAfter, sequence, "");
        }

        public static Failure of(RequestRefusedException refusal) {
            return new Failure(
                    refusal.code().word(),
                    String.valueOf(refusal.getMessage()),
                    refusal.retryAfter(),
                    refusal.sequence());
        }

        public Failure {
            // for people, from outside: in another form it would help nobody
            request = REQUEST.matcher(request).matches() ? request : "";
        }

        /** Returns the same with the id of the request in the server's log. */
        public Failure called(String request) {
            return new Failure(code, text, retryAfter, sequence, request);
        }

        public RefusedException refused() {
            String message = request.isEmpty() ? text : text + " (request " + request + ")";
            return retryAfter.isPresent()
                    ? new RefusedException(code, message, Duration.ofMillis(retryAfter.getAsLong()))
                    : new RefusedException(code, message);
        }
    }

    /**
     * The client watches: it is told of all changes since the cursor that it gave, which is this
     * one.
     */
    record Watching(Cursor cursor) implements Answer {}

    /**
     * The client watches, but has missed something: it is to read the list. Also sent unasked.
     *
     * @param cursor the place from which changes go on; the list is no older
     */
    record Resync(Cursor cursor) implements Answer {}

    /**
     * The watcher hears of changes, unasked: the frame's number is 0.
     *
     * @param cursor the last change that the client has seen with these
     */
    record Changes(List<Change> changes, Cursor cursor) implements Answer {
        public Changes {
            changes = List.copyOf(changes);
        }
    }

    /**
     * The server is about to end: the client is to close the link and to go elsewhere, or to come
     * back. Sent unasked.
     *
     * @param retryAfter the time at which the server may be there again, in milliseconds
     */
    record GoAway(long retryAfter) implements Answer {
        /** Returns the reason for the end of the link. */
        public RefusedException refused() {
            return new RefusedException(
                    "go-away", "the registry is going away", Duration.ofMillis(retryAfter));
        }
    }

    /**
     * Another link has registered with the client's key since: the client is to ask for the state
     * of its lease with a renewal. Sent unasked.
     */
    record Superseded() implements Answer {}

    /**
     * The client's registration holds in the place of one that another process has made with the
     * same key, which is alive. Sent unasked.
     *
     * @param observed the address that the other one's link comes from, as the server sees it
     */
    record Conflict(String observed) implements Answer {}

    /**
     * The registry tells how it sees the client.
     *
     * @param time the registry's clock, in milliseconds since 1970
     * @param observed the address that the client's link comes from, as the server sees it
     * @param reachable whether a connection to the client could be opened; empty if none was tried
     * @param relay as in {@link Leased}
     */
    record Probed(long time, String observed, Optional<Boolean> reachable, boolean relay)
            implements Answer {}

    /**
     * Another registered peer signals. Sent unasked.
     *
     * @param from the peer, as its link has proved it to the server
     * @param observed the address that the peer's link comes from, as the server sees it
     * @param data the bytes that the peer has given
     */
    record Signal(PeerId from, String observed, Bytes data) implements Answer {}

    /** The answer is of a type that this version does not know. */
    record Unknown(String type) implements Answer {}

    /** Pairs a answer with the number of its request; 0 if it answers none. */
    record Numbered(long id, Answer answer) {}

    /** Returns the exception of a client to which this is no answer. */
    default ProtocolViolationException unexpected() {
        return new ProtocolViolationException(
                "the registry answered with " + getClass().getSimpleName());
    }

    static Bytes encode(long id, Answer answer) {
        return CborMaps.write(
                out -> {
                    out.writeStartObject();
                    out.writeNumberProperty("id", id);
                    switch (answer) {
                        case Leased(long ttl, long renewAfter, String observed, boolean relay) -> {
                            out.writeStringProperty("type", "leased");
                            out.writeNumberProperty("ttl", ttl);
                            out.writeNumberProperty("renewAfter", renewAfter);
                            out.writeStringProperty("observed", observed);
                            if (relay) {
                                out.writeBooleanProperty("relay", true);
                            }
                        }
                        case Done() -> out.writeStringProperty("type", "done");
                        case Records(List<SignedRecord> records, PeerId next) -> {
                            out.writeStringProperty("type", "records");
                            out.writeArrayPropertyStart("records");
                            records.forEach(record -> signed(out, record));
                            out.writeEndArray();
                            if (next != null) {
                                out.writeStringProperty("next", next.text());
                            }
                        }
                        case Failure(
                                        String code,
                                        String text,
                                        OptionalLong retryAfter,
                                        OptionalLong sequence,
                                        String request) -> {
                            out.writeStringProperty("type", "error");
                            out.writeStringProperty("code", code);
                            out.writeStringProperty("text", text);
                            retryAfter.ifPresent(ms -> out.writeNumberProperty("retryAfter", ms));
                            sequence.ifPresent(n -> out.writeNumberProperty("sequence", n));
                            if (!request.isEmpty()) {
                                out.writeStringProperty("request", request);
                            }
                        }
                        case Watching(Cursor cursor) -> {
                            out.writeStringProperty("type", "watching");
                            out.writeStringProperty("cursor", cursor.toString());
                        }
                        case Resync(Cursor cursor) -> {
                            out.writeStringProperty("type", "resync");
                            out.writeStringProperty("cursor", cursor.toString());
                        }
                        case Changes(List<Change> changes, Cursor cursor) -> {
                            out.writeStringProperty("type", "changes");
                            out.writeStringProperty("cursor", cursor.toString());
                            out.writeArrayPropertyStart("changes");
                            changes.forEach(change -> change(out, change));
                            out.writeEndArray();
                        }
                        case GoAway(long retryAfter) -> {
                            out.writeStringProperty("type", "go-away");
                            out.writeNumberProperty("retryAfter", retryAfter);
                        }
                        case Superseded() -> out.writeStringProperty("type", "superseded");
                        case Conflict(String observed) -> {
                            out.writeStringProperty("type", "conflict");
                            out.writeStringProperty("observed", observed);
                        }
                        case Probed(
                                        long time,
                                        String observed,
                                        Optional<Boolean> reachable,
                                        boolean relay) -> {
                            out.writeStringProperty("type", "probed");
                            out.writeNumberProperty("time", time);
                            out.writeStringProperty("observed", observed);
                            reachable.ifPresent(is -> out.writeBooleanProperty("reachable", is));
                            if (relay) {
                                out.writeBooleanProperty("relay", true);
                            }
                        }
                        case Signal(PeerId from, String observed, Bytes data) -> {
                            out.writeStringProperty("type", "signal");
                            out.writeStringProperty("from", from.text());
                            out.writeStringProperty("observed", observed);
                            out.writeBinaryProperty("data", data.toByteArray());
                        }
                        case Unknown(String type) -> out.writeStringProperty("type", type);
                    }
                    out.writeEndObject();
                });
    }

    static Numbered decode(Bytes frame) throws ProtocolViolationException {
        Fields fields = CborMaps.map(frame, ProtocolLimits.MAX_ANSWER);
        long id = fields.number("id");
        String type = fields.text("type", 32);
        Answer answer =
                switch (type) {
                    case "leased" ->
                            new Leased(
                                    fields.number("ttl"),
                                    fields.number("renewAfter"),
                                    fields.text("observed", 255),
                                    fields.has("relay") && fields.truth("relay"));
                    case "done" -> new Done();
                    case "records" -> new Records(records(fields), fields.optionalPeerId("next"));
                    case "error" ->
                            new Failure(
                                    fields.text("code", 32),
                                    fields.text("text", ProtocolLimits.MAX_ERROR_TEXT),
                                    fields.optionalNumber("retryAfter"),
                                    fields.optionalNumber("sequence"),
                                    fields.has("request") ? fields.text("request", 39) : "");
                    case "watching" -> new Watching(fields.cursor("cursor"));
                    case "resync" -> new Resync(fields.cursor("cursor"));
                    case "go-away" -> new GoAway(fields.number("retryAfter"));
                    case "superseded" -> new Superseded();
                    case "conflict" -> new Conflict(fields.text("observed", 255));
                    case "probed" ->
                            new Probed(
                                    fields.number("time"),
                                    fields.text("observed", 255),
                                    fields.has("reachable")
                                            ? Optional.of(fields.truth("reachable"))
                                            : Optional.empty(),
                                    fields.has("relay") && fields.truth("relay"));
                    case "signal" ->
                            new Signal(
                                    fields.peerId("from"),
                                    fields.text("observed", 255),
                                    fields.filledBytes("data", ProtocolLimits.MAX_SIGNAL));
                    case "changes" -> new Changes(changes(fields), fields.cursor("cursor"));
                    default -> new Unknown(type);
                };
        return new Numbered(id, answer);
    }

    private static List<SignedRecord> records(Fields fields) throws ProtocolViolationException {
        var records = new ArrayList<SignedRecord>();
        for (Fields entry : fields.maps("records", ProtocolLimits.PAGE)) {
            records.add(signed(entry));
        }
        return records;
    }

    private static List<Change> changes(Fields fields) throws ProtocolViolationException {
        var changes = new ArrayList<Change>();
        for (Fields entry : fields.maps("changes", ProtocolLimits.PAGE)) {
            changes.add(
                    entry.has("left")
                            ? new Change.Went(entry.peerId("left"))
                            : new Change.Came(signed(entry)));
        }
        return changes;
    }

    private static SignedRecord signed(Fields fields) throws ProtocolViolationException {
        return new SignedRecord(
                fields.bytes("record", ProtocolLimits.MAX_RECORD),
                fields.bytes("signature", ProtocolLimits.SIGNATURE));
    }

    private static void change(JsonGenerator out, Change change) {
        switch (change) {
            case Change.Came(SignedRecord record) -> signed(out, record);
            case Change.Went(PeerId id) -> {
                out.writeStartObject();
                out.writeStringProperty("left", id.text());
                out.writeEndObject();
            }
        }
    }

    private static void signed(JsonGenerator out, SignedRecord record) {
        out.writeStartObject();
        out.writeBinaryProperty("record", record.record().toByteArray());
        out.writeBinaryProperty("signature", record.signature().toByteArray());
        out.writeEndObject();
    }
}
