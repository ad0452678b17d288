package peerlink.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.api.cbor.CborForm;
import peerlink.api.contract.HostileInput;
import peerlink.api.contract.Refusal;
import peerlink.api.contract.Vectors;
import peerlink.core.link.FrameCbor;

/**
 * Checks that every input is taken, or refused by the one exception that the decoder declares;
 * anything else fails the test. The rows of {@code docs/test-vectors.md} have the page's outcome.
 */
class ChatFrameDecoderTest {
    private static final PeerId ALICE = PeerId.ofKey(new byte[] {1});
    private static final PeerId BOB = PeerId.ofKey(new byte[] {2});

    @Property(tries = 4_000)
    void anyChatFrameIsTakenOrRefused(@ForAll("chatFrames") byte[] frame) {
        try {
            if (ChatFrame.decode(Bytes.copyOf(frame), ALICE, BOB)
                    instanceof ChatFrame.Carrier(long seq, Message message)) {
                assertEquals(
                        new ChatFrame.Carrier(seq, message),
                        ChatFrame.decode(new ChatFrame.Carrier(seq, message).encode(), ALICE, BOB));
            }
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
        }
    }

    @Provide
    Arbitrary<byte[]> chatFrames() {
        Message message =
                new Message("m-1", ALICE, BOB, Message.TEXT, Bytes.utf8("hello"), Instant.EPOCH);
        return HostileInput.bytes(
                List.of(
                        new ChatFrame.Carrier(7, message).encode().toByteArray(),
                        new ChatFrame.Ack(7).encode().toByteArray()));
    }

    /**
     * The form is checked before the library reads. The library must not know better, nor stumble
     * over fields that are not asked for.
     */
    @Property(tries = 4_000)
    void anyInputInTheFormOfAFrameIsRead(@ForAll("chatFrames") byte[] frame) throws Exception {
        try {
            CborForm.require(Bytes.copyOf(frame));
        } catch (ProtocolViolationException e) {
            return;
        }
        List<String> names = new ArrayList<>();
        FrameCbor.read(Bytes.copyOf(frame), (name, _) -> names.add(name));
        assertEquals(names.size(), Set.copyOf(names).size());
    }

    static List<Vectors.Row> rows() throws IOException {
        return Vectors.of("peerlink/1");
    }

    @ParameterizedTest
    @MethodSource("rows")
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
                        case ChatFrame.Signal _ -> "signal";
                        case ChatFrame.Unknown _ -> "ignored";
                    };
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "ends";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }
}
