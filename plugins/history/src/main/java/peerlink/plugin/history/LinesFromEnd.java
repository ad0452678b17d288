package peerlink.plugin.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file's lines, the last one first, a block at a time. Looks for line feeds in bytes: UTF-8
 * has none inside a character. Takes no more memory than a block and the longest line; a longer one
 * than an entry can be is left out.
 */
final class LinesFromEnd {
    /**
     * A message of 64 KiB with every byte escaped, or every byte replaced by three, and the fields
     * before it.
     */
    static final int MAX_LINE = 256 * 1024;

    private static final int BLOCK = 64 * 1024;

    private final FileChannel channel;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK);

    /** Bytes of the line before the block, in reverse. */
    private final ByteArrayOutputStream reversed = new ByteArrayOutputStream();

    /** The offset in the file at which the block begins. */
    private long start;

    /** The next byte to look at is the one before this index of the block. */
    private int index;

    private boolean tooLong;
    private boolean atEnd;

    LinesFromEnd(FileChannel channel) throws IOException {
        this.channel = channel;
        this.start = channel.size();
    }

    /** Returns the line before, without its line feed, or null if there is none. */
    @Nullable String next() throws IOException {
        while (!atEnd) {
            if (index == 0 && !readBlockBefore()) {
                atEnd = true;
                return line();
            }
            byte b = block.get(--index);
            if (b != '\n') {
                keep(b);
            } else if (reversed.size() > 0 || tooLong) {
                String line = line();
                if (line != null) {
                    return line;
                }
            }
        }
        return null;
    }

    private void keep(byte b) {
        if (reversed.size() < MAX_LINE) {
            reversed.write(b);
        } else {
            tooLong = true;
        }
    }

    private @Nullable String line() {
        byte[] bytes = reversed.toByteArray();
        boolean complete = !tooLong && bytes.length > 0;
        reversed.reset();
        tooLong = false;
        if (!complete) {
            return null;
        }
        for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
            byte b = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = b;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private boolean readBlockBefore() throws IOException {
        if (start == 0) {
            return false;
        }
        int length = (int) Math.min(BLOCK, start);
        start -= length;
        block.clear().limit(length);
        while (block.hasRemaining()) {
            if (channel.read(block, start + block.position()) < 0) {
                throw new IOException("the history file became shorter while it was read");
            }
        }
        index = length;
        return true;
    }
}
