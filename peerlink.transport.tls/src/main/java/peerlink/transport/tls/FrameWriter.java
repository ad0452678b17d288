package peerlink.transport.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.api.Link;

/** Puts frames into a stream, many small ones into one write. For one thread at a time. */
final class FrameWriter {
    /** The length of the length. */
    static final int HEADER = Integer.BYTES;

    /** As much as a TLS record holds (RFC 8446, section 5.1). */
    private static final int CHUNK = 1 << 14;

    private final OutputStream out;

    FrameWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Returns the number of bytes that the frames take in the stream.
     *
     * @throws IllegalArgumentException if one is empty or longer than {@link Link#MAX_FRAME}
     */
    static long requireFrames(List<Bytes> frames) {
        long total = 0;
        for (Bytes frame : frames) {
            if (frame.size() == 0 || frame.size() > Link.MAX_FRAME) {
                throw new IllegalArgumentException(
                        "not a frame: %d bytes (1 to %d)".formatted(frame.size(), Link.MAX_FRAME));
            }
            total += HEADER + frame.size();
        }
        return total;
    }

    void write(List<Bytes> frames) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(requireFrames(frames), CHUNK));
        for (Bytes frame : frames) {
            if (chunk.remaining() < HEADER) {
                drain(chunk);
            }
            chunk.putInt(frame.size());
            ByteBuffer content = frame.asByteBuffer();
            while (content.hasRemaining()) {
                if (!chunk.hasRemaining()) {
                    drain(chunk);
                }
                int length = Math.min(chunk.remaining(), content.remaining());
                chunk.put(chunk.position(), content, content.position(), length);
                chunk.position(chunk.position() + length);
                content.position(content.position() + length);
            }
        }
        drain(chunk);
        out.flush();
    }

    private void drain(ByteBuffer chunk) throws IOException {
        out.write(chunk.array(), 0, chunk.position());
        chunk.clear();
    }
}
