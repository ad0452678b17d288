package peerlink.plugin.files.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.Refusal;
import peerlink.api.contract.Vectors;

final class TransferFrameTest {
    @Property
    void anyBytesAreAFrameOrAViolation(
            @ForAll @IntRange(min = 0, max = 15) int kind, @ForAll @Size(max = 120) byte[] rest)
            throws Exception {
        Bytes bytes =
                Bytes.wrap(ByteBuffer.allocate(1 + rest.length).put((byte) kind).put(rest).array());
        TransferFrame frame;
        try {
            frame = TransferFrame.decode(bytes);
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            return;
        }
        assertEquals(frame, TransferFrame.decode(frame.encode()));
    }

    @Example
    void anOfferOfAMillionNamesOrOfAManifestOf16MibIsAViolation() {
        Bytes digest = Bytes.wrap(new byte[TransferFrame.DIGEST]);
        for (TransferFrame offer :
                List.of(
                        new TransferFrame.Offer(digest, 1_000_000, 0, 1, 1000, List.of("a")),
                        new TransferFrame.Offer(digest, 1, 1_000_000, 1, 1000, List.of("a")),
                        new TransferFrame.Offer(digest, 1, 0, 1, 16 << 20, List.of("a")))) {
            assertThrows(
                    ProtocolViolationException.class, () -> TransferFrame.decode(offer.encode()));
        }
    }

    @Property
    void bitmapsComeBack(@ForAll @Size(max = 300) List<Boolean> bits) throws Exception {
        BitSet set = new BitSet();
        for (int i = 0; i < bits.size(); i++) {
            set.set(i, bits.get(i));
        }
        Bytes bitmap = Bitmap.of(set, bits.size());
        assertEquals(set, Bitmap.read(bitmap, bits.size()));
        var want = new TransferFrame.Want(bitmap, Bytes.empty());
        assertEquals(want, TransferFrame.decode(want.encode()));
    }

    @Example
    void aBitmapOfAnotherLengthOrWithMoreBitsIsAViolation() {
        assertThrows(
                ProtocolViolationException.class,
                () -> Bitmap.read(Bytes.wrap(new byte[] {1, 0}), 8));
        assertThrows(
                ProtocolViolationException.class, () -> Bitmap.read(Bytes.wrap(new byte[] {8}), 3));
    }

    @Example
    void aBlockComesBackInItsPieces() throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(Manifest.BLOCK);
        OutgoingBlock block = new OutgoingBlock(7, bytes);
        assertTrue(block.isZeros());
        while (bytes.hasRemaining()) {
            bytes.put((byte) bytes.remaining());
        }
        assertEquals(false, block.isZeros());
        byte[] digest = block.digest();
        assertEquals(4, block.frames());
        ByteBuffer whole = ByteBuffer.allocate(Manifest.BLOCK);
        for (int frame = 0; frame < block.frames(); frame++) {
            switch (TransferFrame.decode(block.frame(frame, digest))) {
                case TransferFrame.Block(int number, Bytes told, ByteBuffer content) -> {
                    assertEquals(7, number);
                    assertEquals(Bytes.wrap(digest), told);
                    whole.put(content);
                }
                case TransferFrame.More(ByteBuffer content) -> whole.put(content);
                default -> throw new AssertionError("no block");
            }
        }
        assertEquals(
                Bytes.wrap(digest),
                Bytes.wrap(
                        java.security.MessageDigest.getInstance("SHA-256").digest(whole.array())));
    }

    static List<Vectors.Row> rows() throws IOException {
        return Vectors.of("files/2");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void thePageTellsWhatBytesAre(Vectors.Row row) {
        String outcome;
        try {
            outcome = TransferFrame.decode(row.bytes()).kind();
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "ends";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }
}
