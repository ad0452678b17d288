package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.CommandException;
import peerlink.api.Link;
import peerlink.api.Peer;
import peerlink.plugin.files.parts.Part;
import peerlink.plugin.files.parts.PartRecord;
import peerlink.plugin.files.parts.PartStore;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * Files and folders that a peer offers with {@code files/2}: what the user decides about them, from
 * the offer on. {@link TreeReception} takes what the sender says meanwhile.
 */
final class IncomingTree implements Offered {
    private final TransferContext context;
    private final PartStore store;
    private final int number;
    private final Peer peer;
    private final TreeOffer offer;
    private final Instant offeredAt;
    private final IncomingNotices notices;
    private final IncomingState state;
    private final TreeReception reception;

    /**
     * @param part the part of an earlier process, with which it goes on; null for a new offer
     */
    IncomingTree(
            TransferContext context,
            PartStore store,
            int number,
            Peer peer,
            TreeOffer offer,
            @Nullable Part part) {
        this.context = context;
        this.store = store;
        this.number = number;
        this.peer = peer;
        this.offer = offer;
        this.offeredAt = context.now();
        this.notices =
                new IncomingNotices(
                        context, number, peer, offer.title(), offer.files(), offer.size());
        this.state = new IncomingState(context, notices, part, () -> context.ended().accept(this));
        this.reception = new TreeReception(context, peer, state, notices);
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    TransferContext context() {
        return context;
    }

    IncomingStage stage() {
        return state.stage();
    }

    /** Returns the transfer for people, such as {@code report.pdf from bob}. */
    String subject() {
        return notices.subject();
    }

    @Override
    public String offer() {
        return notices.offer();
    }

    @Override
    public boolean isOffered() {
        return stage() == IncomingStage.OFFERED;
    }

    @Override
    public String describe() {
        return notices.describe(state.standing());
    }

    @Override
    public Map<String, Object> fields() {
        return notices.fields(state.standing());
    }

    @Override
    public boolean isOver() {
        return notices.isOver();
    }

    @Override
    public Fate awaitEnd() throws InterruptedException {
        return notices.awaitEnd();
    }

    /** Returns the part that has come, 0 to 1. */
    double partDone() {
        Pace pace = state.standing().pace();
        return pace == null ? 0 : pace.part();
    }

    /** Returns the progress for people. */
    String progressText() {
        return notices.progress(state.standing());
    }

    /** Returns the line about an accepted transfer whose sender is away; empty if it comes. */
    Optional<String> absence() {
        return stage() == IncomingStage.RECEIVING && !state.isLinked()
                ? Optional.of(
                        "%s comes when %s is back"
                                .formatted(notices.subject(), context.nameOf(peer)))
                : Optional.empty();
    }

    /** Tells the user of the offer, unless it has an answer already. */
    void announce() {
        if (isOffered()) {
            notices.offered(state.standing(), offer.hasMarks());
        }
    }

    /** Has something done once the first link is in use: a user may answer in that moment. */
    void onFirst(Runnable begin) {
        reception.onFirst(begin);
    }

    /**
     * Uses a link on which the sender has offered the transfer. Returns when the link is of no more
     * use, or false at once if the transfer has ended before. Called on the link's thread.
     */
    boolean hasServed(Link link, TransferFrame.Offer offer) {
        return reception.hasServed(link, offer);
    }

    /**
     * Returns the manifest, and asks the sender for it if need be.
     *
     * @throws CommandException if the sender is not there, or does not tell it
     */
    Manifest manifest() throws CommandException, InterruptedException {
        return reception.manifest();
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
        state.lock().lock();
        try {
            requireOffered();
            PartRecord record = offer.accepted(peer.id(), folder, as, preserves);
            state.accept(store.create(record), skip);
            notices.taken(state.standing());
            context.settings().tellFolder(folder);
            IncomingLink link = state.use();
            if (link != null) {
                state.goOn(link);
            }
        } finally {
            state.lock().unlock();
        }
    }

    @Override
    public void refuse() throws CommandException {
        state.lock().lock();
        try {
            requireOffered();
            state.endTelling("");
        } finally {
            state.lock().unlock();
        }
        notices.refused(state.standing());
    }

    private void requireOffered() throws CommandException {
        if (!isOffered()) {
            throw notices.noLongerOffered();
        }
    }

    @Override
    public void stop() {
        state.giveUp(true);
        state.lock().lock();
        try {
            switch (stage()) {
                case FINISHING -> {
                    state.giveUp(false);
                    notices.beingSaved();
                    return;
                }
                case ENDED -> {
                    return;
                }
                case OFFERED, RECEIVING -> state.endTelling("stopped");
            }
        } finally {
            state.lock().unlock();
        }
        notices.stopped(state.standing());
    }

    /** Removes the part if it was left alone for too long. */
    void expireIfUnclaimed(Instant now) {
        Part mine = state.part();
        try {
            if (mine != null && state.isLinked()) {
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
        state.lock().lock();
        try {
            if (stage() == IncomingStage.FINISHING
                    || stage() == IncomingStage.ENDED
                    || state.isLinked()) {
                return;
            }
            state.end("expired");
            state.delete();
        } finally {
            state.lock().unlock();
        }
        notices.failed(
                notices.subject() + " has not gone on for a week, and is removed",
                state.standing());
    }

    @Override
    public void abandon() {
        state.giveUp(true);
        state.lock().lock();
        try {
            state.release();
            state.close();
        } finally {
            state.lock().unlock();
        }
        notices.abandoned("; it goes on when it runs again");
    }

    /** Waits until a transfer that has ended has done all that belongs to its end. */
    void awaitGone() {
        state.lock().lock();
        state.lock().unlock();
    }
}
