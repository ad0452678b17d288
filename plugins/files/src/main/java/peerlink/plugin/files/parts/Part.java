package peerlink.plugin.files.parts;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.Digests;
import peerlink.plugin.files.basis.FreeSpace;
import peerlink.plugin.files.basis.WholeFile;
import peerlink.plugin.files.wire.Bitmap;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.ManifestEntry;

/**
 * An accepted transfer on this disk, complete or not. Used by one thread at a time.
 *
 * <p>The file is longer than most, as what it keeps on the disk changes in one order alone, which a
 * crash may end anywhere.
 */
public final class Part {
    private static final String MANIFEST = "manifest";
    private static final String SKIP = "skip";
    private static final String DIGESTS = "digests";

    private final Path home;
    private PartRecord record;
    private @Nullable Manifest manifest;
    private @Nullable Staging staging;
    private @Nullable DigestFile digests;
    private BitSet skip = new BitSet();

    /** The blocks that this process has compared with their digests; null before it has. */
    private @Nullable BitSet have;

    /** The entries that have their names already, by their names in the hidden folder. */
    private final Map<String, Path> landed = new LinkedHashMap<>();

    private Part(Path home, PartRecord record) {
        this.home = home;
        this.record = record;
    }

    /** Begins a part. */
    static Part create(Path home, PartRecord record) throws IOException {
        Files.createDirectories(record.folder());
        if (OwnerOnly.isOpenToAll(record.folder())) {
            throw new IOException("everybody may change what lies there");
        }
        FreeSpace.require(record.folder(), record.bytes());
        OwnerOnly.ensureFolder(home);
        record.write(home);
        return new Part(home, record);
    }

    /**
     * Finds a part of an earlier process.
     *
     * @throws IOException if what lies there is none
     */
    static Part load(Path home) throws IOException {
        Part part = new Part(home, PartRecord.read(home));
        try {
            Manifest kept = Manifest.decode(Bytes.wrap(Files.readAllBytes(home.resolve(MANIFEST))));
            if (!kept.digest().equals(part.record.digest())) {
                throw new ProtocolViolationException("the manifest of another transfer");
            }
            part.take(kept, Bytes.wrap(Files.readAllBytes(home.resolve(SKIP))));
        } catch (NoSuchFileException | ProtocolViolationException e) {
            // the sender tells it again
            part.manifest = null;
        }
        return part;
    }

    public PartRecord record() {
        return record;
    }

    /** Returns the manifest; null if the sender has yet to tell it. */
    public @Nullable Manifest manifest() {
        return manifest;
    }

    /** Returns the entries that are not wanted, or were left out. */
    public BitSet skip() {
        return skip;
    }

    /** Returns the time at which it was last under way. */
    public Instant touchedAt() throws IOException {
        return Files.getLastModifiedTime(PartRecord.file(home)).toInstant();
    }

    /** Notes that it is under way. */
    public void touch(Instant now) throws IOException {
        Files.setLastModifiedTime(PartRecord.file(home), FileTime.from(now));
    }

    /**
     * Keeps the manifest.
     *
     * @param unwanted the entries that the user does not want
     */
    public void keep(Manifest told, BitSet unwanted) throws IOException {
        Bytes bitmap = Bitmap.of(unwanted, told.entries().size());
        WholeFile.write(home.resolve(SKIP), bitmap.toByteArray());
        // the choice counts with its manifest alone, which comes last
        WholeFile.write(home.resolve(MANIFEST), told.bytes().toByteArray());
        take(told, bitmap);
    }

    private void take(Manifest told, Bytes bitmap) throws ProtocolViolationException {
        manifest = told;
        skip = Bitmap.read(bitmap, told.entries().size());
        staging =
                new Staging(
                        stagingFolder(),
                        told,
                        new SafePaths(told, record.folder().getFileSystem()));
    }

    private Path stagingFolder() {
        return record.folder().resolve(".peerlink-" + record.key() + ".part");
    }

    /**
     * Opens the part to receive blocks, and compares those that are there with their digests, once
     * in a process.
     *
     * @param isGivenUp asked before each block
     * @return the blocks that are there
     * @throws InterruptedIOException if it was given up meanwhile
     */
    public BitSet open(BooleanSupplier isGivenUp) throws IOException {
        Manifest all = told();
        Files.createDirectories(record.folder());
        OwnerOnly.ensureFolder(staged().root());
        OwnerOnly.requireOwn(staged().root(), record.folder(), home);
        DigestFile file = digests == null ? DigestFile.open(home.resolve(DIGESTS)) : digests;
        digests = file;
        BitSet there = have;
        if (there == null) {
            there = verified(all, file, isGivenUp);
            have = there;
        }
        return (BitSet) there.clone();
    }

    private BitSet verified(Manifest all, DigestFile file, BooleanSupplier isGivenUp)
            throws IOException {
        BitSet there = new BitSet();
        ByteBuffer buffer = ByteBuffer.allocate(Manifest.BLOCK);
        for (int block = 0; block < all.blocks(); block++) {
            if (isGivenUp.getAsBoolean()) {
                throw new InterruptedIOException("given up");
            }
            byte[] digest = file.read(block);
            if (hasLanded(all.entryOf(block))) {
                there.set(block);
            } else if (digest != null) {
                ByteBuffer content = staged().read(block, buffer);
                if (content != null && Arrays.equals(digest, digest(content))) {
                    there.set(block);
                }
            }
        }
        return there;
    }

    private boolean hasLanded(int entry) {
        return !landed.isEmpty() && landed.containsKey(staged().top(entry));
    }

    /** Returns the number of bytes that are there. */
    public long haveBytes() {
        BitSet there = have;
        return there == null || manifest == null
                ? 0
                : there.stream().mapToLong(manifest::length).sum();
    }

    /** Returns the number of bytes that are wanted in all. */
    public long wantedBytes() {
        Manifest all = manifest;
        if (all == null) {
            return record.bytes();
        }
        long bytes = 0;
        for (int entry = 0; entry < all.entries().size(); entry++) {
            bytes += skip.get(entry) ? 0 : all.entries().get(entry).size();
        }
        return bytes;
    }

    /**
     * Keeps a block that has arrived.
     *
     * @throws ProtocolViolationException if it has another digest; nothing was written
     */
    public void write(int block, byte[] digest, ByteBuffer content) throws IOException {
        if (!Arrays.equals(digest, digest(content.duplicate()))) {
            throw new ProtocolViolationException(
                    "block %d does not fit its digest".formatted(block));
        }
        staged().write(block, content);
        opened().write(block, digest);
        there().set(block);
    }

    /**
     * Keeps a block of zeros.
     *
     * @return its digest
     */
    public byte[] zeros(int block) throws IOException {
        byte[] digest = Digests.ofZeros(told().length(block));
        staged().zeros(block);
        opened().write(block, digest);
        there().set(block);
        return digest;
    }

    /** Compares a block with that of the sender, and drops it if they differ. */
    public void compare(int block, byte[] digest) throws IOException {
        if (!Arrays.equals(digest, opened().read(block))) {
            opened().clear(block);
            there().clear(block);
        }
    }

    /** Drops an entry that the sender has left out. */
    public void leave(int entry) throws IOException {
        skip.set(entry);
        Manifest all = told();
        there().clear(all.firstBlock(entry), all.firstBlock(entry + 1));
        staged().remove(entry);
    }

    /** Tells whether all blocks that are wanted are there. */
    public boolean isComplete() {
        Manifest all = told();
        BitSet there = there();
        for (int entry = 0; entry < all.entries().size(); entry++) {
            int first = all.firstBlock(entry);
            int end = all.firstBlock(entry + 1);
            if (!skip.get(entry) && there.nextClearBit(first) < end) {
                return false;
            }
        }
        return true;
    }

    /**
     * Brings the files to the disk, and gives them their names. What has its name before it fails
     * keeps that, and the rest is compared again when it goes on.
     *
     * @return the paths of what lies at the top; none if nothing of it was wanted
     */
    public List<Path> finish() throws IOException {
        try {
            return finished();
        } catch (IOException e) {
            have = null;
            throw e;
        }
    }

    private List<Path> finished() throws IOException {
        Manifest all = told();
        int files = 0;
        Set<String> tops = new LinkedHashSet<>();
        for (int entry = 0; entry < all.entries().size(); entry++) {
            if (!skip.get(entry)) {
                files++;
                tops.add(staged().top(entry));
            }
        }
        for (int entry = 0; entry < all.entries().size(); entry++) {
            ManifestEntry one = all.entries().get(entry);
            if (skip.get(entry) || hasLanded(entry)) {
                continue;
            }
            if (one.isFolder()) {
                staged().folder(entry);
            } else {
                staged().complete(entry, files);
            }
        }
        close();
        if (record.preserves()) {
            staged().mark(entry -> !skip.get(entry) && !hasLanded(entry));
        }
        for (String top : tops) {
            if (landed.containsKey(top)) {
                continue;
            }
            String name = record.as().isEmpty() || tops.size() > 1 ? top : record.as();
            Path grown = staged().root().resolve(top);
            if (!Files.exists(grown, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(grown.toString());
            }
            landed.put(top, Landing.land(grown, record.folder(), name));
        }
        Landing.sync(record.folder());
        end(PartRecord.State.DONE);
        return List.copyOf(landed.values());
    }

    /** Removes all but the record, which tells the sender of the end when it comes again. */
    public void end(PartRecord.State state) throws IOException {
        close();
        record = record.with(state);
        record.write(home);
        Staging.delete(stagingFolder());
        for (String file : List.of(DIGESTS, MANIFEST, SKIP)) {
            Files.deleteIfExists(home.resolve(file));
        }
    }

    /** Removes all of it. */
    public void delete() throws IOException {
        close();
        Staging.delete(stagingFolder());
        Staging.delete(home);
    }

    /** Closes its files. It can be opened again. */
    public void close() throws IOException {
        DigestFile file = digests;
        digests = null;
        if (file != null) {
            file.close();
        }
        if (staging != null) {
            staging.close();
        }
    }

    private static byte[] digest(ByteBuffer content) {
        var sha = Digests.sha256();
        sha.update(content);
        return sha.digest();
    }

    private Manifest told() {
        return required(manifest);
    }

    private Staging staged() {
        return required(staging);
    }

    private DigestFile opened() {
        return required(digests);
    }

    private BitSet there() {
        return required(have);
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the part is not open");
        }
        return value;
    }
}
