package peerlink.registry.relay;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.ProtocolViolationException;

/** A link of the relay's that keeps all that is read from it and written to it. */
final class RecordingLink implements Link {
    private final Link link;
    private final ByteArrayOutputStream everything = new ByteArrayOutputStream();
    private @Nullable ByteArrayOutputStream carried;

    RecordingLink(Link link) {
        this.link = link;
    }

    synchronized Optional<byte[]> carried() {
        return Optional.ofNullable(carried).map(ByteArrayOutputStream::toByteArray);
    }

    synchronized byte[] everything() {
        return everything.toByteArray();
    }

    private synchronized void keep(byte[] bytes, int offset, int length) {
        everything.write(bytes, offset, length);
    }

    private synchronized void keepCarried(byte[] bytes, int offset, int length) {
        keep(bytes, offset, length);
        if (carried != null) {
            carried.write(bytes, offset, length);
        }
    }

    @Override
    public LinkInfo info() {
        return link.info();
    }

    @Override
    public void send(List<Bytes> frames) throws IOException {
        frames.forEach(frame -> keep(frame.toByteArray(), 0, frame.size()));
        link.send(frames);
    }

    @Override
    public Bytes receive() throws IOException {
        return receive(MAX_FRAME);
    }

    @Override
    public Bytes receive(int limit) throws IOException {
        Bytes frame = link.receive(limit);
        keep(frame.toByteArray(), 0, frame.size());
        return frame;
    }

    @Override
    public void reportViolation(ProtocolViolationException violation) {
        link.reportViolation(violation);
    }

    @Override
    public void close() {
        link.close();
    }

    @Override
    public Circuit detach() throws IOException {
        Circuit circuit = link.detach();
        synchronized (this) {
            carried = new ByteArrayOutputStream();
        }
        return new RecordingCircuit(circuit);
    }

    private final class RecordingCircuit implements Circuit {
        private final Circuit circuit;
        private final InputStream input;
        private final OutputStream output;

        RecordingCircuit(Circuit circuit) {
            this.circuit = circuit;
            this.input =
                    new FilterInputStream(circuit.input()) {
                        @Override
                        public int read(byte[] buffer, int offset, int length) throws IOException {
                            int count = super.read(buffer, offset, length);
                            if (count > 0) {
                                keepCarried(buffer, offset, count);
                            }
                            return count;
                        }
                    };
            this.output =
                    new FilterOutputStream(circuit.output()) {
                        @Override
                        public void write(byte[] buffer, int offset, int length)
                                throws IOException {
                            keep(buffer, offset, length);
                            out.write(buffer, offset, length);
                        }
                    };
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
        public InputStream input() {
            return input;
        }

        @Override
        public OutputStream output() {
            return output;
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
}
