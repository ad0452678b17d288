package peerlink.registry.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.Refusal;
import peerlink.api.contract.Vectors;
import peerlink.testkit.contract.TestIdentities;

/**
 * This program treats frames, {@code registry/1} and records as {@code docs/test-vectors.md} says.
 */
class TestVectorsTest {
    static List<Vectors.Row> frames() throws IOException {
        return Vectors.of("Frames in CBOR");
    }

    static List<Vectors.Row> requests() throws IOException {
        return Vectors.of("registry/1: requests");
    }

    static List<Vectors.Row> answers() throws IOException {
        return Vectors.of("registry/1: answers");
    }

    static List<Vectors.Row> records() throws IOException {
        return Vectors.of("Signed records");
    }

    static List<Vectors.Row> relayFrames() throws IOException {
        return Vectors.of("relay/1");
    }

    static List<Vectors.Row> addresses() throws IOException {
        return Vectors.of("Addresses in records");
    }

    @ParameterizedTest
    @MethodSource("frames")
    void frame(Vectors.Row row) {
        String outcome;
        try {
            CborMaps.map(row.bytes(), ProtocolLimits.MAX_ANSWER);
            outcome = "a map";
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "malformed";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void request(Vectors.Row row) {
        String outcome;
        try {
            Fields fields = CborMaps.map(row.bytes(), ProtocolLimits.MAX_REQUEST);
            Request.number(fields);
            outcome =
                    switch (Request.decode(fields)) {
                        case Request.Register _ -> "register";
                        case Request.Renew _ -> "renew";
                        case Request.Deregister _ -> "deregister";
                        case Request.LookupId _, Request.LookupName _ -> "lookup";
                        case Request.Prefix _ -> "prefix";
                        case Request.ListPage _ -> "list";
                        case Request.Watch _ -> "watch";
                        case Request.Signal _ -> "signal";
                        case Request.Ping _ -> "ping";
                        case Request.Probe _ -> "probe";
                        case Request.Unknown _ -> "unknown-request";
                    };
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "malformed";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answer(Vectors.Row row) {
        String outcome;
        try {
            outcome =
                    switch (Answer.decode(row.bytes()).answer()) {
                        case Answer.Leased _ -> "leased";
                        case Answer.Done _ -> "done";
                        case Answer.Records _ -> "records";
                        case Answer.Failure _ -> "error";
                        case Answer.Watching _ -> "watching";
                        case Answer.Resync _ -> "resync";
                        case Answer.Changes _ -> "changes";
                        case Answer.GoAway _ -> "go-away";
                        case Answer.Superseded _ -> "superseded";
                        case Answer.Conflict _ -> "conflict";
                        case Answer.Probed _ -> "probed";
                        case Answer.Signal _ -> "signal";
                        case Answer.Unknown _ -> "unknown";
                    };
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "broken";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }

    @ParameterizedTest
    @MethodSource("relayFrames")
    void relayFrame(Vectors.Row row) {
        String outcome;
        try {
            RelayFrame frame = RelayFrame.decode(row.bytes());
            outcome = frame instanceof RelayFrame.Unknown ? "unknown" : frame.type();
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "malformed";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }

    @ParameterizedTest
    @MethodSource("records")
    void record(Vectors.Row row) {
        assertEquals(row.outcome(), outcome(row.bytes()), row.input());
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void address(Vectors.Row row) {
        Bytes record =
                CborMaps.write(
                        out -> {
                            out.writeStartObject();
                            out.writeBinaryProperty("key", key());
                            out.writeNumberProperty("seq", 7);
                            out.writeNumberProperty("issuedAt", 7);
                            out.writeStringProperty("name", "alice");
                            out.writeArrayPropertyStart("addresses");
                            out.writeString(row.input());
                            out.writeEndArray();
                            out.writeEndObject();
                        });
        assertEquals(row.outcome(), outcome(record), row.input());
    }

    private static byte[] key() {
        return TestIdentities.ed25519("alice").certificate().getPublicKey().getEncoded();
    }

    private static String outcome(Bytes record) {
        try {
            Statement.Present.decode(record);
            return "taken";
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            return "malformed";
        }
    }
}
