package peerlink.registry.store.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a log or snapshot, one after another. */
final class LogReader implements AutoCloseable {
    private final InputStream in;
    private final FileHeader header;
    private long offset;
    private long entries;

    private LogReader(InputStream in) throws IOException {
        this.in = in;
        this.header = FileHeader.read(in);
        this.offset = FileHeader.LENGTH;
    }

    /**
     * Opens a file.
     *
     * @throws DamageException if its header is damaged
     */
    static LogReader open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            return new LogReader(in);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    FileHeader header() {
        return header;
    }

    /** Returns the offset of the end of the last good entry. */
    long offset() {
        return offset;
    }

    /** Returns the number of good entries so far. */
    long entries() {
        return entries;
    }

    /**
     * Reads the next entry.
     *
     * @return null at the end of the file
     * @throws DamageException if there are bytes that are no entry; nothing behind them can be read
     */
    @Nullable LogEntry next() throws IOException {
        byte[] frame = in.readNBytes(LeaseLogFormat.FRAME);
        if (frame.length == 0) {
            return null;
        }
        if (frame.length < LeaseLogFormat.FRAME) {
            throw new DamageException("an entry that breaks off");
        }
        ByteBuffer head = ByteBuffer.wrap(frame);
        int length = head.getInt();
        if (length < 1 || length > LeaseLogFormat.MAX_PAYLOAD) {
            throw new DamageException("an entry of " + length + " bytes");
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new DamageException("an entry that breaks off");
        }
        if (head.getInt() != LeaseLogFormat.checksum(length, payload, 0)) {
            throw new DamageException("an entry whose checksum is wrong");
        }
        LogEntry entry = LeaseLogFormat.decode(payload);
        offset += LeaseLogFormat.FRAME + length;
        entries++;
        return entry;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
