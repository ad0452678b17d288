package peerlink.plugin.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.CommandException;
import peerlink.api.Link;
import peerlink.api.Peer;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.SafeName;
import peerlink.plugin.files.basis.Wording;

/** Receives one file that a peer offers, if the user accepts it. */
final class IncomingTransfer implements Offered {
    private final TransferContext context;
    private final int number;
    private final Peer peer;
    private final String name;
    private final long size;
    private final Link link;
    private final IncomingNotices notices;
    private final Reception reception;

    IncomingTransfer(TransferContext context, int number, Peer peer, Frame.Offer offer, Link link) {
        this.context = context;
        this.number = number;
        this.peer = peer;
        this.name = SafeName.of(offer.name());
        this.size = offer.size();
        this.link = link;
        this.notices = new IncomingNotices(context, number, peer, name, 1, size);
        this.reception =
                new Reception(
                        context.watchdog().in(context.limits().answer(), this::expire),
                        notices::partLeft);
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public String offer() {
        return notices.offer();
    }

    @Override
    public boolean isOffered() {
        return reception.stage() == IncomingStage.OFFERED;
    }

    /** The link is there as long as the transfer is. */
    private IncomingStanding standing() {
        return new IncomingStanding(reception.stage(), true, null);
    }

    @Override
    public String describe() {
        return notices.describe(standing());
    }

    @Override
    public Map<String, Object> fields() {
        return notices.fields(standing());
    }

    @Override
    public boolean isOver() {
        return notices.isOver();
    }

    @Override
    public Fate awaitEnd() throws InterruptedException {
        return notices.awaitEnd();
    }

    /**
     * Asks the user, and takes frames until the transfer has ended. Called on the link's thread.
     */
    void run() {
        if (context.settings().acceptsAll()) {
            acceptUnasked();
        } else {
            notices.offered(standing(), false);
        }
        boolean more = true;
        while (more) {
            Bytes frame;
            try {
                frame = link.receive();
            } catch (IOException e) {
                lost(e);
                return;
            }
            try {
                more = take(Frame.decode(frame));
            } catch (ProtocolViolationException e) {
                link.reportViolation(e);
                fail(String.valueOf(e.getMessage()), String.valueOf(e.getMessage()));
            } catch (IOException e) {
                fail(Wording.reason(e), "it could not be saved");
            }
        }
    }

    @Override
    public void accept(Path folder, @Nullable String as, boolean preserves)
            throws IOException, CommandException {
        if (!reception.accept(() -> begin(folder, as == null ? name : as))) {
            throw notices.noLongerOffered();
        }
        notices.taken(standing());
        context.settings().tellFolder(folder);
        send(new Frame.Accept());
    }

    private Reception.Begun begin(Path folder, String as) throws IOException {
        return new Reception.Begun(
                IncomingFile.create(folder, as, size),
                context.plugin().progress(notices.subject(), size),
                context.watchdog().in(context.limits().stall(), this::stalled));
    }

    @Override
    public void refuse() throws CommandException {
        if (!reception.refuse()) {
            throw notices.noLongerOffered();
        }
        context.ended().accept(this);
        tell(new Frame.Refuse(""));
        notices.refused(standing());
    }

    @Override
    public void stop() {
        switch (end()) {
            case OFFERED -> {
                tell(new Frame.Refuse(""));
                notices.stopped(standing());
            }
            case RECEIVING -> {
                tell(new Frame.Abort("stopped"));
                notices.stopped(standing());
            }
            case FINISHING -> notices.beingSaved();
            case ENDED -> {}
        }
    }

    @Override
    public void abandon() {
        end();
        link.close();
        notices.abandoned("");
    }

    private void acceptUnasked() {
        try {
            accept(context.settings().folder(), null, false);
        } catch (IOException e) {
            fail(Wording.reason(e), "it could not be saved");
        } catch (CommandException e) {
            fail(String.valueOf(e.getMessage()), "it is not wanted");
        }
    }

    /** Takes a frame. Returns whether more may come. */
    private boolean take(Frame frame) throws IOException {
        switch (frame) {
            case Frame.Abort(String reason) -> {
                if (hasEnded()) {
                    notices.givenUp(reason, standing());
                }
                return false;
            }
            case Frame.Data(ByteBuffer content) -> {
                reception.write(content);
                return true;
            }
            case Frame.End(Bytes digest) -> {
                Path saved = reception.finish(digest);
                if (saved == null) {
                    return true;
                }
                context.ended().accept(this);
                notices.saved(List.of(saved), 0, standing());
                tell(new Frame.Done());
                return false;
            }
            default ->
                    throw new ProtocolViolationException(
                            "a frame out of turn: '" + frame.kind() + "'");
        }
    }

    private void expire() {
        if (hasEnded()) {
            tell(new Frame.Refuse("nobody answered"));
            notices.failed("the offer of %s has expired".formatted(notices.subject()), standing());
        }
    }

    private void stalled() {
        fail("nothing more came", "nothing more came");
    }

    private void lost(IOException e) {
        boolean closed = e instanceof EOFException;
        String reason = closed ? "the link was closed" : Wording.reason(e);
        IncomingStage before = end();
        if (before == IncomingStage.OFFERED && closed) {
            notices.withdrawn(standing());
        } else if (isEndedFrom(before)) {
            notices.failed("%s is lost: %s".formatted(notices.subject(), reason), standing());
        }
    }

    private void fail(String reason, String forPeer) {
        if (hasEnded()) {
            tell(new Frame.Abort(forPeer));
            notices.broken(reason, standing());
        }
    }

    /** Ends the transfer. Returns whether this call has ended it. */
    private boolean hasEnded() {
        return isEndedFrom(end());
    }

    private static boolean isEndedFrom(IncomingStage before) {
        return before == IncomingStage.OFFERED || before == IncomingStage.RECEIVING;
    }

    private IncomingStage end() {
        IncomingStage before = reception.end();
        if (before != IncomingStage.FINISHING) {
            context.ended().accept(this);
        }
        return before;
    }

    /** Sends a last frame. The link is closed when the other side has read it, or soon. */
    private void tell(Frame frame) {
        context.watchdog().in(context.limits().linger(), link::close);
        send(frame);
    }

    private void send(Frame frame) {
        try {
            link.send(frame.encode());
        } catch (IOException e) {
            // the thread that receives sees the end of the link too, and tells the user
            context.plugin().logger().log(System.Logger.Level.DEBUG, "not sent", e);
        }
    }
}
