package peerlink.plugin.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.Refusal;
import peerlink.api.contract.Vectors;

final class FrameTest {
    @Property
    void anyBytesAreAFrameOrAViolation(
            @ForAll @IntRange(min = 0, max = 9) int kind, @ForAll @Size(max = 60) byte[] rest) {
        Bytes bytes =
                Bytes.wrap(ByteBuffer.allocate(1 + rest.length).put((byte) kind).put(rest).array());
        try {
            Frame frame = Frame.decode(bytes);
            assertEquals(frame, Frame.decode(frame.encode()));
        } catch (ProtocolViolationException e) {
            assertTrue(e.getMessage() != null);
        }
    }

    @Property
    void offersComeBack(@ForAll @LongRange(min = 0) long size, @ForAll("names") String name)
            throws Exception {
        Frame offer = new Frame.Offer(size, name);
        assertEquals(offer, Frame.decode(offer.encode()));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(200)
                .filter(name -> Bytes.utf8(name).size() <= Frame.MAX_NAME)
                .filter(name -> name.codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000));
    }

    @Example
    void longReasonsAreCutAndCleaned() throws Exception {
        Frame read = Frame.decode(new Frame.Abort("\u001b" + "x".repeat(2000)).encode());
        assertEquals(new Frame.Abort("\uFFFD" + "x".repeat(Frame.MAX_REASON - 1)), read);
    }

    @Example
    void laterFieldsAreIgnored() throws Exception {
        Bytes offer = new Frame.Offer(7, "a").encode();
        byte[] longer = java.util.Arrays.copyOf(offer.toByteArray(), offer.size() + 5);
        assertEquals(new Frame.Offer(7, "a"), Frame.decode(Bytes.wrap(longer)));
    }

    static List<Vectors.Row> rows() throws IOException {
        return Vectors.of("files/1");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void thePageTellsWhatBytesAre(Vectors.Row row) {
        String outcome;
        try {
            outcome =
                    switch (Frame.decode(row.bytes())) {
                        case Frame.Offer _ -> "offer";
                        case Frame.Accept _ -> "accept";
                        case Frame.Refuse _ -> "refuse";
                        case Frame.Data _ -> "data";
                        case Frame.End _ -> "end";
                        case Frame.Done _ -> "done";
                        case Frame.Abort _ -> "abort";
                    };
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "ends";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }
}
