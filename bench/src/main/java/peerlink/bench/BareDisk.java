package peerlink.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Does the least that a disk must do: pages are written to a log, and the disk says that it has
 * them.
 */
final class BareDisk implements AutoCloseable {
    private static final int PAGE = 4096;

    /** The number of pages after which the log begins anew. */
    private static final int PAGES = 1000;

    private static final int MOST_PAGES = 16;

    private final FileChannel log;
    private final ByteBuffer pages = ByteBuffer.allocateDirect(MOST_PAGES * PAGE);
    private int next;

    BareDisk(Path folder) throws IOException {
        log =
                FileChannel.open(
                        folder.resolve("bare.log"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
    }

    /** Writes and syncs one page. */
    void writeAndSync() throws IOException {
        writeAndSync(PAGE);
    }

    /**
     * Writes and syncs as many pages as the bytes need.
     *
     * @param bytes at most 64 KiB
     */
    void writeAndSync(int bytes) throws IOException {
        int count = (bytes + PAGE - 1) / PAGE;
        log.write(pages.clear().limit(count * PAGE), (long) next * PAGE);
        log.force(false);
        next = (next + count) % PAGES;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
