package peerlink.transport.tls;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import peerlink.api.Address;

/**
 * Lets a handshake compute only while it has a turn, and gives the turn up while it waits for the
 * other side. So a flood of handshakes leaves a processor to the established links. Once {@link
 * #end ended}, it is as the wire that it wraps. The one thread of the handshake uses it until then.
 */
final class TurnWire implements Wire {
    private final Wire wire;
    private final Semaphore turns;
    private volatile boolean hasTurn;

    private TurnWire(Wire wire, Semaphore turns) {
        this.wire = wire;
        this.turns = turns;
    }

    /** Waits for a turn, which lasts until {@link #end}. */
    static TurnWire begin(Wire wire, Semaphore turns) {
        var taken = new TurnWire(wire, turns);
        taken.take();
        return taken;
    }

    /** Lets another have its turn, for good. */
    void end() {
        giveUp();
    }

    private void take() {
        turns.acquireUninterruptibly();
        hasTurn = true;
    }

    private void giveUp() {
        hasTurn = false;
        turns.release();
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
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (!hasTurn) {
            return wire.read(buffer, offset, length);
        }
        giveUp();
        try {
            return wire.read(buffer, offset, length);
        } finally {
            take();
        }
    }

    @Override
    public boolean hasMore() throws IOException {
        return wire.hasMore();
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        if (!hasTurn) {
            wire.write(buffer, offset, length);
            return;
        }
        // it may wait as well, for a peer that doesn't read
        giveUp();
        try {
            wire.write(buffer, offset, length);
        } finally {
            take();
        }
    }

    @Override
    public void endOutput() throws IOException {
        wire.endOutput();
    }

    @Override
    public void close() {
        wire.close();
    }
}
