package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;

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
            @ForAll @AlphaChars @StringLength(max = 200) String message)
            throws Exception {
        ChatFrame refusal = new ChatFrame.Refusal(seq, code, message);
        assertEquals(refusal, ChatFrame.decode(refusal.encode(), ALICE, BOB));
    }

    @Example
    void aRefusalIsCleanedAndBounded() throws Exception {
        Bytes frame = new ChatFrame.Refusal(1, "x".repeat(500), "no\u001b[2J\nway").encode();
        var refusal = (ChatFrame.Refusal) ChatFrame.decode(frame, ALICE, BOB);
        assertEquals(65, refusal.code().length());
        assertEquals("no\uFFFD[2J\uFFFDway", refusal.message());
        Bytes long2000 = new ChatFrame.Refusal(1, "no", "x".repeat(2000)).encode();
        assertThrows(
                ProtocolViolationException.class, () -> ChatFrame.decode(long2000, ALICE, BOB));
    }

    @Example
    void reportsAnUnknownType() throws Exception {
        Bytes frame = Cbor.write(32, 1, out -> out.writeStringProperty("type", "typing"));
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

    @Example
    void refusesTextThatIsTooLong() {
        Bytes frame =
                Cbor.write(
                        Message.MAX_TEXT + 100,
                        5,
                        out -> {
                            out.writeStringProperty("type", "message");
                            out.writeNumberProperty("seq", 1);
                            out.writeStringProperty("id", "1");
                            out.writeStringProperty("mediaType", Message.TEXT);
                            out.writeBinaryProperty("content", new byte[Message.MAX_TEXT + 1]);
                        });
        assertThrows(ProtocolViolationException.class, () -> ChatFrame.decode(frame, ALICE, BOB));
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
                        Arbitraries.longs())
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
