package peerlink.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Carries bytes both ways between two peers, in order, by way of something between them, such as a
 * relay. It proves nothing and hides nothing: a {@link Transport} makes a link over it, whose two
 * ends prove their keys to each other.
 *
 * <p>One thread may read while another writes. Any thread may close.
 */
public interface Circuit extends AutoCloseable {
    /** Returns the address of this end. */
    Address localAddress();

    /**
     * Returns the address by which the other end is reached, such as that of a place at a relay.
     */
    Address remoteAddress();

    /** Returns the bytes that come in; the same stream each time. */
    InputStream input();

    /**
     * Returns the stream for the bytes that go out; the same one each time. Nothing is held back in
     * it. Writing blocks while the other side reads too slowly.
     */
    OutputStream output();

    /** Tells the other side that no more bytes come. Reading goes on. */
    void endOutput() throws IOException;

    /**
     * Drops the circuit; calls that wait in its streams fail. Does nothing the second time; never
     * blocks.
     */
    @Override
    void close();
}
