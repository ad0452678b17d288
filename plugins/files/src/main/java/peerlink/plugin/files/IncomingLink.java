package peerlink.plugin.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.parts.Part;
import peerlink.plugin.files.wire.Bitmap;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * One link on which a sender has offered a transfer: the frames that go back, the manifest that
 * comes in pieces, and the round that is under way. Guarded by the transfer's lock, but for the
 * frames that keep it alive.
 */
final class IncomingLink {
    /** The largest number of rounds on a link. */
    private static final int MAX_ROUNDS = 4;

    private final TransferContext context;
    private final Link link;
    private final TransferFrame.Offer offer;
    private Watchdog.@Nullable Deadline stall;
    private @Nullable ByteArrayOutputStream pieces;
    private @Nullable Round round;
    private @Nullable Shown shown;
    private int rounds;

    IncomingLink(TransferContext context, Link link, TransferFrame.Offer offer) {
        this.context = context;
        this.link = link;
        this.offer = offer;
    }

    /** Asks for the manifest, once. */
    void askForManifest() {
        if (pieces == null) {
            pieces = new ByteArrayOutputStream();
            await();
            send(new TransferFrame.Get());
        }
    }

    /**
     * Takes the next piece of the manifest.
     *
     * @return the manifest once it is complete, else null
     * @throws ProtocolViolationException if nobody has asked for it, or it is not the one that was
     *     offered
     */
    @Nullable Manifest manifest(ByteBuffer piece) throws ProtocolViolationException {
        ByteArrayOutputStream all = pieces;
        if (all == null) {
            throw new ProtocolViolationException("a manifest that nobody has asked for");
        }
        if (all.size() + piece.remaining() > offer.manifestLength()) {
            throw new ProtocolViolationException(
                    "a manifest longer than %d bytes".formatted(offer.manifestLength()));
        }
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        all.writeBytes(bytes);
        if (all.size() < offer.manifestLength()) {
            return null;
        }
        Manifest whole = Manifest.decode(Bytes.wrap(all.toByteArray()));
        if (!whole.digest().equals(offer.digest()) || !whole.offer().equals(offer)) {
            throw new ProtocolViolationException("the manifest does not fit the offer");
        }
        pieces = new ByteArrayOutputStream();
        calm();
        return whole;
    }

    /** Counts a round before it begins. */
    void countRound() throws ProtocolViolationException {
        rounds++;
        if (rounds > MAX_ROUNDS) {
            throw new ProtocolViolationException(
                    "blocks are missing after %d rounds".formatted(MAX_ROUNDS));
        }
    }

    /**
     * Begins a round: tells the sender what is missing.
     *
     * @param have the blocks that are there
     * @param progress shows what comes
     */
    void want(Part part, Manifest all, BitSet have, Shown progress) {
        if (shown != null) {
            shown.close();
        }
        shown = progress;
        round = new Round(part, all, have, progress::advance);
        await();
        send(
                new TransferFrame.Want(
                        Bitmap.of(part.skip(), all.entries().size()),
                        Bitmap.of(have, all.blocks())));
    }

    /** Returns the round that is under way. */
    Round round() throws ProtocolViolationException {
        if (round == null) {
            throw new ProtocolViolationException("sent before it was accepted");
        }
        return round;
    }

    void endRound(Bytes root) throws ProtocolViolationException {
        round().end(root);
        round = null;
    }

    /** Waits for the sender's frames from now on, and closes the link if none comes for long. */
    void await() {
        calm();
        stall = context.watchdog().in(context.limits().stall(), link::close);
    }

    /** Notes that a frame has come. */
    void hasSpoken() {
        if (stall != null) {
            stall.renew();
        }
    }

    /** Waits for no frame any more. */
    void calm() {
        if (stall != null) {
            stall.close();
            stall = null;
        }
    }

    /** Tells the sender again and again that this side is there, as long as the link is in use. */
    void keepAlive(BooleanSupplier isInUse) {
        context.watchdog()
                .in(
                        context.limits().keepAlive(),
                        () -> {
                            if (isInUse.getAsBoolean()) {
                                send(new TransferFrame.Wait());
                                keepAlive(isInUse);
                            }
                        });
    }

    /** Sends a last frame. The link is closed when the other side has read it, or soon. */
    void tell(TransferFrame frame) {
        context.watchdog().in(context.limits().linger(), link::close);
        send(frame);
    }

    void send(TransferFrame frame) {
        try {
            link.send(frame.encode());
        } catch (IOException e) {
            // the thread that receives sees the end of the link too
            context.plugin().logger().log(System.Logger.Level.DEBUG, "not sent", e);
        }
    }

    void reportViolation(ProtocolViolationException violation) {
        link.reportViolation(violation);
    }

    /** Gives up what belongs to the transfer; the last word may still be on its way. */
    void release() {
        calm();
        if (shown != null) {
            shown.close();
        }
        round = null;
    }

    void close() {
        link.close();
    }
}
