package peerlink.transport.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A wire in the form that Bouncy Castle's TLS wants.
 *
 * <p>Its TLS closes both streams as soon as either direction ends; here the link decides when, so that the last bytes still
 * arrive. It also stops reading when a write fails, and would lose what the other side said before it left; so a failed
 * write is kept for {@link #requireWritten}, and later ones go nowhere.
 */
final class WireStreams {
    private final Wire wire;
    private volatile @Nullable IOException writeFailure;

    WireStreams(Wire wire) {
        this.wire = wire;
    }

    /**
     * @throws IOException if anything could not be written so far
     */
    void requireWritten() throws IOException {
        IOException failure = writeFailure;
        if (failure != null) {
            throw new IOException("connection lost", failure);
        }
    }

    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return wire.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return length == 0 ? 0 : wire.read(buffer, offset, length);
            }
        };
    }

    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) {
                if (writeFailure == null) {
                    try {
                        wire.write(buffer, offset, length);
                    } catch (IOException e) {
                        writeFailure = e;
                    }
                }
            }
        };
    }
}
