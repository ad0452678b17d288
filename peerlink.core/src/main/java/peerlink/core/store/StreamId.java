package peerlink.core.store;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import peerlink.api.Bytes;

/**
 * Tells one run of numbers from another. The messages from one peer to another are numbered within
 * a stream, and a peer that has lost or set back its state begins a new one. Random, 128 bits,
 * known to the two peers alone.
 */
public record StreamId(long high, long low) {
    /** The length of {@link #bytes}. */
    public static final int SIZE = 16;

    public static StreamId random(RandomGenerator random) {
        return new StreamId(random.nextLong(), random.nextLong());
    }

    /**
     * Returns the stream of these bytes.
     *
     * @throws IllegalArgumentException if there are not {@value #SIZE} of them
     */
    public static StreamId of(Bytes bytes) {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException(
                    "not a stream: " + bytes.size() + " bytes (" + SIZE + " are)");
        }
        ByteBuffer buffer = bytes.asByteBuffer();
        return new StreamId(buffer.getLong(), buffer.getLong());
    }

    public Bytes bytes() {
        return Bytes.wrap(ByteBuffer.allocate(SIZE).putLong(high).putLong(low).array());
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
