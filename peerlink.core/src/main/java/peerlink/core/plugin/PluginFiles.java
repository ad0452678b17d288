package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts plugins into the user's folder and takes them out, whole. Follows no links. */
final class PluginFiles {
    private PluginFiles() {}

    /**
     * Puts copies in the place of a plugin. Whoever looks there meanwhile sees the old plugin, none
     * or the new one, and no part of one.
     *
     * @param copies a folder with nothing but the jars
     * @param isFolder whether the plugin is to be a folder; else there is one jar
     */
    static void put(Path copies, Path target, boolean isFolder) throws IOException {
        // hidden entries are no plugins
        Path fresh = target.resolveSibling("." + UUID.randomUUID() + ".new");
        Path old = target.resolveSibling("." + UUID.randomUUID() + ".old");
        List<Path> jars;
        try (Stream<Path> entries = Files.list(copies)) {
            jars = entries.toList();
        }
        try {
            if (isFolder) {
                Files.createDirectory(fresh);
                for (Path jar : jars) {
                    Files.copy(jar, fresh.resolve(jar.getFileName()));
                }
            } else {
                Files.copy(jars.getFirst(), fresh);
            }
            if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteIfThere(fresh);
            deleteIfThere(old);
        }
    }

    private static void deleteIfThere(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            delete(path);
        }
    }

    /** Deletes a jar or a folder with all that is in it. */
    static void delete(Path path) throws IOException {
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException failure) throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
