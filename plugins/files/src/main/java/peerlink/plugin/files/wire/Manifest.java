package peerlink.plugin.files.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.Digests;

/** The files and folders of a transfer, with the numbers of their blocks. Immutable. */
public final class Manifest {
    /** The largest number of entries. */
    public static final int MAX_ENTRIES = 65_536;

    /** The longest manifest, in bytes. */
    public static final int MAX_BYTES = 8 << 20;

    /** The largest number of blocks: so many that {@code want} is one frame. */
    public static final int MAX_BLOCKS = 4 << 20;

    /** The longest name, in bytes: file systems have no longer ones. */
    public static final int MAX_NAME = 255;

    /** The longest path, in bytes. */
    public static final int MAX_PATH = 4096;

    /** The largest number of names in a path. */
    public static final int MAX_DEPTH = 64;

    /** The length of a block, in bytes. */
    public static final int BLOCK = 1 << 20;

    /** The kinds of entries. */
    static final int FILE = 0;

    static final int FOLDER = 1;
    static final int MARKED_FILE = 2;

    private final Bytes bytes;
    private final Bytes digest;
    private final List<ManifestEntry> entries;

    /** The number of the first block of each entry, and at the end that of all blocks. */
    private final int[] firstBlocks;

    private Manifest(Bytes bytes, List<ManifestEntry> entries, int[] firstBlocks) {
        this.bytes = bytes;
        this.digest = Bytes.wrap(Digests.sha256().digest(bytes.toByteArray()));
        this.entries = List.copyOf(entries);
        this.firstBlocks = firstBlocks;
    }

    /**
     * Returns the manifest of the entries.
     *
     * @throws ProtocolViolationException if they are too many, too large, or contradict each other
     */
    public static Manifest of(List<ManifestEntry> entries) throws ProtocolViolationException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(out)) {
            for (ManifestEntry entry : entries) {
                byte[] path = entry.path().getBytes(StandardCharsets.UTF_8);
                FileMark mark = entry.mark();
                data.writeByte(entry.isFolder() ? FOLDER : mark == null ? FILE : MARKED_FILE);
                if (!entry.isFolder()) {
                    data.writeLong(entry.size());
                }
                if (mark != null) {
                    data.writeLong(mark.modified());
                    data.writeByte(mark.isExecutable() ? 1 : 0);
                }
                data.writeShort(path.length);
                data.write(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return checked(Bytes.wrap(out.toByteArray()), entries);
    }

    /**
     * Reads a manifest.
     *
     * @throws ProtocolViolationException if the bytes are none
     */
    public static Manifest decode(Bytes bytes) throws ProtocolViolationException {
        return checked(bytes, new ManifestReader(bytes.asByteBuffer()).entries());
    }

    private static Manifest checked(Bytes bytes, List<ManifestEntry> entries)
            throws ProtocolViolationException {
        if (bytes.size() > MAX_BYTES || entries.size() > MAX_ENTRIES || entries.isEmpty()) {
            throw new ProtocolViolationException(
                    "a manifest of %d entries in %d bytes".formatted(entries.size(), bytes.size()));
        }
        int[] firstBlocks = new int[entries.size() + 1];
        long blocks = 0;
        for (int i = 0; i < entries.size(); i++) {
            firstBlocks[i] = (int) blocks;
            blocks += requireWhole(entries.get(i)).blocks();
            if (blocks > MAX_BLOCKS) {
                throw new ProtocolViolationException(
                        "more than %d blocks in one transfer".formatted(MAX_BLOCKS));
            }
        }
        firstBlocks[entries.size()] = (int) blocks;
        requireTree(entries);
        return new Manifest(bytes, entries, firstBlocks);
    }

    private static ManifestEntry requireWhole(ManifestEntry entry)
            throws ProtocolViolationException {
        if (entry.size() < 0 || entry.size() > (long) MAX_BLOCKS * BLOCK) {
            throw new ProtocolViolationException("a file of " + entry.size() + " bytes");
        }
        if (entry.path().getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
            throw new ProtocolViolationException("a path of more than " + MAX_PATH + " bytes");
        }
        String[] names = entry.path().split("/", -1);
        if (names.length > MAX_DEPTH) {
            throw new ProtocolViolationException("a path of " + names.length + " names");
        }
        for (String name : names) {
            if (name.isEmpty()
                    || name.equals(".")
                    || name.equals("..")
                    || name.indexOf('\0') >= 0
                    || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
                throw new ProtocolViolationException("a path with a name that is none");
            }
        }
        return entry;
    }

    /** Checks that no path stands twice, and that nothing lies in a file. */
    private static void requireTree(List<ManifestEntry> entries) throws ProtocolViolationException {
        Set<String> files = HashSet.newHashSet(entries.size());
        Set<String> folders = new HashSet<>();
        for (ManifestEntry entry : entries) {
            if (!(entry.isFolder() ? folders : files).add(entry.path())) {
                throw new ProtocolViolationException("a path that stands twice");
            }
        }
        for (ManifestEntry entry : entries) {
            String path = entry.path();
            if (entry.isFolder() && files.contains(path)) {
                throw new ProtocolViolationException("a file that is a folder, too");
            }
            for (int slash = path.lastIndexOf('/'); slash > 0; ) {
                path = path.substring(0, slash);
                if (files.contains(path)) {
                    throw new ProtocolViolationException("a path that leads into a file");
                }
                slash = path.lastIndexOf('/');
            }
        }
    }

    /** Returns the bytes that {@link #decode} reads. */
    public Bytes bytes() {
        return bytes;
    }

    /** Returns the SHA-256 of the bytes, which names the transfer. */
    public Bytes digest() {
        return digest;
    }

    public List<ManifestEntry> entries() {
        return entries;
    }

    /** Returns the number of the files. */
    public int files() {
        return (int) entries.stream().filter(entry -> !entry.isFolder()).count();
    }

    /** Returns the sum of the files' sizes, in bytes. */
    public long size() {
        return entries.stream().mapToLong(ManifestEntry::size).sum();
    }

    /** Returns the sum of the sizes of all files but some, in bytes. */
    public long bytesWithout(BitSet skipped) {
        long bytes = 0;
        for (int entry = 0; entry < entries.size(); entry++) {
            bytes += skipped.get(entry) ? 0 : entries.get(entry).size();
        }
        return bytes;
    }

    /** Returns the sum of the lengths of some blocks, in bytes. */
    public long bytesOf(BitSet some) {
        return some.stream().mapToLong(this::length).sum();
    }

    /** Returns the number of all blocks. */
    public int blocks() {
        return firstBlocks[entries.size()];
    }

    /** Returns the number of the first block of an entry; also of the entry after the last one. */
    public int firstBlock(int entry) {
        return firstBlocks[entry];
    }

    /** Returns the number of the entry that a block belongs to. */
    public int entryOf(int block) {
        if (block < 0 || block >= blocks()) {
            throw new IllegalArgumentException("block " + block + " of " + blocks());
        }
        int low = 0;
        int high = entries.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstBlocks[middle] <= block) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Returns the place of a block in its file, in bytes. */
    public long offset(int block) {
        return (long) (block - firstBlocks[entryOf(block)]) * BLOCK;
    }

    /** Returns the length of a block, in bytes. */
    public int length(int block) {
        return (int) Math.min(BLOCK, entries.get(entryOf(block)).size() - offset(block));
    }

    /** Returns the names at the top, each once, in their order. */
    public List<String> topNames() {
        Set<String> names = new LinkedHashSet<>();
        for (ManifestEntry entry : entries) {
            int slash = entry.path().indexOf('/');
            names.add(slash < 0 ? entry.path() : entry.path().substring(0, slash));
        }
        return List.copyOf(names);
    }

    /** Returns the frame that offers the transfer. */
    public TransferFrame.Offer offer() {
        return new TransferFrame.Offer(
                digest,
                files(),
                entries.size() - files(),
                size(),
                bytes.size(),
                topNames().stream().limit(TransferFrame.MAX_NAMES).toList(),
                entries.stream().anyMatch(entry -> entry.mark() != null));
    }

    /** Returns the frames that carry the manifest. */
    public List<Bytes> pieces() {
        ByteBuffer all = bytes.asByteBuffer();
        List<Bytes> pieces = new java.util.ArrayList<>();
        while (all.hasRemaining()) {
            int length = Math.min(all.remaining(), TransferFrame.MAX_MANIFEST_PIECE);
            pieces.add(new TransferFrame.ManifestPiece(all.slice(all.position(), length)).encode());
            all.position(all.position() + length);
        }
        return pieces;
    }

    @Override
    public String toString() {
        return "Manifest" + Arrays.asList(entries.size(), blocks());
    }
}
