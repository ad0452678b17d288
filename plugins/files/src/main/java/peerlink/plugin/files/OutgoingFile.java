package peerlink.plugin.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Bytes;

/** A file of the user's, as it is sent: as many bytes as it had when it was offered. Used by one thread at a time. */
final class OutgoingFile implements AutoCloseable {
    /** How much of the file a frame has, in bytes. */
    static final int CHUNK = 256 * 1024;

    /** How many frames are sent at once. */
    static final int BATCH = 4;

    private final FileChannel channel;
    private final long size;
    private final MessageDigest digest = Digests.sha256();
    private long read;

    private OutgoingFile(FileChannel channel, long size) {
        this.channel = channel;
        this.size = size;
    }

    static OutgoingFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new OutgoingFile(channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    long size() {
        return size;
    }

    /**
     * Reads the next frames of data; empty at the end.
     *
     * @throws EOFException if the file has become shorter
     */
    List<Bytes> next() throws IOException {
        List<Bytes> frames = new ArrayList<>(BATCH);
        while (read < size && frames.size() < BATCH) {
            // a new array each time: a link may keep what it was given
            byte[] frame = new byte[1 + (int) Math.min(CHUNK, size - read)];
            frame[0] = Frame.DATA;
            ByteBuffer content = ByteBuffer.wrap(frame, 1, frame.length - 1);
            while (content.hasRemaining()) {
                if (channel.read(content) < 0) {
                    throw new EOFException("it became shorter");
                }
            }
            digest.update(frame, 1, frame.length - 1);
            read += frame.length - 1;
            frames.add(Bytes.wrap(frame));
        }
        return frames;
    }

    /** Returns the digest of all that was read. */
    Bytes digest() {
        return Bytes.wrap(digest.digest());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
