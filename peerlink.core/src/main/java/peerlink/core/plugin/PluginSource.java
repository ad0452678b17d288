package peerlink.core.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A plugin on the disk: a jar, or a folder with a jar and those it needs. Links are not followed,
 * so that the content is what lies there.
 *
 * @param path the jar or folder
 */
record PluginSource(Path path) {
    private static final System.Logger LOGGER = System.getLogger(PluginSource.class.getName());

    private static final String JAR = ".jar";
    private static final int MAX_NAME = 40;
    private static final int BUFFER = 1 << 16;
    private static final int MEGABYTE = 1 << 20;

    /** The most megabytes of a plugin's jars: each is copied into the profile. */
    private static final int MOST = 256;

    /** A plugin of more megabytes takes so long to read that the start of others shows it. */
    private static final int LARGE = 16;

    /**
     * Returns the plugins in the folder, by name; empty if the folder isn't there. Leaves out
     * hidden entries.
     */
    static List<PluginSource> in(Path folder) {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .filter(entry -> isJar(entry) || Files.isDirectory(entry))
                    .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
                    .map(PluginSource::new)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            LOGGER.log(
                    System.Logger.Level.WARNING, "can''t read plugin folder {0}: {1}", folder, e);
            return List.of();
        }
    }

    /**
     * Returns a text that is another one when a jar was written to, replaced, added or removed, as
     * far as names, sizes and times tell.
     */
    String stamp() {
        StringBuilder stamp = new StringBuilder();
        try {
            stamp(path, stamp);
            if (isFolder()) {
                for (Path jar : jars()) {
                    stamp(jar, stamp);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // it is just being written or removed; reading it says more
            stamp.append("unreadable");
        }
        return stamp.toString();
    }

    private static void stamp(Path file, StringBuilder stamp) throws IOException {
        BasicFileAttributes now =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        stamp.append(file.getFileName()).append(' ').append(now.fileKey());
        if (!now.isDirectory()) {
            // a folder's own size and time tell of other files too
            stamp.append(' ').append(now.size()).append(' ').append(now.lastModifiedTime());
        }
        stamp.append('\n');
    }

    /**
     * Copies the jars, so that replacing them does no harm to those that are open.
     *
     * @return the SHA-256 of the copy, as {@code PluginStatus.Content} has it
     */
    String copyTo(Path directory) throws IOException, PluginException {
        if (Files.isSymbolicLink(path)) {
            throw new PluginException("it is a link, which is not followed: put the file there");
        }
        if (!isFolder()) {
            requireSize();
            return copy(path, directory);
        }
        List<Path> jars = jars();
        requireSize();
        if (jars.isEmpty()) {
            throw new PluginException("no jar in the folder");
        }
        StringBuilder lines = new StringBuilder();
        for (Path jar : jars) {
            lines.append(copy(jar, directory)).append("  ").append(jar.getFileName()).append('\n');
        }
        return HexFormat.of()
                .formatHex(sha256().digest(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Tells whether reading it takes long. */
    boolean isLarge() {
        try {
            return size() > (long) LARGE * MEGABYTE;
        } catch (IOException | UncheckedIOException e) {
            return false; // reading it says more
        }
    }

    private void requireSize() throws IOException, PluginException {
        long size = size();
        if (size > (long) MOST * MEGABYTE) {
            throw new PluginException(
                    "has %d MB, and a plugin can have %d: let it keep large files in its data directory"
                            .formatted((size + MEGABYTE - 1) / MEGABYTE, MOST));
        }
    }

    private long size() throws IOException {
        long size = 0;
        for (Path jar : isFolder() ? jars() : List.of(path)) {
            size +=
                    Files.readAttributes(
                                    jar, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .size();
        }
        return size;
    }

    private static String copy(Path jar, Path directory) throws IOException, PluginException {
        if (!Files.isRegularFile(jar, LinkOption.NOFOLLOW_LINKS)) {
            throw new PluginException(
                    jar.getFileName()
                            + (Files.isSymbolicLink(jar)
                                    ? " is a link, which is not followed"
                                    : " is no file"));
        }
        MessageDigest digest = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (SeekableByteChannel in =
                        Files.newByteChannel(
                                jar, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                OutputStream out =
                        Files.newOutputStream(
                                directory.resolve(jar.getFileName()),
                                StandardOpenOption.CREATE_NEW)) {
            while (in.read(buffer) >= 0) {
                digest.update(buffer.array(), 0, buffer.position());
                out.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns the name under which it is listed as long as its module is not known. */
    String fallbackName() {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        String stem = name.endsWith(JAR) ? name.substring(0, name.length() - JAR.length()) : name;
        String clean = stem.replaceAll("[^a-z0-9-]", "-");
        return clean.substring(0, Math.min(clean.length(), MAX_NAME));
    }

    boolean isFolder() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private List<Path> jars() throws IOException {
        List<Path> jars = new ArrayList<>();
        try (Stream<Path> entries = Files.list(path)) {
            entries.filter(PluginSource::isJar)
                    .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
                    .forEach(jars::add);
        }
        return jars;
    }

    /** Tells whether it is called as a jar is, and no folder: a link is told of, not left out. */
    private static boolean isJar(Path path) {
        return path.getFileName().toString().endsWith(JAR)
                && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
