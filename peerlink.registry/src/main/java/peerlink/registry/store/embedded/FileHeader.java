package peerlink.registry.store.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Begins a log or snapshot: 8 bytes that name the format and its version, the two numbers, and a
 * CRC-32C.
 *
 * @param generation the file's number; a snapshot is continued by the log of the same generation
 * @param position of the last step before the first entry of the log
 */
record FileHeader(long generation, long position) {
    /** The length of a header, in bytes. */
    static final int LENGTH = 28;

    private static final byte[] MAGIC = "PLLEASE1".getBytes(StandardCharsets.US_ASCII);

    byte[] bytes() {
        ByteBuffer out =
                ByteBuffer.allocate(LENGTH).put(MAGIC).putLong(generation).putLong(position);
        return out.putInt(checksum(out.array())).array();
    }

    static FileHeader read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LENGTH);
        if (bytes.length < LENGTH
                || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || ByteBuffer.wrap(bytes).getInt(LENGTH - 4) != checksum(bytes)) {
            throw new DamageException("a header that this version doesn't know");
        }
        ByteBuffer numbers = ByteBuffer.wrap(bytes).position(MAGIC.length);
        return new FileHeader(numbers.getLong(), numbers.getLong());
    }

    private static int checksum(byte[] header) {
        var crc = new CRC32C();
        crc.update(header, 0, LENGTH - 4);
        return (int) crc.getValue();
    }
}
