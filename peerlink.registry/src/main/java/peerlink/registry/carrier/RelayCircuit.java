package peerlink.registry.carrier;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import peerlink.api.Address;
import peerlink.api.Circuit;

/** Carries bytes by way of a relay, and shows the place there as the address of the other end. */
final class RelayCircuit implements Circuit {
    private final Circuit connection;
    private final Address place;
    private final Runnable onClose;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /**
     * @param connection the connection to the relay; this circuit closes it
     * @param onClose called once, when the circuit is closed here; must not block
     */
    RelayCircuit(Circuit connection, Address place, Runnable onClose) {
        this.connection = connection;
        this.place = place;
        this.onClose = onClose;
    }

    @Override
    public Address localAddress() {
        return connection.localAddress();
    }

    @Override
    public Address remoteAddress() {
        return place;
    }

    @Override
    public InputStream input() {
        return connection.input();
    }

    @Override
    public OutputStream output() {
        return connection.output();
    }

    @Override
    public void endOutput() throws IOException {
        connection.endOutput();
    }

    @Override
    public void close() {
        connection.close();
        if (!isClosed.getAndSet(true)) {
            onClose.run();
        }
    }
}
