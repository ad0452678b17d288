package peerlink.registry;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.registry.admin.LogEvent;

/**
 * The peers that may register, from a file: one id a line; blank lines, and what comes after {@code #}, say nothing. The file
 * is read again within a second or so of a change, by whoever asks next. If that fails, the list that was read before holds.
 * Safe for use by several threads.
 */
public final class AllowList implements Predicate<PeerId> {
    private static final System.Logger LOG = System.getLogger(AllowList.class.getName());

    private static final long MAX_SIZE = 16 << 20;
    private static final long CHECK_MILLIS = 1_000;

    private final Path file;
    private final InstantSource clock;
    private final AtomicLong nextCheck;
    private volatile Version current;

    /** By what a change is known. An editor that writes a new file beside the old one changes the key. */
    private record Stamp(FileTime changed, long size, @Nullable Object key) {}

    private record Version(Stamp stamp, Set<PeerId> ids) {}

    private AllowList(Path file, InstantSource clock, Version first) {
        this.file = file;
        this.clock = clock;
        this.nextCheck = new AtomicLong(clock.millis() + CHECK_MILLIS);
        this.current = first;
    }

    /**
     * Reads the file.
     *
     * @throws IOException if it can't be read, has a line that is no id, or can be written by every user of the machine; the
     *     message names the file and says what to do
     */
    public static AllowList read(Path file, InstantSource clock) throws IOException {
        return new AllowList(file, clock, version(file));
    }

    @Override
    public boolean test(PeerId id) {
        long now = clock.millis();
        long due = nextCheck.get();
        // a clock that was set back far must not stop the checks
        if ((now >= due || due - now > CHECK_MILLIS)
                && nextCheck.compareAndSet(due, now + CHECK_MILLIS)) {
            refresh();
        }
        return current.ids().contains(id);
    }

    /** Returns how many peers are listed. */
    public int size() {
        return current.ids().size();
    }

    private void refresh() {
        Version before = current;
        try {
            Stamp stamp = stamp(file);
            if (!stamp.equals(before.stamp())) {
                // noted first, such that a damaged file is told of once
                current = new Version(stamp, before.ids());
                current = version(file);
                LOG.log(
                        System.Logger.Level.INFO,
                        LogEvent.of("allow-list-read", "peers", current.ids().size()));
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    LogEvent.of(
                            "allow-list-kept",
                            "peers",
                            before.ids().size(),
                            "reason",
                            Reason.of(e)));
        }
    }

    private static Version version(Path file) throws IOException {
        Stamp stamp = stamp(file);
        if (stamp.size() > MAX_SIZE) {
            throw new IOException(file + " is larger than 16 MiB: list fewer peers");
        }
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(
                    file + " can be written by every user of this machine: chmod o-w " + file);
        }
        Set<PeerId> ids = new HashSet<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i).replaceFirst("#.*", "").strip();
            if (!text.isEmpty()) {
                ids.add(id(file, i + 1, text));
            }
        }
        return new Version(stamp, Set.copyOf(ids));
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8: one id a line", e);
        }
    }

    private static PeerId id(Path file, int line, String text) throws IOException {
        if (!PeerId.isPeerId(text)) {
            throw new IOException(
                    "%s, line %d: not a peer's id: '%s' (52 characters of a-z and 2-7, as peerlink id prints it)"
                            .formatted(file, line, Printable.excerpt(text)));
        }
        return new PeerId(text);
    }

    private static Stamp stamp(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException e) {
            throw new IOException("no such file: " + Objects.requireNonNull(e.getFile()), e);
        }
    }
}
