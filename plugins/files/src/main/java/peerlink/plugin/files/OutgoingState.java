package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.plugin.files.parts.DigestFile;
import peerlink.plugin.files.source.SourceTree;
import peerlink.plugin.files.wire.Manifest;

/**
 * The state of an {@link OutgoingTree}, whatever link it has: its files, their digests, and what
 * has gone. Safe for use by several threads.
 */
final class OutgoingState implements AutoCloseable {
    private final TransferContext context;
    private final int number;
    private final SourceTree tree;
    private final OutgoingNotices notices;
    private final Omissions omissions;
    private final Path digestPath;
    private final DigestFile digests;
    private final ReentrantLock lock = new ReentrantLock();

    /** Written with the lock. */
    private volatile @Nullable Shown shown;

    private volatile boolean wasAccepted;
    private volatile boolean hasMoved;

    /**
     * @param folder the folder for the digests of the blocks, as long as the transfer lasts
     */
    OutgoingState(
            TransferContext context,
            int number,
            SourceTree tree,
            OutgoingNotices notices,
            Path folder)
            throws IOException {
        this.context = context;
        this.number = number;
        this.tree = tree;
        this.notices = notices;
        this.omissions = new Omissions(tree.manifest());
        this.digestPath = Files.createTempFile(folder, "sent-", ".digests");
        this.digests = DigestFile.open(digestPath);
    }

    TransferContext context() {
        return context;
    }

    int number() {
        return number;
    }

    SourceTree tree() {
        return tree;
    }

    OutgoingNotices notices() {
        return notices;
    }

    Omissions omissions() {
        return omissions;
    }

    DigestFile digests() {
        return digests;
    }

    /** Tells whether the receiver has taken it. */
    boolean wasAccepted() {
        return wasAccepted;
    }

    /** Returns how fast it goes; null if nothing goes. */
    @Nullable Pace pace() {
        Shown now = shown;
        return now == null ? null : now.pace();
    }

    /** Begins a round of sending: some entries are not wanted, and some blocks are there. */
    void begin(BitSet skipped, BitSet there) {
        Manifest manifest = tree.manifest();
        omissions.skip(skipped);
        long have =
                there.stream()
                        .filter(block -> !skipped.get(manifest.entryOf(block)))
                        .mapToLong(manifest::length)
                        .sum();
        endProgress();
        lock.lock();
        try {
            wasAccepted = true;
            shown = notices.begin(manifest.bytesWithout(skipped), have);
        } finally {
            lock.unlock();
        }
    }

    /** Notes bytes of files that were sent. */
    void advance(long bytes) {
        hasMoved |= bytes > 0;
        Shown now = shown;
        if (now != null) {
            now.advance(bytes);
        }
    }

    /** Tells whether bytes were sent since the last question. */
    boolean hasMoved() {
        boolean moved = hasMoved;
        hasMoved = false;
        return moved;
    }

    /** Shows no progress any more. */
    void endProgress() {
        lock.lock();
        try {
            if (shown != null) {
                shown.close();
                shown = null;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        endProgress();
        try {
            digests.close();
            Files.deleteIfExists(digestPath);
        } catch (IOException e) {
            context.plugin().logger().log(System.Logger.Level.DEBUG, "not closed", e);
        }
    }
}
