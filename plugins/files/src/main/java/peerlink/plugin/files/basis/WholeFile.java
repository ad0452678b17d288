package peerlink.plugin.files.basis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;

/**
 * Reads and writes the small files that a later process needs: after a crash at any moment such a
 * file has the content of before, or all of the new one.
 */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Writes a file in the place of the one before. One writer a file at a time: the content grows
     * beside it, under its name with {@code .new}.
     */
    public static void write(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            // a name that comes to the disk before its content would be an empty file after a crash
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes fields as {@link #write(Path, byte[])} does. */
    public static void write(Path file, Properties fields) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        fields.store(content, null);
        write(file, content.toByteArray());
    }

    /**
     * Reads fields.
     *
     * @throws IllegalArgumentException if the file has something else
     */
    public static Properties read(Path file) throws IOException {
        Properties fields = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            fields.load(in);
        }
        return fields;
    }
}
