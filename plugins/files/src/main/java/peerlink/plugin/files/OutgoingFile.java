package peerlink.plugin.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import peerlink.api.Bytes;
import peerlink.plugin.files.basis.Digests;
import peerlink.plugin.files.basis.Wording;

/**
 * Reads a file of the user to send it: as many bytes as it had when it was offered. Takes neither
 * the size that the system reports for granted, nor that the file stays as it is: either the bytes
 * that were sent are the whole file as it was at the offer, or an exception gives the reason. Used
 * by one thread at a time.
 */
final class OutgoingFile implements AutoCloseable {
    /** The part of the file in one frame, in bytes. */
    static final int CHUNK = 256 * 1024;

    /** The number of frames that are sent at once. */
    static final int BATCH = 4;

    private final Path path;
    private final BasicFileAttributes offered;
    private final FileChannel channel;
    private final long size;
    private final MessageDigest digest = Digests.sha256();
    private long read;

    private OutgoingFile(Path path, BasicFileAttributes offered, FileChannel channel, long size) {
        this.path = path;
        this.offered = offered;
        this.channel = channel;
        this.size = size;
    }

    /**
     * Opens the file.
     *
     * @throws IOException if it can't be read, or has more bytes than its reported size, as the
     * files in {@code /proc} do
     */
    static OutgoingFile open(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            long size = channel.size();
            if (hasMoreThan(channel, size)) {
                throw new IOException(
                        "it has more than the %s that the system tells: copy it, and send the copy"
                                .formatted(Wording.size(size)));
            }
            return new OutgoingFile(path, attributes, channel, size);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean hasMoreThan(FileChannel channel, long size) throws IOException {
        return channel.read(ByteBuffer.allocate(1), size) > 0;
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
            // a new array each time: a link may keep the one that it got
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

    /**
     * Returns the digest of all bytes that were read.
     *
     * @throws IOException if the file has grown or was written to meanwhile: the bytes may be half
     * of the old and half of the new content
     */
    Bytes digest() throws IOException {
        if (hasMoreThan(channel, size)) {
            throw new IOException("it has grown while it was sent");
        }
        if (isWrittenSince()) {
            throw new IOException("it was changed while it was sent");
        }
        return Bytes.wrap(digest.digest());
    }

    /**
     * Tells whether the file was written to. One that was removed or replaced was read as it was.
     */
    private boolean isWrittenSince() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return Objects.equals(now.fileKey(), offered.fileKey())
                    && !now.lastModifiedTime().equals(offered.lastModifiedTime());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
