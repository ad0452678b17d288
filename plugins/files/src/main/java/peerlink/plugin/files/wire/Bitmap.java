package peerlink.plugin.files.wire;

import java.util.Arrays;
import java.util.BitSet;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;

/** Reads and writes bits as a frame has them: bit n is the bit of value 2^(n mod 8) in byte n/8. */
public final class Bitmap {
    private Bitmap() {}

    /** Returns the bytes of a bitmap: none if no bit is set. */
    public static Bytes of(BitSet bits, int count) {
        if (bits.length() > count) {
            throw new IllegalArgumentException("bit " + (bits.length() - 1) + " of " + count);
        }
        return bits.isEmpty()
                ? Bytes.empty()
                : Bytes.wrap(Arrays.copyOf(bits.toByteArray(), length(count)));
    }

    /**
     * Reads a bitmap.
     *
     * @param count the number of bits that there may be
     * @throws ProtocolViolationException if it has another length, or bits beyond the last one
     */
    public static BitSet read(Bytes bitmap, int count) throws ProtocolViolationException {
        if (bitmap.size() != 0 && bitmap.size() != length(count)) {
            throw new ProtocolViolationException(
                    "a bitmap of %d bytes for %d bits".formatted(bitmap.size(), count));
        }
        BitSet bits = BitSet.valueOf(bitmap.asByteBuffer());
        if (bits.length() > count) {
            throw new ProtocolViolationException(
                    "bit %d in a bitmap of %d".formatted(bits.length() - 1, count));
        }
        return bits;
    }

    private static int length(int count) {
        return (count + 7) / 8;
    }
}
