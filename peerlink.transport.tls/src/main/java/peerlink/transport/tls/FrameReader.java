package peerlink.transport.tls;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.ProtocolViolationException;

/** Takes frames out of a stream. For one thread at a time. */
final class FrameReader {
    private final InputStream in;
    private final byte[] header = new byte[FrameWriter.HEADER];

    FrameReader(InputStream in) {
        this.in = in;
    }

    /**
     * Waits for a frame. Memory is taken as its bytes arrive, 16 KiB ahead at most: announcing a long frame costs the
     * other side as much as sending it.
     *
     * @throws EOFException if the stream has ended between two frames
     * @throws ProtocolViolationException if the length announced is none, or the stream ends in a frame
     */
    Bytes read() throws IOException {
        int got = in.readNBytes(header, 0, header.length);
        if (got == 0) {
            throw new EOFException("link closed by the other side");
        }
        requireWhole(got == header.length);
        int length = ByteBuffer.wrap(header).getInt();
        if (length < 1 || length > Link.MAX_FRAME) {
            throw new ProtocolViolationException(
                    "the other side announced a frame of %s bytes (1 to %d)"
                            .formatted(Integer.toUnsignedString(length), Link.MAX_FRAME));
        }
        byte[] frame = in.readNBytes(length);
        requireWhole(frame.length == length);
        return Bytes.wrap(frame);
    }

    private static void requireWhole(boolean whole) throws ProtocolViolationException {
        if (!whole) {
            throw new ProtocolViolationException(
                    "the other side closed the link in the middle of a frame");
        }
    }
}
