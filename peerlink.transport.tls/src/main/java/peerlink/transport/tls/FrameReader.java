package peerlink.transport.tls;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.ProtocolViolationException;

/** Takes frames out of a stream. For one thread at a time. */
final class FrameReader {
    /** The memory to take before any byte has arrived, in bytes. */
    private static final int FIRST_STEP = 1 << 14;

    private static final int GROWTH = 8;

    private final InputStream in;
    private final byte[] header = new byte[FrameWriter.HEADER];

    FrameReader(InputStream in) {
        this.in = in;
    }

    Bytes read() throws IOException {
        return read(Link.MAX_FRAME);
    }

    /**
     * Waits for a frame. Memory is taken as its bytes arrive, eight times as much at most: nobody
     * gets a megabyte for announcing it.
     *
     * @param limit the longest frame, in bytes
     * @throws EOFException if the stream has ended between two frames
     * @throws ProtocolViolationException if the length announced is none, or the stream ends in a
     *     frame
     */
    Bytes read(int limit) throws IOException {
        int got = in.readNBytes(header, 0, header.length);
        if (got == 0) {
            throw new EOFException("link closed by the other side");
        }
        requireWhole(got == header.length);
        int length = ByteBuffer.wrap(header).getInt();
        if (length < 1 || length > limit) {
            throw new ProtocolViolationException(
                    "the other side announced a frame of %s bytes (1 to %d)"
                            .formatted(Integer.toUnsignedString(length), limit));
        }
        return Bytes.wrap(body(length));
    }

    /** Tells whether bytes have come that were not read. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    private byte[] body(int length) throws IOException {
        byte[] body = new byte[Math.min(length, FIRST_STEP)];
        int got = 0;
        while (true) {
            got += in.readNBytes(body, got, body.length - got);
            requireWhole(got == body.length);
            if (got == length) {
                return body;
            }
            body = Arrays.copyOf(body, Math.min(length, GROWTH * body.length));
        }
    }

    private static void requireWhole(boolean whole) throws ProtocolViolationException {
        if (!whole) {
            throw new ProtocolViolationException(
                    "the other side closed the link in the middle of a frame");
        }
    }
}
