package peerlink.plugin.files.parts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * The digests of blocks, in a file: that of block n at byte 32 n, or zeros where there is none.
 * Each is written on its own, after its block, so that a process that is killed has lost no more
 * than the last one. After a power cut the file may say too much: its reader compares each block
 * again.
 */
public final class DigestFile implements AutoCloseable {
    private static final byte[] NONE = new byte[TransferFrame.DIGEST];

    private final FileChannel channel;

    private DigestFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens the file, and makes it if it is not there. */
    public static DigestFile open(Path path) throws IOException {
        return new DigestFile(
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        OwnerOnly.file(path)));
    }

    /** Returns the digest of a block; null if there is none. */
    public byte @Nullable [] read(int block) throws IOException {
        ByteBuffer digest = ByteBuffer.allocate(TransferFrame.DIGEST);
        long position = (long) block * TransferFrame.DIGEST;
        while (digest.hasRemaining()) {
            int read = channel.read(digest, position + digest.position());
            if (read < 0) {
                return null;
            }
        }
        return java.util.Arrays.equals(digest.array(), NONE) ? null : digest.array();
    }

    /** Notes the digest of a block. */
    public void write(int block, byte[] digest) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        long position = (long) block * TransferFrame.DIGEST;
        while (bytes.hasRemaining()) {
            channel.write(bytes, position + bytes.position());
        }
    }

    /** Notes that a block is not there. */
    public void clear(int block) throws IOException {
        write(block, NONE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
