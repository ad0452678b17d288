package peerlink.plugin.files.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import peerlink.api.CommandException;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.Wording;
import peerlink.plugin.files.wire.FileMark;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.ManifestEntry;

/**
 * The files and folders that a user sends, as they were when they were found. Links inside of a
 * folder are not followed. Immutable.
 */
public final class SourceTree {
    /** A file or folder at its place. */
    record Found(ManifestEntry entry, Path path, BasicFileAttributes attributes) {}

    private final Manifest manifest;
    private final List<Found> found;
    private final List<String> leftOut;

    private SourceTree(Manifest manifest, List<Found> found, List<String> leftOut) {
        this.manifest = manifest;
        this.found = List.copyOf(found);
        this.leftOut = List.copyOf(leftOut);
    }

    /**
     * Finds the files.
     *
     * @param paths the files and folders that the user named, absolute
     * @param isMarked whether the receiver is told dates and executable bits
     * @throws CommandException if one is not there or no file, has a name that can't be sent or
     *     that another one has, or all are too many
     */
    public static SourceTree of(List<Path> paths, boolean isMarked) throws CommandException {
        Scan scan = new Scan(isMarked);
        Set<String> names = new HashSet<>();
        for (Path path : paths) {
            String name = scan.top(path);
            if (!names.add(name)) {
                throw new CommandException(
                        "two of them are called '%s'".formatted(Printable.line(name)), "");
            }
        }
        // the same files make the same manifest whenever they are found
        scan.found.sort(Comparator.comparing(one -> one.entry().path().replace('/', '\0')));
        try {
            Manifest manifest = Manifest.of(scan.found.stream().map(Found::entry).toList());
            return new SourceTree(manifest, scan.found, scan.leftOut);
        } catch (ProtocolViolationException e) {
            throw new CommandException("can't be sent at once: " + e.getMessage(), "");
        }
    }

    /** Returns the list for the other side. */
    public Manifest manifest() {
        return manifest;
    }

    /** Returns what lies in the folders and can't be sent, a line for each, safe to show. */
    public List<String> leftOut() {
        return leftOut;
    }

    /** Returns the title for people: the name of the only file or folder, or their number. */
    public String title() {
        List<String> names = manifest.topNames();
        return Printable.line(names.getFirst())
                + (names.size() == 1 ? "" : " and %d more".formatted(names.size() - 1));
    }

    /** Tells whether it is a single file. */
    public boolean isSingleFile() {
        return found.size() == 1 && !found.getFirst().entry().isFolder();
    }

    /** Returns the place of an entry. */
    public Path path(int entry) {
        return found.get(entry).path();
    }

    Found found(int entry) {
        return found.get(entry);
    }

    /** Collects what is found. */
    private static final class Scan extends SimpleFileVisitor<Path> {
        private final List<Found> found = new ArrayList<>();
        private final List<String> leftOut = new ArrayList<>();
        private final boolean isMarked;
        private Path root = Path.of("");
        private String rootName = "";

        Scan(boolean isMarked) {
            this.isMarked = isMarked;
        }

        String top(Path path) throws CommandException {
            BasicFileAttributes attributes = FileKind.require(path);
            Path name = path.getFileName();
            if (name == null) {
                throw new CommandException("the root of all files can't be sent", "");
            }
            requireName(name);
            rootName = name.toString();
            try {
                root = path.toRealPath();
                if (attributes.isDirectory()) {
                    Files.walkFileTree(root, this);
                } else {
                    requireWhole(root);
                    add(ManifestEntry.file(rootName, attributes.size()), root, attributes);
                }
            } catch (IOException e) {
                throw new CommandException(
                        "can't read '%s': %s"
                                .formatted(Printable.line(path.toString()), Wording.reason(e)),
                        "");
            }
            return rootName;
        }

        private static void requireName(Path name) throws CommandException {
            if (!isUtf8(name)) {
                throw new CommandException(
                        "a name that is not UTF-8: '%s'".formatted(Printable.line(name.toString())),
                        "");
            }
        }

        /** Refuses files that have more bytes than they say, as those in {@code /proc} do. */
        private static void requireWhole(Path path) throws IOException {
            try (FileChannel channel = FileChannel.open(path)) {
                if (channel.read(ByteBuffer.allocate(1), channel.size()) > 0) {
                    throw new IOException(
                            "it has more than the %s that the system tells: copy it, and send the copy"
                                    .formatted(Wording.size(channel.size())));
                }
            }
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
            if (!folder.equals(root) && !isUtf8(folder.getFileName())) {
                leave(folder, "a name that is not UTF-8");
                return FileVisitResult.SKIP_SUBTREE;
            }
            add(ManifestEntry.folder(sent(folder)), folder, attributes);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (!attributes.isRegularFile()) {
                leave(file, FileKind.of(file, attributes));
            } else if (!isUtf8(file.getFileName())) {
                leave(file, "a name that is not UTF-8");
            } else if (!Files.isReadable(file)) {
                leave(file, "permission denied");
            } else {
                add(ManifestEntry.file(sent(file), attributes.size()), file, attributes);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(root)) {
                throw e;
            }
            leave(file, Wording.reason(e));
            return FileVisitResult.CONTINUE;
        }

        private void add(ManifestEntry entry, Path path, BasicFileAttributes attributes)
                throws IOException {
            if (found.size() == Manifest.MAX_ENTRIES) {
                throw new IOException(
                        "there are more than %d files: send them in parts, or as an archive"
                                .formatted(Manifest.MAX_ENTRIES));
            }
            ManifestEntry told =
                    isMarked && !entry.isFolder()
                            ? entry.with(
                                    FileMark.of(
                                            attributes.lastModifiedTime().to(TimeUnit.SECONDS),
                                            Files.isExecutable(path)))
                            : entry;
            found.add(new Found(told, path, attributes));
        }

        private void leave(Path path, String reason) {
            leftOut.add(Printable.line(sent(path)) + ": " + reason);
        }

        private String sent(Path path) {
            StringBuilder sent = new StringBuilder(rootName);
            if (!path.equals(root)) {
                root.relativize(path).forEach(name -> sent.append('/').append(name));
            }
            return sent.toString();
        }

        /** A name's bytes come back from its text only if they are in the system's encoding. */
        private static boolean isUtf8(@Nullable Path name) {
            if (name == null) {
                return false;
            }
            String text = name.toString();
            return text.indexOf('\uFFFD') < 0
                    && text.chars().noneMatch(c -> c == 0)
                    && new String(
                                    text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                    java.nio.charset.StandardCharsets.UTF_8)
                            .equals(text);
        }
    }
}
