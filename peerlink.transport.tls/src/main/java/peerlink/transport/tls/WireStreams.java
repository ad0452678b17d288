package peerlink.transport.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.bouncycastle.tls.ContentType;
import org.jspecify.annotations.Nullable;

/**
 * Adapts a wire to the streams that Bouncy Castle's TLS wants.
 *
 * <p>Its TLS closes both streams as soon as either direction ends; here the link decides when, so
 * that the last bytes still arrive. It also stops reading when a write fails, and would lose the
 * bytes that the other side sent before it left; so a failed write is kept for {@link
 * #requireWritten}, and later ones go nowhere.
 */
final class WireStreams {
    private final Wire wire;
    private volatile @Nullable IOException writeFailure;
    private volatile boolean hasRead;
    private volatile boolean isNoTls;
    private volatile boolean ended;

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

    /** Tells whether the received bytes begin with anything but a record of TLS. */
    boolean isNoTls() {
        return isNoTls;
    }

    /** Tells whether the other side sends no more. */
    boolean hasEnded() {
        return ended;
    }

    private int read(byte[] buffer, int offset, int length) throws IOException {
        int count = wire.read(buffer, offset, length);
        if (count < 0) {
            ended = true;
        } else if (!hasRead) {
            hasRead = true;
            isNoTls =
                    buffer[offset] < ContentType.change_cipher_spec
                            || buffer[offset] > ContentType.application_data;
        }
        return count;
    }

    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return WireStreams.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return length == 0 ? 0 : WireStreams.this.read(buffer, offset, length);
            }

            @Override
            public int available() throws IOException {
                return wire.hasMore() ? 1 : 0;
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
