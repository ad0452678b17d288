package peerlink.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.core.link.FrameCbor;

class ChatFrameTest {
    private static final PeerId ALICE = PeerId.ofKey(new byte[] {1});
    private static final PeerId BOB = PeerId.ofKey(new byte[] {2});

    @Property
    void messagesRoundTrip(
            @ForAll @LongRange(min = 1) long seq, @ForAll("messages") Message message)
            throws Exception {
        assertEquals(
                new ChatFrame.Carrier(seq, message),
                ChatFrame.decode(new ChatFrame.Carrier(seq, message).encode(), ALICE, BOB));
    }

    @Property
    void acknowledgementsRoundTrip(@ForAll @LongRange(min = 1) long seq) throws Exception {
        assertEquals(
                new ChatFrame.Ack(seq),
                ChatFrame.decode(new ChatFrame.Ack(seq).encode(), ALICE, BOB));
    }

    @Property
    void refusalsRoundTrip(
            @ForAll @LongRange(min = 1) long seq,
            @ForAll @AlphaChars @StringLength(max = 60) String code,
            @ForAll @AlphaChars @StringLength(max = 200) String message,
            @ForAll boolean alone)
            throws Exception {
        ChatFrame refusal = new ChatFrame.Refusal(seq, code, message, alone);
        assertEquals(refusal, ChatFrame.decode(refusal.encode(), ALICE, BOB));
    }

    @Property
    void signalsRoundTrip(@ForAll @Size(min = 1, max = 1024) byte[] content) throws Exception {
        ChatFrame signal = new ChatFrame.Signal(Bytes.wrap(content));
        assertEquals(signal, ChatFrame.decode(signal.encode(), ALICE, BOB));
    }

    @Example
    void aRefusalIsCleanedAndBounded() throws Exception {
        Bytes frame = new ChatFrame.Refusal(1, "x".repeat(500), "no\u001b[2J\nway", false).encode();
        var refusal = (ChatFrame.Refusal) ChatFrame.decode(frame, ALICE, BOB);
        assertEquals(65, refusal.code().length());
        assertEquals("no\uFFFD[2J way", refusal.message());
        Bytes long2000 = new ChatFrame.Refusal(1, "no", "x".repeat(2000), false).encode();
        assertThrows(
                ProtocolViolationException.class, () -> ChatFrame.decode(long2000, ALICE, BOB));
    }

    @Example
    void reportsAnUnknownType() throws Exception {
        Bytes frame = FrameCbor.write(32, 1, out -> out.writeStringProperty("type", "typing"));
        assertEquals(new ChatFrame.Unknown("typing"), ChatFrame.decode(frame, ALICE, BOB));
    }

    @Example
    void refusesAByteStringLongerThanTheFrame() {
        // {"content": a byte string that claims 4 GiB}
        byte[] frame = new byte[64];
        byte[] start = {(byte) 0xa1, 0x67, 'c', 'o', 'n', 't', 'e', 'n', 't', 0x5b, 0, 0, 0, 1};
        System.arraycopy(start, 0, frame, 0, start.length);
        assertThrows(
                ProtocolViolationException.class,
                () -> ChatFrame.decode(Bytes.wrap(frame), ALICE, BOB));
    }

    /** Without an answer its sender sends it again and again, and nothing behind it. */
    @Example
    void aMessageThatCanNeverBeTakenKeepsItsNumberAndTheRuleThatItBreaks() throws Exception {
        Map<String, Bytes> wrong = new LinkedHashMap<>();
        wrong.put("not a message id: ''", frame("", Message.TEXT, new byte[1]));
        wrong.put("not a message id: 'a b'", frame("a b", Message.TEXT, new byte[1]));
        wrong.put("not a message id: 'xxx", frame("x".repeat(65), Message.TEXT, new byte[1]));
        wrong.put("not a media type: ''", frame("1", "", new byte[1]));
        wrong.put("not a media type: 'text'", frame("1", "text", new byte[1]));
        wrong.put("not a media type: 'xxx", frame("1", "x".repeat(128) + "/y", new byte[1]));
        wrong.put("message too long: 65537 bytes", frame("1", "TEXT/Plain", new byte[65_537]));
        wrong.put("message too long: 524289 bytes", frame("1", "a/b", new byte[524_289]));
        wrong.put("a message has no content", new ChatFrame.Unacceptable(7, "").encode());
        for (var one : wrong.entrySet()) {
            var refused =
                    assertInstanceOf(
                            ChatFrame.Unacceptable.class,
                            ChatFrame.decode(one.getValue(), ALICE, BOB),
                            one.getKey());
            assertEquals(7, refused.seq());
            assertTrue(refused.rule().startsWith(one.getKey()), refused::rule);
        }
    }

    @Example
    void aMediaTypeIsReadInAnyCase() throws Exception {
        var taken =
                assertInstanceOf(
                        ChatFrame.Carrier.class,
                        ChatFrame.decode(frame("1", "TEXT/Plain", new byte[1]), ALICE, BOB));
        assertTrue(taken.message().isText());
    }

    @Example
    void aTimeOutOfRangeIsNone() throws Exception {
        for (long at : new long[] {Long.MIN_VALUE, -1, 0, 946_684_799_999L, 253_402_300_800_000L}) {
            assertEquals(Message.UNDATED, sentAt(at), () -> "sentAt " + at);
        }
        assertEquals(Message.UNDATED, sentAt(Long.MAX_VALUE));
        for (long at : new long[] {946_684_800_000L, 1_767_225_600_000L, 253_402_300_799_999L}) {
            assertEquals(Instant.ofEpochMilli(at), sentAt(at));
        }
    }

    private static Instant sentAt(long millis) throws Exception {
        Message message =
                new Message("1", ALICE, BOB, "a/b", Bytes.empty(), Instant.ofEpochMilli(millis));
        return assertInstanceOf(
                        ChatFrame.Carrier.class,
                        ChatFrame.decode(new ChatFrame.Carrier(1, message).encode(), ALICE, BOB))
                .message()
                .sentAt();
    }

    private static Bytes frame(String id, String mediaType, byte[] content) {
        return FrameCbor.write(
                content.length + 500,
                5,
                out -> {
                    out.writeStringProperty("type", "message");
                    out.writeNumberProperty("seq", 7);
                    out.writeStringProperty("id", id);
                    out.writeStringProperty("mediaType", mediaType);
                    out.writeBinaryProperty("content", content);
                });
    }

    @Provide
    Arbitrary<Message> messages() {
        return Combinators.combine(
                        Arbitraries.strings()
                                .withCharRange('!', '~')
                                .ofMinLength(1)
                                .ofMaxLength(64),
                        Arbitraries.of("text/plain", "application/x-peerlink.test+cbor"),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(500),
                        Arbitraries.longs().between(946_684_800_000L, 253_402_300_799_999L))
                .as(
                        (id, type, content, at) ->
                                new Message(
                                        id,
                                        ALICE,
                                        BOB,
                                        type,
                                        Bytes.wrap(content),
                                        Instant.ofEpochMilli(at)));
    }
}
