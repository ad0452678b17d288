package peerlink.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.Refusal;
import peerlink.api.contract.Vectors;
import peerlink.core.link.FrameCbor;
import peerlink.core.link.Hello;
import peerlink.core.model.Invite;

/**
 * Checks the program against {@code docs/test-vectors.md}: frames, the hello, {@code peerlink/1}
 * and invites.
 */
class TestVectorsTest {
    private static final PeerId ALICE = PeerId.ofKey(new byte[] {1});
    private static final PeerId BOB = PeerId.ofKey(new byte[] {2});

    static List<Vectors.Row> frames() throws IOException {
        return Vectors.of("Frames in CBOR");
    }

    static List<Vectors.Row> hellos() throws IOException {
        return Vectors.of("Hello");
    }

    static List<Vectors.Row> chatFrames() throws IOException {
        return Vectors.of("peerlink/1");
    }

    static List<Vectors.Row> invites() throws IOException {
        return Vectors.of("Invites");
    }

    @ParameterizedTest
    @MethodSource("frames")
    void frame(Vectors.Row row) {
        String outcome;
        try {
            FrameCbor.read(row.bytes(), (_, _) -> {});
            outcome = "a map";
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "malformed";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }

    @ParameterizedTest
    @MethodSource("hellos")
    void hello(Vectors.Row row) {
        String outcome;
        try {
            outcome =
                    switch (Hello.decode(row.bytes())) {
                        case Hello.Greeting _ -> "hello";
                        case Hello.Acceptance _ -> "hello-ok";
                        case Hello.Refusal _ -> "refusal";
                    };
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "malformed";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }

    @ParameterizedTest
    @MethodSource("chatFrames")
    void chatFrame(Vectors.Row row) {
        String outcome;
        try {
            outcome =
                    switch (ChatFrame.decode(row.bytes(), ALICE, BOB)) {
                        case ChatFrame.Begin _ -> "begin";
                        case ChatFrame.Have _ -> "have";
                        case ChatFrame.Carrier _ -> "message";
                        case ChatFrame.Unacceptable _ -> "unacceptable";
                        case ChatFrame.Ack _ -> "ack";
                        case ChatFrame.Ping _ -> "ping";
                        case ChatFrame.Pong _ -> "pong";
                        case ChatFrame.Refusal _ -> "refusal";
                        case ChatFrame.Unknown _ -> "ignored";
                    };
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "ends";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }

    @ParameterizedTest
    @MethodSource("invites")
    void invite(Vectors.Row row) {
        String outcome;
        try {
            Invite.parse(row.input());
            outcome = "taken";
        } catch (IllegalArgumentException e) {
            Refusal.requireClean(e);
            outcome = "refused";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }
}
