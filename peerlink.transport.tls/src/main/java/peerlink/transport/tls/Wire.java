package peerlink.transport.tls;

import java.io.IOException;
import peerlink.api.Address;

/**
 * Carries bytes both ways, in order, between two machines: TLS runs over it. One thread may read
 * while another writes.
 */
interface Wire extends AutoCloseable {
    /** Returns the address of this end. */
    Address localAddress();

    /** Returns the address of the other end. */
    Address remoteAddress();

    /**
     * Waits for bytes, however long.
     *
     * @return the number of bytes read, at least one; -1 if the other side sends no more
     */
    int read(byte[] buffer, int offset, int length) throws IOException;

    /**
     * Tells whether bytes have come that were not read. For the thread that reads. A wire that
     * can't tell says no, as the default does.
     */
    default boolean hasMore() throws IOException {
        return false;
    }

    /** Writes all the bytes. Blocks while the other side reads too slowly. */
    void write(byte[] buffer, int offset, int length) throws IOException;

    /** Tells the other side that no more bytes come. Reading goes on. */
    void endOutput() throws IOException;

    /**
     * Drops the connection; calls that wait in it fail. Does nothing the second time; never blocks.
     */
    @Override
    void close();
}
