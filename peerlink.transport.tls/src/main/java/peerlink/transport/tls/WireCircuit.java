package peerlink.transport.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import peerlink.api.Address;
import peerlink.api.Circuit;

/** Hands a wire over that no TLS runs over any more. */
final class WireCircuit implements Circuit {
    private final Wire wire;
    private final InputStream input;
    private final OutputStream output;

    /**
     * @param wire this circuit closes it
     */
    WireCircuit(Wire wire) {
        this.wire = wire;
        this.input = input(wire);
        this.output = output(wire);
    }

    @Override
    public Address localAddress() {
        return wire.localAddress();
    }

    @Override
    public Address remoteAddress() {
        return wire.remoteAddress();
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void endOutput() throws IOException {
        wire.endOutput();
    }

    @Override
    public void close() {
        wire.close();
    }

    private static InputStream input(Wire wire) {
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

            @Override
            public int available() throws IOException {
                return wire.hasMore() ? 1 : 0;
            }
        };
    }

    private static OutputStream output(Wire wire) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                wire.write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                wire.write(buffer, offset, length);
            }
        };
    }
}
