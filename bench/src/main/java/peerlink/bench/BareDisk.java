package peerlink.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Measures the time of the least that a disk must do: a page is written to a log, and the disk says
 * that it has it.
 */
final class BareDisk implements AutoCloseable {
    private static final int PAGE = 4096;
    private static final int PAGES = 1000;

    private final FileChannel log;
    private final ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
    private int next;

    BareDisk(Path folder) throws IOException {
        log =
                FileChannel.open(
                        folder.resolve("bare.log"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
    }

    void writeAndSync() throws IOException {
        log.write(page.clear(), (long) next++ % PAGES * PAGE);
        log.force(false);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
