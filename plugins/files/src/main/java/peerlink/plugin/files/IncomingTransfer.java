package peerlink.plugin.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.CommandException;
import peerlink.api.Link;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.SafeName;
import peerlink.plugin.files.basis.Wording;

/**
 * Receives one file that a peer offers, if the user accepts it.
 *
 * <p>The file is longer than most, as one lock guards the steps from the offer to the saved file.
 */
final class IncomingTransfer implements Offered {
    private final TransferContext context;
    private final int number;
    private final Peer peer;
    private final String name;
    private final long size;
    private final Link link;

    private final Reception reception;
    private final CompletableFuture<Fate> fate = new CompletableFuture<>();

    IncomingTransfer(TransferContext context, int number, Peer peer, Frame.Offer offer, Link link) {
        this.context = context;
        this.number = number;
        this.peer = peer;
        this.name = SafeName.of(offer.name());
        this.size = offer.size();
        this.link = link;
        this.reception =
                new Reception(
                        context.watchdog().in(context.limits().answer(), this::expire),
                        e -> show("could not remove a part of " + name + ": " + Wording.reason(e)));
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
        return "%s from %s (%s)".formatted(name, peerName(), Wording.size(size));
    }

    @Override
    public boolean isOffered() {
        return reception.stage() == Reception.Stage.OFFERED;
    }

    private PeerName peerName() {
        return context.nameOf(peer);
    }

    @Override
    public String describe() {
        return "%d  %s from %s (%s), %s"
                .formatted(
                        number,
                        name,
                        peerName(),
                        Wording.size(size),
                        switch (reception.stage()) {
                            case OFFERED ->
                                    "offered: /receive %1$d or /refuse %1$d".formatted(number);
                            case FINISHING -> "being saved";
                            case RECEIVING, ENDED -> "on its way";
                        });
    }

    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields =
                Transfer.fields(number, "incoming", peer, peerName(), name, size);
        fields.put("state", reception.stage().name().toLowerCase(Locale.ROOT));
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

    /**
     * Asks the user, and takes frames until the transfer has ended. Called on the link's thread.
     */
    void run() {
        if (context.settings().acceptsAll()) {
            acceptUnasked();
        } else {
            show(
                    "%s offers %s (%s): /receive %4$d or /refuse %4$d"
                            .formatted(peerName(), name, Wording.size(size), number),
                    "file-offered",
                    fields());
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
            throw noLongerOffered();
        }
        show("", "file-taken", fields());
        context.settings().tellFolder(folder);
        send(new Frame.Accept());
    }

    private Reception.Begun begin(Path folder, String as) throws IOException {
        return new Reception.Begun(
                IncomingFile.create(folder, as, size),
                context.plugin().progress(name + " from " + peerName(), size),
                context.watchdog().in(context.limits().stall(), this::stalled));
    }

    @Override
    public void refuse() throws CommandException {
        if (!reception.refuse()) {
            throw noLongerOffered();
        }
        context.ended().accept(this);
        tell(new Frame.Refuse(""));
        ended("refused %s from %s".formatted(name, peerName()), "");
    }

    @Override
    public void stop() {
        switch (end()) {
            case OFFERED -> {
                tell(new Frame.Refuse(""));
                failed("stopped %s from %s".formatted(name, peerName()));
            }
            case RECEIVING -> {
                tell(new Frame.Abort("stopped"));
                failed("stopped %s from %s".formatted(name, peerName()));
            }
            case FINISHING ->
                    show("%s from %s has come and is being saved".formatted(name, peerName()));
            case ENDED -> {}
        }
    }

    @Override
    public void abandon() {
        end();
        link.close();
        fate.complete(
                new Fate(false, "%s from %s: the plugin has ended".formatted(name, peerName())));
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
                    failed("%s has given up %s: %s".formatted(peerName(), name, reason));
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
                String text = "%s from %s is saved: %s".formatted(name, peerName(), saved);
                Map<String, Object> fields = fields();
                fields.put("path", saved.toString());
                context.plugin().alert(text, "file-saved", fields);
                fate.complete(new Fate(true, text));
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
            failed("the offer of %s from %s has expired".formatted(name, peerName()));
        }
    }

    private void stalled() {
        fail("nothing more came", "nothing more came");
    }

    private void lost(IOException e) {
        boolean closed = e instanceof EOFException;
        String lost = "%s from %s is lost: %s";
        String reason = closed ? "the link was closed" : Wording.reason(e);
        Reception.Stage before = end();
        if (before == Reception.Stage.OFFERED && closed) {
            failed("%s has withdrawn %s".formatted(peerName(), name));
        } else if (isEndedFrom(before)) {
            failed(lost.formatted(name, peerName(), reason));
        }
    }

    private void fail(String reason, String forPeer) {
        if (hasEnded()) {
            tell(new Frame.Abort(forPeer));
            failed("%s from %s failed: %s".formatted(name, peerName(), reason));
        }
    }

    private CommandException noLongerOffered() {
        return new CommandException("file " + number + " is no longer offered", "/files");
    }

    /** Ends the transfer. Returns whether this call has ended it. */
    private boolean hasEnded() {
        return isEndedFrom(end());
    }

    private static boolean isEndedFrom(Reception.Stage before) {
        return before == Reception.Stage.OFFERED || before == Reception.Stage.RECEIVING;
    }

    private Reception.Stage end() {
        Reception.Stage before = reception.end();
        if (before != Reception.Stage.FINISHING) {
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

    private void show(String notice) {
        context.plugin().show(notice);
    }

    private void show(String notice, String event, Map<String, Object> fields) {
        context.plugin().show(notice, event, fields);
    }

    private void failed(String reason) {
        ended(reason, reason);
    }

    /** Tells that the transfer has ended without the file. */
    private void ended(String reason, String notice) {
        Map<String, Object> fields = fields();
        fields.put("reason", reason);
        context.plugin().alert(notice, "file-failed", fields);
        fate.complete(new Fate(false, reason));
    }
}
