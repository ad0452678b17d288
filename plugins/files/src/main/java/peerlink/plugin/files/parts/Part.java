package peerlink.plugin.files.parts;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.Digests;
import peerlink.plugin.files.basis.FreeSpace;
import peerlink.plugin.files.basis.WholeFile;
import peerlink.plugin.files.wire.Bitmap;
import peerlink.plugin.files.wire.Manifest;

/** An accepted transfer on this disk, complete or not. Used by one thread at a time. */
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

    private final Landing landing = new Landing();

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
        Manifest all = required(manifest);
        Files.createDirectories(record.folder());
        OwnerOnly.ensureFolder(required(staging).root());
        OwnerOnly.requireOwn(required(staging).root(), record.folder(), home);
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
            if (landing.has(required(staging).top(all.entryOf(block)))) {
                there.set(block);
            } else if (digest != null) {
                ByteBuffer content = required(staging).read(block, buffer);
                if (content != null && Arrays.equals(digest, Digests.of(content))) {
                    there.set(block);
                }
            }
        }
        return there;
    }

    /** Returns the number of bytes that are there. */
    public long haveBytes() {
        BitSet there = have;
        return there == null || manifest == null ? 0 : manifest.bytesOf(there);
    }

    /**
     * Keeps a block that has arrived.
     *
     * @throws ProtocolViolationException if it has another digest; nothing was written
     */
    public void write(int block, byte[] digest, ByteBuffer content) throws IOException {
        if (!Arrays.equals(digest, Digests.of(content.duplicate()))) {
            throw new ProtocolViolationException(
                    "block %d does not fit its digest".formatted(block));
        }
        required(staging).write(block, content);
        required(digests).write(block, digest);
        required(have).set(block);
    }

    /**
     * Keeps a block of zeros.
     *
     * @return its digest
     */
    public byte[] zeros(int block) throws IOException {
        byte[] digest = Digests.ofZeros(required(manifest).length(block));
        required(staging).zeros(block);
        required(digests).write(block, digest);
        required(have).set(block);
        return digest;
    }

    /** Compares a block with that of the sender, and drops it if they differ. */
    public void compare(int block, byte[] digest) throws IOException {
        if (!Arrays.equals(digest, required(digests).read(block))) {
            required(digests).clear(block);
            required(have).clear(block);
        }
    }

    /** Drops an entry that the sender has left out. */
    public void leave(int entry) throws IOException {
        skip.set(entry);
        Manifest all = required(manifest);
        required(have).clear(all.firstBlock(entry), all.firstBlock(entry + 1));
        required(staging).remove(entry);
    }

    /** Tells whether all blocks that are wanted are there. */
    public boolean isComplete() {
        Manifest all = required(manifest);
        BitSet there = required(have);
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
            List<Path> paths = landing.of(required(manifest), skip, required(staging), record);
            end(PartRecord.State.DONE);
            return paths;
        } catch (IOException e) {
            have = null;
            throw e;
        }
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

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the part is not open");
        }
        return value;
    }
}
