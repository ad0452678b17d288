package peerlink.plugin.files;

import java.io.IOException;
import java.util.BitSet;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.Wording;
import peerlink.plugin.files.parts.Part;
import peerlink.plugin.files.parts.PartRecord;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * The state of an {@link IncomingTree}: its stage, its part on the disk, the link that is in use.
 * The user's decisions and the sender's frames change it, by the methods below.
 *
 * <p>A caller holds {@link #lock}; {@link #stage}, {@link #standing}, {@link #isLinked}, {@link
 * #isInUse}, {@link #part}, {@link #giveUp} and {@link #told} are for everybody.
 */
final class IncomingState {
    private final TransferContext context;
    private final IncomingNotices notices;
    private final Runnable onEnd;
    private final CompletableFuture<Manifest> told = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** Written with the lock, as all below. */
    private volatile IncomingStage stage;

    private volatile @Nullable Part part;
    private @Nullable Manifest manifest;
    private BitSet unwanted = new BitSet();
    private volatile @Nullable IncomingLink use;
    private volatile @Nullable Pace pace;

    /** Ends a comparison of what is there, which holds the lock; written without it. */
    private volatile boolean isGivenUp;

    /**
     * @param part the part of an earlier process; null for a new offer
     * @param onEnd hears of the end; may be called more than once, and doesn't block
     */
    IncomingState(
            TransferContext context, IncomingNotices notices, @Nullable Part part, Runnable onEnd) {
        this.context = context;
        this.notices = notices;
        this.onEnd = onEnd;
        this.part = part;
        this.stage = part == null ? IncomingStage.OFFERED : IncomingStage.RECEIVING;
        if (part != null) {
            this.manifest = part.manifest();
            this.unwanted = (BitSet) part.skip().clone();
        }
    }

    ReentrantLock lock() {
        return lock;
    }

    IncomingStage stage() {
        return stage;
    }

    IncomingStanding standing() {
        return new IncomingStanding(stage, use != null, pace);
    }

    /** Tells whether a link is open. */
    boolean isLinked() {
        return use != null;
    }

    /** Tells whether a link is the one whose frames count. */
    boolean isInUse(IncomingLink link) {
        return use == link && stage != IncomingStage.ENDED;
    }

    /** Has a comparison end that holds the lock. */
    void giveUp(boolean isSo) {
        isGivenUp = isSo;
    }

    /** Returns what completes once the manifest is there. */
    CompletableFuture<Manifest> told() {
        return told;
    }

    @Nullable Manifest manifest() {
        return manifest;
    }

    @Nullable IncomingLink use() {
        return use;
    }

    @Nullable Part part() {
        return part;
    }

    Part requirePart() {
        return Objects.requireNonNull(part);
    }

    /** Goes to a stage. */
    void to(IncomingStage next) {
        stage = next;
        if (next == IncomingStage.ENDED) {
            onEnd.run();
        }
    }

    /**
     * Begins to receive what the user has accepted.
     *
     * @param skip the entries that are not wanted
     */
    void accept(Part begun, BitSet skip) throws IOException {
        if (manifest != null) {
            // a later process has to know what is not wanted
            try {
                begun.keep(manifest, skip);
            } catch (IOException e) {
                delete(begun);
                throw e;
            }
        }
        part = begun;
        unwanted = skip;
        to(IncomingStage.RECEIVING);
    }

    /** Uses a link in the place of one that was in use. */
    void use(IncomingLink link) {
        release();
        use = link;
        link.keepAlive(() -> isInUse(link));
    }

    /** Asks for what is needed next: the manifest, or the blocks. */
    void goOn(IncomingLink link) {
        try {
            if (manifest == null) {
                link.askForManifest();
            } else {
                want(link, manifest);
            }
        } catch (IOException e) {
            // it is accepted; the user is told of what stands in the way
            fail(link, e);
        }
    }

    /** Keeps the manifest that has come. */
    void take(Manifest whole) {
        manifest = whole;
        told.complete(whole);
    }

    /** Opens the part, and tells the sender what of it is missing. */
    void want(IncomingLink link, Manifest all) throws IOException {
        Part mine = requirePart();
        if (mine.manifest() == null) {
            mine.keep(all, unwanted);
        }
        link.countRound();
        BitSet have = mine.open(() -> isGivenUp);
        mine.touch(context.now());
        Shown shown = notices.begin(all.bytesWithout(mine.skip()), all.bytesOf(have));
        pace = shown.pace();
        link.want(mine, all, have, shown);
    }

    /** Returns the number of entries that the sender has left out. */
    int left() {
        return Math.max(0, requirePart().skip().cardinality() - unwanted.cardinality());
    }

    /** Gives the link up after a failure: for good if the sender has broken a rule. */
    void fail(IncomingLink link, IOException e) {
        if (e instanceof ProtocolViolationException violation) {
            link.reportViolation(violation);
            String reason = String.valueOf(violation.getMessage());
            end(reason);
            delete();
            notices.broken(reason, standing());
            return;
        }
        if (isGivenUp) {
            // whoever has given it up waits for the lock, and says the last word
            return;
        }
        // the disk is full, perhaps: what has come stays
        link.tell(new TransferFrame.Stop(false, "it could not be saved"));
        drop(link);
        close();
        paused(Wording.reason(e));
    }

    /** Tells the user that it waits. */
    void paused(String reason) {
        Part mine = part;
        notices.paused(reason, mine == null ? 0 : mine.haveBytes(), standing());
    }

    /** Ends the transfer at the user's wish, and tells the sender, now or when it comes again. */
    void endTelling(String reason) {
        end(reason);
        if (part != null) {
            try {
                part.end(PartRecord.State.STOPPED);
            } catch (IOException e) {
                notices.partLeft(e);
            }
        }
    }

    /** Ends the transfer, and tells the sender if it is there. */
    void end(String reason) {
        to(IncomingStage.ENDED);
        IncomingLink link = use;
        if (link != null) {
            link.tell(new TransferFrame.Stop(true, reason));
            link.release();
        }
    }

    /** Gives up the link that is in use, and closes it. */
    void release() {
        IncomingLink link = use;
        if (link != null) {
            drop(link);
            link.close();
        }
    }

    /** Gives up a link whose last word may still be on its way. */
    void drop(IncomingLink link) {
        link.release();
        if (use == link) {
            use = null;
        }
    }

    /** Removes the part, if there is one. */
    void delete() {
        if (part != null) {
            delete(part);
        }
    }

    private void delete(Part old) {
        try {
            old.delete();
        } catch (IOException e) {
            notices.partLeft(e);
        }
    }

    /** Closes the part, if there is one. */
    void close() {
        if (part != null) {
            try {
                part.close();
            } catch (IOException e) {
                context.plugin().logger().log(System.Logger.Level.DEBUG, "not closed", e);
            }
        }
    }
}
