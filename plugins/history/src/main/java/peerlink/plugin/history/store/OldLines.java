package peerlink.plugin.history.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A part of {@code messages.tsv}, as it is taken over at a time. Lines are cut at line feeds in
 * bytes: UTF-8 has none inside a character.
 *
 * @param entries the messages; each one's number is the first one plus the offset of its line
 * @param next the offset behind the part
 * @param unreadable the lines that are no messages
 */
record OldLines(List<Entry> entries, long next, List<byte[]> unreadable) {
    /** Twice the length of the longest line that was ever written, with every byte escaped. */
    static final int PART = 512 * 1024;

    /**
     * Reads the part at an offset. Longer lines than there can be are passed over.
     *
     * @param end the offset behind the last line
     * @param first the number of a line at the beginning of the file
     */
    static OldLines read(FileChannel file, long offset, long end, long first) throws IOException {
        ByteBuffer part = ByteBuffer.allocate((int) Math.min(PART, end - offset));
        while (part.hasRemaining()) {
            if (file.read(part, offset + part.position()) < 0) {
                throw new IOException("the old history became shorter while it was read");
            }
        }
        byte[] bytes = part.array();
        List<Entry> entries = new ArrayList<>();
        List<byte[]> unreadable = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                add(bytes, start, i, first + offset, entries, unreadable);
                start = i + 1;
            }
        }
        boolean isLast = offset + bytes.length == end;
        if (isLast) {
            add(bytes, start, bytes.length, first + offset, entries, unreadable);
            start = bytes.length;
        } else if (start == 0) {
            unreadable.add(bytes);
            start = bytes.length;
        }
        return new OldLines(entries, offset + start, unreadable);
    }

    /** Adds a line to those that it belongs to. */
    private static void add(
            byte[] bytes,
            int start,
            int end,
            long first,
            List<Entry> entries,
            List<byte[]> unreadable) {
        if (start == end) {
            return;
        }
        String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        OldLine.parse(first + start, line)
                .ifPresentOrElse(
                        entries::add, () -> unreadable.add(Arrays.copyOfRange(bytes, start, end)));
    }
}
