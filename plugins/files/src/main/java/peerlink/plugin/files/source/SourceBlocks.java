package peerlink.plugin.files.source;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.OutgoingBlock;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * Reads the blocks of a {@link SourceTree}, the files in their order, and notices files that are no
 * longer as they were when they were found. Used by one thread at a time.
 */
public final class SourceBlocks implements AutoCloseable {
    private final SourceTree tree;

    /** One buffer for all blocks. */
    private final ByteBuffer buffer = ByteBuffer.allocate(Manifest.BLOCK);

    private @Nullable FileChannel channel;
    private int opened = -1;

    public SourceBlocks(SourceTree tree) {
        this.tree = tree;
    }

    /**
     * Checks that a file is as it was, before its first block is sent.
     *
     * @throws IOException if it is not, or can't be read; the message says so to people
     */
    public void begin(int entry) throws IOException {
        BasicFileAttributes was = tree.found(entry).attributes();
        BasicFileAttributes now = attributes(entry);
        if (!Objects.equals(now.fileKey(), was.fileKey()) || isWritten(was, now)) {
            throw new IOException("it was changed since it was offered");
        }
    }

    /**
     * Reads a block, which is of use until the next one is read.
     *
     * @throws IOException if it can't be read, or the file has become shorter
     */
    public OutgoingBlock read(int number) throws IOException {
        Manifest manifest = tree.manifest();
        int entry = manifest.entryOf(number);
        FileChannel file = open(entry);
        long position = manifest.offset(number);
        int length = manifest.length(number);
        buffer.clear();
        while (buffer.position() < length) {
            // the JVM keeps native memory for as much as is read at once
            buffer.limit(Math.min(length, buffer.position() + TransferFrame.MAX_PIECE));
            int read = file.read(buffer, position);
            if (read < 0) {
                throw new EOFException("it became shorter");
            }
            position += read;
        }
        return new OutgoingBlock(number, buffer.flip());
    }

    /**
     * Checks that a file was not written to while it was read. One that was removed or replaced
     * meanwhile was read as it was.
     *
     * @throws IOException if it was; the message says so to people
     */
    public void end(int entry) throws IOException {
        BasicFileAttributes was = tree.found(entry).attributes();
        if (opened == entry && channel != null) {
            if (channel.read(ByteBuffer.allocate(1), was.size()) > 0) {
                throw new IOException("it has grown while it was sent");
            }
        }
        try {
            BasicFileAttributes now = attributes(entry);
            if (Objects.equals(now.fileKey(), was.fileKey()) && isWritten(was, now)) {
                throw new IOException("it was changed while it was sent");
            }
        } catch (NoSuchFileException e) {
            // read as it was
        }
    }

    private static boolean isWritten(BasicFileAttributes was, BasicFileAttributes now) {
        return now.size() != was.size()
                || !now.lastModifiedTime().equals(was.lastModifiedTime())
                || !now.isRegularFile();
    }

    private BasicFileAttributes attributes(int entry) throws IOException {
        return Files.readAttributes(
                tree.path(entry), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private FileChannel open(int entry) throws IOException {
        FileChannel file = channel;
        if (file == null || opened != entry) {
            close();
            file =
                    FileChannel.open(
                            tree.path(entry),
                            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            channel = file;
            opened = entry;
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        opened = -1;
        FileChannel file = channel;
        channel = null;
        if (file != null) {
            file.close();
        }
    }
}
