package peerlink.transport.tls;

import java.io.IOException;
import peerlink.api.Address;
import peerlink.api.Circuit;

/** Carries the bytes of TLS over a circuit. */
final class CircuitWire implements Wire {
    private final Circuit circuit;

    /**
     * @param circuit this wire closes it
     */
    CircuitWire(Circuit circuit) {
        this.circuit = circuit;
    }

    @Override
    public Address localAddress() {
        return circuit.localAddress();
    }

    @Override
    public Address remoteAddress() {
        return circuit.remoteAddress();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return circuit.input().read(buffer, offset, length);
    }

    @Override
    public boolean hasMore() throws IOException {
        return circuit.input().available() > 0;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        circuit.output().write(buffer, offset, length);
    }

    @Override
    public void endOutput() throws IOException {
        circuit.endOutput();
    }

    @Override
    public void close() {
        circuit.close();
    }
}
