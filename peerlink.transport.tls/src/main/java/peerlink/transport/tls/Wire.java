package peerlink.transport.tls;

import java.io.IOException;
import peerlink.api.Address;

/**
 * Bytes both ways, in order, between two machines: what TLS runs over. One thread may read while another writes.
 */
interface Wire extends AutoCloseable {
    /** Returns this end. */
    Address localAddress();

    /** Returns the other end. */
    Address remoteAddress();

    /**
     * Waits for bytes, however long.
     *
     * @return how many were read, at least one; -1 if the other side sends no more
     */
    int read(byte[] buffer, int offset, int length) throws IOException;

    /** Writes all the bytes. Blocks while the other side reads too slowly. */
    void write(byte[] buffer, int offset, int length) throws IOException;

    /** Tells the other side that no more bytes come. Reading goes on. */
    void endOutput() throws IOException;

    /** Drops the connection; what waits in it fails. Does nothing the second time; never blocks. */
    @Override
    void close();
}
