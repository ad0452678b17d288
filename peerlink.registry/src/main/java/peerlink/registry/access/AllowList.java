package peerlink.registry.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Printable;
import peerlink.registry.admin.LogEvent;

/**
 * Admits peers by a file with one statement a line: a peer's id; {@code not ID} for a peer that may
 * not register, in spite of all other lines; {@code token TOKEN} for an {@link EnrolmentToken} that
 * lets in any peer that proves to know it. Blank lines, and all text after {@code #}, say nothing.
 * The first call a second or so after a change reads the file again. If that fails, the former
 * statements hold. Safe for use by several threads.
 */
public final class AllowList implements Function<Applicant, Verdict> {
    private static final System.Logger LOG = System.getLogger(AllowList.class.getName());

    private static final int MAX_SIZE = 16 << 20;
    private static final long CHECK_MILLIS = 1_000;

    private final Path file;
    private final InstantSource clock;
    private final AtomicLong nextCheck;
    private volatile Version current;

    /**
     * Tells one version of the file from another. An editor that writes a new file beside the old
     * one changes the key.
     */
    private record Stamp(FileTime changed, long size, @Nullable Object key) {}

    private record Version(Stamp stamp, AllowRules rules) {}

    private AllowList(Path file, InstantSource clock, Version first) {
        this.file = file;
        this.clock = clock;
        this.nextCheck = new AtomicLong(clock.millis() + CHECK_MILLIS);
        this.current = first;
    }

    /**
     * Reads the file.
     *
     * @throws AllowListException if it has lines that make no sense
     * @throws IOException if it can't be read, can be written by every user of the machine, or has
     *     a token and can be read by another user; the message names the file and says what to do,
     *     and holds no token
     */
    public static AllowList read(Path file, InstantSource clock) throws IOException {
        return new AllowList(file, clock, version(file));
    }

    @Override
    public Verdict apply(Applicant applicant) {
        long now = clock.millis();
        long due = nextCheck.get();
        // a clock that was set back far must not stop the checks
        if ((now >= due || due - now > CHECK_MILLIS)
                && nextCheck.compareAndSet(due, now + CHECK_MILLIS)) {
            refresh();
        }
        return current.rules().apply(applicant);
    }

    /** Returns the number of listed peers. */
    public int size() {
        return current.rules().listed().size();
    }

    private static LogEvent event(String name, AllowRules rules) {
        return LogEvent.of(
                name,
                "peers",
                rules.listed().size(),
                "shut-out",
                rules.shutOut().size(),
                "tokens",
                rules.tokens().size());
    }

    private void refresh() {
        Version before = current;
        try {
            Stamp stamp = stamp(file);
            if (!stamp.equals(before.stamp())) {
                // noted first, such that a damaged file is logged once
                current = new Version(stamp, before.rules());
                current = version(file);
                LOG.log(System.Logger.Level.INFO, event("allow-list-read", current.rules()));
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    event("allow-list-kept", before.rules()).with("reason", Printable.reason(e)));
        }
    }

    private static Version version(Path file) throws IOException {
        Stamp stamp = stamp(file);
        AllowRules rules = AllowRules.of(lines(file), file);
        requireOwn(file, !rules.tokens().isEmpty());
        return new Version(stamp, rules);
    }

    /** Requires that nobody else may write the file, nor read it if it has a secret. */
    private static void requireOwn(Path file, boolean isSecret) throws IOException {
        FileMode mode = FileMode.of(file);
        if (mode.isWritableByAll()) {
            throw new IOException(
                    file + " can be written by every user of this machine: chmod o-w " + file);
        }
        if (isSecret && !mode.isOwnersAlone()) {
            throw new IOException(
                    file
                            + " has a token and can be used by others than its owner: chmod 600 "
                            + file);
        }
    }

    private static List<String> lines(Path file) throws IOException {
        byte[] content;
        // reads to the end, in spite of the size that the system tells
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_SIZE + 1);
        }
        if (content.length > MAX_SIZE) {
            throw new IOException(file + " is larger than 16 MiB: list fewer peers");
        }
        try {
            return Bytes.wrap(content).decodeUtf8().lines().toList();
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8: one id a line", e);
        }
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
