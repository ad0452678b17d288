package peerlink.plugin.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.CommandException;
import peerlink.api.Link;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.SafeName;
import peerlink.plugin.files.basis.Wording;
import peerlink.plugin.files.parts.Part;
import peerlink.plugin.files.parts.PartRecord;
import peerlink.plugin.files.parts.PartStore;
import peerlink.plugin.files.wire.Bitmap;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * Receives files and folders that a peer offers with {@code files/2}, over one link after the
 * other, until all of it is there.
 *
 * <p>The file is longer than most, as one lock guards the steps from the offer to the saved files.
 */
final class IncomingTree implements Offered {
    /** The stage of a transfer. */
    enum Stage {
        /** The user has yet to answer. */
        OFFERED,
        /** It comes, or waits for its sender. */
        ACCEPTED,
        /** All has come and goes to the disk; no lock is held. */
        FINISHING,
        ENDED
    }

    private final TransferContext context;
    private final PartStore store;
    private final int number;
    private final Peer peer;
    private final Bytes digest;
    private final String title;
    private final int files;
    private final long size;
    private final boolean hasMarks;
    private final CompletableFuture<Fate> fate = new CompletableFuture<>();
    private final CompletableFuture<Manifest> told = new CompletableFuture<>();
    private final Instant offeredAt;
    private final ReentrantLock lock = new ReentrantLock();

    /** Written with the lock, as all below. */
    private volatile Stage stage;

    private volatile @Nullable Part part;
    private @Nullable Manifest manifest;

    /** Runs once the first link is in use; null afterwards. */
    private @Nullable Runnable first;

    private String leftReason = "";
    private String lastPause = "";
    private BitSet unwanted = new BitSet();

    /** Ends a comparison of what is there, which holds the lock; written without it. */
    private volatile boolean isGivenUp;

    private volatile @Nullable IncomingLink use;
    private volatile @Nullable Pace pace;

    /** The names at the top of the saved files; none before they are saved. */
    private volatile List<Path> saved = List.of();

    /** Begins with an offer. */
    IncomingTree(
            TransferContext context,
            PartStore store,
            int number,
            Peer peer,
            TransferFrame.Offer offer) {
        this.context = context;
        this.store = store;
        this.number = number;
        this.peer = peer;
        this.digest = offer.digest();
        this.title = title(offer);
        this.files = offer.files();
        this.size = offer.bytes();
        this.hasMarks = offer.hasMarks();
        this.stage = Stage.OFFERED;
        this.offeredAt = context.now();
    }

    /** Goes on with the part of an earlier process. */
    IncomingTree(TransferContext context, PartStore store, int number, Peer peer, Part part) {
        this.context = context;
        this.store = store;
        this.number = number;
        this.peer = peer;
        this.digest = part.record().digest();
        this.title = part.record().title();
        this.files = part.record().files();
        this.size = part.record().bytes();
        this.hasMarks = false; // the user has decided
        this.part = part;
        this.manifest = part.manifest();
        this.unwanted = (BitSet) part.skip().clone();
        this.stage = Stage.ACCEPTED;
        this.offeredAt = context.now();
    }

    private static String title(TransferFrame.Offer offer) {
        String first = SafeName.of(offer.names().getFirst());
        int more = offer.names().size() - 1;
        return more == 0 ? first : first + " and %d more".formatted(more);
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    Bytes digest() {
        return digest;
    }

    TransferContext context() {
        return context;
    }

    @Override
    public String offer() {
        return "%s from %s (%s)".formatted(title, peerName(), amount());
    }

    @Override
    public boolean isOffered() {
        return stage() == Stage.OFFERED;
    }

    Stage stage() {
        return stage;
    }

    /** Tells whether a link is open. */
    boolean isLinked() {
        return use != null;
    }

    private PeerName peerName() {
        return context.nameOf(peer);
    }

    private String amount() {
        return files == 1
                ? Wording.size(size)
                : String.format(Locale.ROOT, "%,d files, %s", files, Wording.size(size));
    }

    @Override
    public String describe() {
        Pace now = pace;
        String state =
                switch (stage) {
                    case OFFERED ->
                            (use == null ? "offered by a peer that is away" : "offered")
                                    + ": /receive %1$d or /refuse %1$d".formatted(number);
                    case FINISHING -> "being saved";
                    case ENDED -> "on its way";
                    case ACCEPTED ->
                            use == null
                                    ? "waits for " + peerName()
                                    : now == null ? "on its way" : now.text();
                };
        return "%d  %s from %s (%s), %s".formatted(number, title, peerName(), amount(), state);
    }

    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields =
                Transfer.fields(number, "incoming", peer, peerName(), title, size);
        fields.put("files", files);
        fields.put(
                "state",
                stage == Stage.ACCEPTED
                        ? use == null ? "waiting" : "receiving"
                        : stage.name().toLowerCase(Locale.ROOT));
        Pace now = pace;
        if (now != null) {
            fields.put("done", now.done());
            fields.put("rate", now.rate());
        }
        if (!saved.isEmpty()) {
            fields.put("path", saved.getFirst().toString());
            fields.put("paths", saved.stream().map(Path::toString).limit(100).toList());
        }
        return fields;
    }

    @Override
    public boolean isOver() {
        return fate.isDone();
    }

    @Override
    public Fate awaitEnd() throws InterruptedException {
        try {
            return fate.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the part that has come, 0 to 1. */
    double partDone() {
        Pace now = pace;
        return now == null ? 0 : now.part();
    }

    /** Returns the progress for people; empty if nothing comes now. */
    String progressText() {
        Pace now = pace;
        return now == null || use == null ? "waits for " + peerName() : now.text();
    }

    /** Tells the user of the offer, unless it has an answer already. */
    void announce() {
        if (stage != Stage.OFFERED) {
            return;
        }
        context.plugin()
                .show(
                        "%s offers %s (%s%s): /receive %5$d or /refuse %5$d"
                                .formatted(
                                        peerName(),
                                        title,
                                        amount(),
                                        hasMarks ? ", dates with " + SendWords.PRESERVE : "",
                                        number),
                        "file-offered",
                        fields());
    }

    /**
     * Returns the manifest, and asks the sender for it if need be.
     *
     * @throws CommandException if the sender is not there, or does not tell it
     */
    Manifest manifest() throws CommandException, InterruptedException {
        lock.lock();
        try {
            if (manifest != null) {
                return manifest;
            }
            if (use == null) {
                throw new CommandException(
                        "%s is not there, and has not told the names".formatted(peerName()), "");
            }
            use.askForManifest();
        } finally {
            lock.unlock();
        }
        try {
            return told.get(context.limits().stall().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandException("%s does not tell the names".formatted(peerName()), "");
        }
    }

    @Override
    public void accept(Path folder, @Nullable String as, boolean preserves)
            throws IOException, CommandException {
        accept(folder, as, preserves, new BitSet());
    }

    /**
     * Accepts a part of the offer.
     *
     * @param skip the entries of the manifest that are not wanted
     */
    void accept(Path folder, @Nullable String as, boolean preserves, BitSet skip)
            throws IOException, CommandException {
        lock.lock();
        try {
            if (stage != Stage.OFFERED) {
                throw noLongerOffered();
            }
            PartRecord record =
                    new PartRecord(
                            peer.id(),
                            digest,
                            folder,
                            as == null ? "" : as,
                            title,
                            files,
                            size,
                            preserves,
                            PartRecord.State.ACCEPTED);
            Part begun = store.create(record);
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
            stage = Stage.ACCEPTED;
            context.plugin().show("", "file-taken", fields());
            context.settings().tellFolder(folder);
            IncomingLink now = use;
            if (now != null) {
                try {
                    goOn(now);
                } catch (IOException e) {
                    // it is accepted; the user is told of what stands in the way
                    fail(now, e);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void refuse() throws CommandException {
        lock.lock();
        try {
            if (stage != Stage.OFFERED) {
                throw noLongerOffered();
            }
            end(true, new TransferFrame.Stop(true, ""), PartRecord.State.STOPPED);
        } finally {
            lock.unlock();
        }
        ended("refused %s from %s".formatted(title, peerName()), "");
    }

    private CommandException noLongerOffered() {
        return new CommandException("file " + number + " is no longer offered", "/files");
    }

    @Override
    public void stop() {
        isGivenUp = true;
        lock.lock();
        try {
            if (stage == Stage.FINISHING) {
                isGivenUp = false;
                context.plugin()
                        .show(
                                "%s from %s has come and is being saved"
                                        .formatted(title, peerName()));
                return;
            }
            if (stage == Stage.ENDED) {
                return;
            }
            end(true, new TransferFrame.Stop(true, "stopped"), PartRecord.State.STOPPED);
        } finally {
            lock.unlock();
        }
        failed("stopped %s from %s".formatted(title, peerName()));
    }

    /** Waits until a transfer that has ended has done all that belongs to its end. */
    void awaitGone() {
        lock.lock();
        lock.unlock();
    }

    /** Has something done once the first link is in use: a user may answer in that moment. */
    void onFirst(Runnable begin) {
        first = begin;
    }

    /** Accepts the offer as the user has told beforehand. */
    void acceptUnasked(Path folder) {
        try {
            accept(folder, null, false);
        } catch (IOException e) {
            context.plugin()
                    .show(
                            "can't save %s from %s: %s"
                                    .formatted(title, peerName(), Wording.reason(e)));
            announce();
        } catch (CommandException e) {
            context.plugin().logger().log(System.Logger.Level.DEBUG, "not accepted", e);
        }
    }

    /** Removes the part if it was left alone for too long. */
    void expireIfUnclaimed(Instant now) {
        Part mine = part;
        try {
            if (mine != null && use != null) {
                mine.touch(now);
                return;
            }
            if (mine == null
                    ? Duration.between(offeredAt, now).compareTo(PartStore.KEPT) > 0
                    : PartStore.isUnclaimed(mine, now)) {
                expire();
            }
        } catch (IOException e) {
            context.plugin().logger().log(System.Logger.Level.DEBUG, "no part", e);
        }
    }

    private void expire() {
        lock.lock();
        try {
            if (stage == Stage.FINISHING || stage == Stage.ENDED || use != null) {
                return;
            }
            end(false, new TransferFrame.Stop(true, "expired"), PartRecord.State.STOPPED);
            if (part != null) {
                delete(part);
            }
        } finally {
            lock.unlock();
        }
        failed(
                "%s from %s has not gone on for a week, and is removed"
                        .formatted(title, peerName()));
    }

    @Override
    public void abandon() {
        isGivenUp = true;
        lock.lock();
        try {
            release();
            if (part != null) {
                close(part);
            }
        } finally {
            lock.unlock();
        }
        fate.complete(
                new Fate(
                        false,
                        "%s from %s: the plugin has ended; it goes on when it runs again"
                                .formatted(title, peerName())));
    }

    /**
     * Uses a link on which the sender has offered the transfer, in the place of one that it had.
     * Returns when the link is of no more use, or false at once if the transfer has ended before.
     * Called on the link's thread.
     */
    boolean hasServed(Link link, TransferFrame.Offer offer) {
        IncomingLink mine = new IncomingLink(context, link, offer);
        Runnable begin;
        lock.lock();
        try {
            if (stage == Stage.ENDED) {
                return false;
            }
            if (stage == Stage.FINISHING) {
                mine.tell(new TransferFrame.Stop(false, "it is being saved"));
                return true;
            }
            release();
            use = mine;
            mine.keepAlive(() -> isInUse(mine));
            begin = first;
            first = null;
            if (stage == Stage.ACCEPTED) {
                try {
                    goOn(mine);
                } catch (IOException e) {
                    fail(mine, e);
                }
            }
        } finally {
            lock.unlock();
        }
        if (begin != null) {
            begin.run();
        }
        boolean more = true;
        while (more) {
            Bytes frame;
            try {
                frame = link.receive();
            } catch (IOException e) {
                lost(mine, e);
                return true;
            }
            more = take(mine, frame);
        }
        return true;
    }

    /** Takes a frame. Returns whether more may come. */
    private boolean take(IncomingLink mine, Bytes frame) {
        boolean isWhole = false;
        lock.lock();
        try {
            if (use != mine || stage == Stage.ENDED) {
                // another link has its place, or the last word is said: drop what still comes
                return true;
            }
            mine.hasSpoken();
            try {
                switch (TransferFrame.decode(frame)) {
                    case TransferFrame.Stop(boolean isForGood, String reason) -> {
                        stopped(isForGood, reason);
                        return false;
                    }
                    case TransferFrame.ManifestPiece(ByteBuffer piece) -> piece(mine, piece);
                    case TransferFrame.End(Bytes root) -> isWhole = isWhole(mine, root);
                    case TransferFrame.Leave leave -> {
                        mine.round().take(leave);
                        leftReason = leave.reason();
                    }
                    case TransferFrame other -> mine.round().take(other);
                }
            } catch (IOException e) {
                fail(mine, e);
                return true;
            }
            if (!isWhole) {
                return true;
            }
            stage = Stage.FINISHING;
        } finally {
            lock.unlock();
        }
        finish(mine);
        return true;
    }

    /** Asks for what is needed next: the manifest, or the blocks. */
    private void goOn(IncomingLink now) throws IOException {
        if (manifest == null) {
            now.askForManifest();
        } else {
            want(now, manifest);
        }
    }

    private void piece(IncomingLink now, ByteBuffer piece) throws IOException {
        if (manifest != null) {
            throw new ProtocolViolationException("a manifest that nobody has asked for");
        }
        Manifest whole = now.manifest(piece);
        if (whole == null) {
            return;
        }
        manifest = whole;
        told.complete(whole);
        if (stage == Stage.ACCEPTED) {
            want(now, whole);
        }
    }

    /** Opens the part, and tells the sender what of it is missing. */
    private void want(IncomingLink now, Manifest all) throws IOException {
        Part mine = part();
        if (mine.manifest() == null) {
            mine.keep(all, unwanted);
        }
        now.countRound();
        BitSet have = mine.open(() -> isGivenUp);
        mine.touch(context.now());
        Shown shown =
                Shown.begin(
                        context,
                        number,
                        title + " from " + peerName(),
                        mine.wantedBytes(),
                        mine.haveBytes());
        pace = shown.pace();
        now.begin(new Round(mine, all, have, shown::advance), shown);
        now.calm();
        now.await();
        now.send(
                new TransferFrame.Want(
                        Bitmap.of(mine.skip(), all.entries().size()),
                        Bitmap.of(have, all.blocks())));
    }

    /** Takes the end of a round. Returns whether all is there. */
    private boolean isWhole(IncomingLink now, Bytes root) throws IOException {
        now.endRound(root);
        if (part().isComplete()) {
            now.calm();
            return true;
        }
        want(now, Objects.requireNonNull(manifest));
        return false;
    }

    /** Saves all that has come. Called without the lock, on the link's thread. */
    private void finish(IncomingLink mine) {
        List<Path> paths;
        int left;
        try {
            Part whole = part();
            left = whole.skip().cardinality() - unwanted.cardinality();
            paths = whole.finish();
        } catch (IOException e) {
            lock.lock();
            try {
                stage = Stage.ACCEPTED;
                fail(mine, e);
            } finally {
                lock.unlock();
            }
            return;
        }
        lock.lock();
        try {
            stage = Stage.ENDED;
            mine.tell(new TransferFrame.Done());
            mine.release();
        } finally {
            lock.unlock();
        }
        context.ended().accept(this);
        if (paths.isEmpty()) {
            failed("%s has given up %s: %s".formatted(peerName(), title, leftReason));
            return;
        }
        String where = paths.getFirst().toString();
        String text =
                "%s from %s is saved: %s".formatted(title, peerName(), where)
                        + (left > 0 ? ", without %d that the sender left out".formatted(left) : "");
        saved = List.copyOf(paths);
        Map<String, Object> fields = fields();
        fields.put("left", Math.max(0, left));
        context.plugin().alert(text, "file-saved", fields);
        fate.complete(new Fate(true, text));
    }

    /** Takes the sender's word that it has stopped. */
    private void stopped(boolean isForGood, String reason) {
        release();
        if (!isForGood && stage != Stage.OFFERED) {
            paused(reason);
            return;
        }
        stage = Stage.ENDED;
        context.ended().accept(this);
        if (part != null) {
            delete(part);
        }
        failed("%s has given up %s: %s".formatted(peerName(), title, reason));
    }

    /** Gives the link up after a failure: for good if the sender has broken a rule. */
    private void fail(IncomingLink mine, IOException e) {
        if (e instanceof ProtocolViolationException violation) {
            mine.reportViolation(violation);
            String reason = String.valueOf(violation.getMessage());
            end(false, new TransferFrame.Stop(true, reason), PartRecord.State.STOPPED);
            if (part != null) {
                delete(part);
            }
            failed("%s from %s failed: %s".formatted(title, peerName(), reason));
            return;
        }
        if (isGivenUp) {
            // whoever has given it up waits for the lock, and says the last word
            return;
        }
        // the disk is full, perhaps: what has come stays
        mine.tell(new TransferFrame.Stop(false, "it could not be saved"));
        mine.release();
        use = null;
        if (part != null) {
            close(part);
        }
        paused(Wording.reason(e));
    }

    private void lost(IncomingLink mine, IOException e) {
        lock.lock();
        try {
            if (use == mine) {
                mine.release();
                use = null;
                if (stage == Stage.ACCEPTED) {
                    close(part());
                    paused(e instanceof EOFException ? "the link was closed" : Wording.reason(e));
                }
            } else {
                mine.release();
            }
            if (stage == Stage.ENDED && e instanceof EOFException && part != null) {
                // the sender has read the last word
                delete(part);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells the user that it waits. */
    private void paused(String reason) {
        String told = reason + (part == null ? 0 : part.haveBytes());
        if (told.equals(lastPause)) {
            // the sender has tried again, in vain: no news
            return;
        }
        lastPause = told;
        Map<String, Object> fields = fields();
        fields.put("reason", reason);
        context.plugin()
                .show(
                        "%s from %s waits: %s; it goes on when %s is back"
                                .formatted(title, peerName(), reason, peerName()),
                        "file-paused",
                        fields);
    }

    /**
     * Ends the transfer, and tells the sender, now or when it comes again.
     *
     * @param keepsWord whether the sender is told when it comes again
     */
    private void end(boolean keepsWord, TransferFrame.Stop word, PartRecord.State state) {
        stage = Stage.ENDED;
        context.ended().accept(this);
        IncomingLink now = use;
        if (now != null) {
            now.tell(word);
            now.release();
        }
        if (part != null) {
            try {
                if (keepsWord) {
                    part.end(state);
                } else {
                    part.delete();
                }
            } catch (IOException e) {
                partLeft(e);
            }
        }
    }

    private Part part() {
        return Objects.requireNonNull(part);
    }

    private void delete(Part old) {
        try {
            old.delete();
        } catch (IOException e) {
            partLeft(e);
        }
    }

    private void close(Part open) {
        try {
            open.close();
        } catch (IOException e) {
            context.plugin().logger().log(System.Logger.Level.DEBUG, "not closed", e);
        }
    }

    private void partLeft(IOException e) {
        context.plugin().show("could not remove a part of " + title + ": " + Wording.reason(e));
    }

    /** Gives up the link that is in use. */
    private void release() {
        IncomingLink now = use;
        use = null;
        if (now != null) {
            now.release();
            now.close();
        }
    }

    /** Takes no lock: that is held while the blocks that are there are read. */
    private boolean isInUse(IncomingLink mine) {
        return use == mine && stage != Stage.ENDED;
    }

    private void failed(String reason) {
        ended(reason, reason);
    }

    /** Tells that the transfer has ended without its files. */
    private void ended(String reason, String notice) {
        Map<String, Object> fields = fields();
        fields.put("reason", reason);
        context.plugin().alert(notice, "file-failed", fields);
        fate.complete(new Fate(false, reason));
    }
}
