package peerlink.plugin.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.CommandException;
import peerlink.api.Link;
import peerlink.api.Peer;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.Wording;
import peerlink.plugin.files.parts.Part;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * Takes the frames of a transfer's sender, from one link after the other, until its files are
 * saved. Each link has a thread, which calls.
 */
final class TreeReception {
    private final TransferContext context;
    private final Peer peer;
    private final IncomingState state;
    private final IncomingNotices notices;

    /** Runs once the first link is in use; null afterwards. Guarded by the state's lock. */
    private @Nullable Runnable first;

    private String leftReason = "";

    TreeReception(
            TransferContext context, Peer peer, IncomingState state, IncomingNotices notices) {
        this.context = context;
        this.peer = peer;
        this.state = state;
        this.notices = notices;
    }

    /** Has something done once the first link is in use: a user may answer in that moment. */
    void onFirst(Runnable begin) {
        first = begin;
    }

    /**
     * Returns the manifest, and asks the sender for it if need be.
     *
     * @throws CommandException if the sender is not there, or does not tell it
     */
    Manifest manifest() throws CommandException, InterruptedException {
        state.lock().lock();
        try {
            Manifest manifest = state.manifest();
            if (manifest != null) {
                return manifest;
            }
            IncomingLink link = state.use();
            if (link == null) {
                throw new CommandException(
                        "%s is not there, and has not told the names"
                                .formatted(context.nameOf(peer)),
                        "");
            }
            link.askForManifest();
        } finally {
            state.lock().unlock();
        }
        try {
            return state.told().get(context.limits().stall().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandException(
                    "%s does not tell the names".formatted(context.nameOf(peer)), "");
        }
    }

    /**
     * Uses a link on which the sender has offered the transfer, in the place of one that it had.
     * Returns when the link is of no more use, or false at once if the transfer has ended before.
     */
    boolean hasServed(Link link, TransferFrame.Offer offer) {
        IncomingLink mine = new IncomingLink(context, link, offer);
        Runnable begin;
        state.lock().lock();
        try {
            switch (state.stage()) {
                case ENDED -> {
                    return false;
                }
                case FINISHING -> {
                    mine.tell(new TransferFrame.Stop(false, "it is being saved"));
                    return true;
                }
                case OFFERED -> state.use(mine);
                case RECEIVING -> {
                    state.use(mine);
                    state.goOn(mine);
                }
            }
            begin = first;
            first = null;
        } finally {
            state.lock().unlock();
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
        state.lock().lock();
        try {
            if (!state.isInUse(mine)) {
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
                state.fail(mine, e);
                return true;
            }
            if (!isWhole) {
                return true;
            }
            state.to(IncomingStage.FINISHING);
        } finally {
            state.lock().unlock();
        }
        finish(mine);
        return true;
    }

    private void piece(IncomingLink mine, ByteBuffer piece) throws IOException {
        if (state.manifest() != null) {
            throw new ProtocolViolationException("a manifest that nobody has asked for");
        }
        Manifest whole = mine.manifest(piece);
        if (whole == null) {
            return;
        }
        state.take(whole);
        if (state.stage() == IncomingStage.RECEIVING) {
            state.want(mine, whole);
        }
    }

    /** Takes the end of a round. Returns whether all is there. */
    private boolean isWhole(IncomingLink mine, Bytes root) throws IOException {
        mine.endRound(root);
        if (state.requirePart().isComplete()) {
            mine.calm();
            return true;
        }
        state.want(mine, Objects.requireNonNull(state.manifest()));
        return false;
    }

    /** Takes the sender's word that it has stopped. */
    private void stopped(boolean isForGood, String reason) {
        state.release();
        if (!isForGood && state.stage() != IncomingStage.OFFERED) {
            state.paused(reason);
            return;
        }
        state.to(IncomingStage.ENDED);
        state.delete();
        notices.givenUp(reason, state.standing());
    }

    /** Saves all that has come. Called without the lock. */
    private void finish(IncomingLink mine) {
        List<Path> paths;
        int left;
        try {
            Part whole = state.requirePart();
            left = state.left();
            paths = whole.finish();
        } catch (IOException e) {
            state.lock().lock();
            try {
                state.to(IncomingStage.RECEIVING);
                state.fail(mine, e);
            } finally {
                state.lock().unlock();
            }
            return;
        }
        state.lock().lock();
        try {
            state.to(IncomingStage.ENDED);
            mine.tell(new TransferFrame.Done());
            mine.release();
        } finally {
            state.lock().unlock();
        }
        if (paths.isEmpty()) {
            notices.givenUp(leftReason, state.standing());
        } else {
            notices.saved(paths, left, state.standing());
        }
    }

    private void lost(IncomingLink mine, IOException e) {
        boolean isClosed = e instanceof EOFException;
        state.lock().lock();
        try {
            boolean wasUsed = state.use() == mine;
            state.drop(mine);
            if (wasUsed && state.stage() == IncomingStage.RECEIVING) {
                state.close();
                state.paused(isClosed ? "the link was closed" : Wording.reason(e));
            }
            if (state.stage() == IncomingStage.ENDED && isClosed) {
                // the sender has read the last word
                state.delete();
            }
        } finally {
            state.lock().unlock();
        }
    }
}
