package peerlink.plugin.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.CommandException;
import peerlink.api.Link;
import peerlink.api.Peer;
import peerlink.api.Progress;
import peerlink.api.ProtocolViolationException;

/** One file that a peer offers and, if the user wants it, sends. */
final class IncomingTransfer implements Transfer {
    private enum State {
        OFFERED,
        RECEIVING,
        ENDED
    }

    private final Transfers transfers;
    private final int number;
    private final Peer peer;
    private final String name;
    private final long size;
    private final Link link;

    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock, as all below. */
    private State state = State.OFFERED;

    private Watchdog.Deadline deadline;
    private @Nullable IncomingFile file;
    private @Nullable Progress progress;

    IncomingTransfer(Transfers transfers, int number, Peer peer, Frame.Offer offer, Link link) {
        this.transfers = transfers;
        this.number = number;
        this.peer = peer;
        this.name = SafeName.of(offer.name());
        this.size = offer.size();
        this.link = link;
        this.deadline = transfers.watchdog().in(transfers.limits().answer(), this::expire);
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    /** Tells whether the user has yet to answer. */
    boolean isOffered() {
        lock.lock();
        try {
            return state == State.OFFERED;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String describe() {
        return "%d  %s from %s (%s), %s"
                .formatted(
                        number,
                        name,
                        peer.name(),
                        Wording.size(size),
                        isOffered()
                                ? "offered: /receive %1$d or /refuse %1$d".formatted(number)
                                : "on its way");
    }

    /** Asks the user, and takes what comes until there is nothing left to say. Called on the link's thread. */
    void run() {
        if (transfers.settings().acceptAll()) {
            acceptUnasked();
        } else {
            transfers
                    .context()
                    .show(
                            "%s offers %s (%s): /receive %4$d or /refuse %4$d"
                                    .formatted(peer.name(), name, Wording.size(size), number));
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
                fail(String.valueOf(e.getMessage()), String.valueOf(e.getMessage()));
            } catch (IOException e) {
                fail(Wording.reason(e), "it could not be saved");
            }
        }
    }

    /**
     * Takes the offer.
     *
     * @param folder where the file shall lie
     * @param as its name there, or null for the offered one
     */
    void accept(Path folder, @Nullable String as) throws IOException, CommandException {
        lock.lock();
        try {
            requireOffered();
            file = IncomingFile.create(folder, as == null ? name : as, size);
            progress = transfers.context().progress(name + " from " + peer.name(), size);
            state = State.RECEIVING;
            deadline.close();
            deadline = transfers.watchdog().in(transfers.limits().stall(), this::stalled);
        } finally {
            lock.unlock();
        }
        send(new Frame.Accept());
    }

    /** Declines the offer. */
    void refuse() throws CommandException {
        lock.lock();
        try {
            requireOffered();
            end();
        } finally {
            lock.unlock();
        }
        tell(new Frame.Refuse(""));
    }

    @Override
    public void stop() {
        boolean offered = isOffered();
        if (ended()) {
            tell(offered ? new Frame.Refuse("") : new Frame.Abort("stopped"));
            show("stopped %s from %s".formatted(name, peer.name()));
        }
    }

    @Override
    public void abandon() {
        ended();
        link.close();
    }

    private void acceptUnasked() {
        try {
            accept(transfers.settings().folder(), null);
        } catch (IOException e) {
            fail(Wording.reason(e), "it could not be saved");
        } catch (CommandException e) {
            fail(String.valueOf(e.getMessage()), "it is not wanted");
        }
    }

    /** Returns whether more may come. */
    private boolean take(Frame frame) throws IOException {
        Path saved;
        lock.lock();
        try {
            if (frame instanceof Frame.Abort abort) {
                if (end()) {
                    show("%s has given up %s: %s".formatted(peer.name(), name, abort.reason()));
                }
                return false;
            }
            if (state == State.ENDED) {
                return true;
            }
            if (state != State.RECEIVING || file == null || progress == null) {
                throw new ProtocolViolationException("sent before it was accepted");
            }
            switch (frame) {
                case Frame.Data data -> {
                    int length = data.content().remaining();
                    file.write(data.content());
                    progress.advance(length);
                    deadline.renew();
                    return true;
                }
                case Frame.End(Bytes digest) -> saved = file.finish(digest);
                default -> throw new ProtocolViolationException("a frame out of turn");
            }
            end();
        } finally {
            lock.unlock();
        }
        show("%s from %s is saved: %s".formatted(name, peer.name(), saved));
        tell(new Frame.Done());
        return false;
    }

    private void expire() {
        if (ended()) {
            tell(new Frame.Refuse("nobody answered"));
            show("the offer of %s from %s has expired".formatted(name, peer.name()));
        }
    }

    private void stalled() {
        fail("nothing more came", "nothing more came");
    }

    private void lost(IOException e) {
        boolean offered = isOffered();
        if (!ended()) {
            return;
        }
        show(
                offered && e instanceof EOFException
                        ? "%s has withdrawn %s".formatted(peer.name(), name)
                        : "%s from %s is lost: %s"
                                .formatted(
                                        name,
                                        peer.name(),
                                        e instanceof EOFException
                                                ? "the link was closed"
                                                : Wording.reason(e)));
    }

    private void fail(String reason, String forPeer) {
        if (ended()) {
            tell(new Frame.Abort(forPeer));
            show("%s from %s failed: %s".formatted(name, peer.name(), reason));
        }
    }

    private void requireOffered() throws CommandException {
        if (state != State.OFFERED) {
            throw new CommandException("file " + number + " is no longer offered", "/files");
        }
    }

    private boolean ended() {
        lock.lock();
        try {
            return end();
        } finally {
            lock.unlock();
        }
    }

    /** Removes what is not complete. Returns whether this call has ended it. */
    private boolean end() {
        if (state == State.ENDED) {
            return false;
        }
        state = State.ENDED;
        deadline.close();
        transfers.remove(this);
        if (progress != null) {
            progress.close();
        }
        if (file != null) {
            try {
                file.discard();
            } catch (IOException e) {
                show("could not remove a part of %s: %s".formatted(name, Wording.reason(e)));
            }
        }
        return true;
    }

    /** Tells the other side; the link is closed when that has read it, or soon. */
    private void tell(Frame frame) {
        lock.lock();
        try {
            deadline = transfers.watchdog().in(transfers.limits().linger(), link::close);
        } finally {
            lock.unlock();
        }
        send(frame);
    }

    private void send(Frame frame) {
        try {
            link.send(frame.encode());
        } catch (IOException e) {
            // whoever receives sees the end of the link too, and tells the user
            transfers.context().logger().log(System.Logger.Level.DEBUG, "not sent", e);
        }
    }

    private void show(String notice) {
        transfers.context().show(notice);
    }
}
