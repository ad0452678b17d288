package peerlink.plugin.files;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Progress;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.Wording;

/** Sends one file that the user has offered to a peer. */
final class OutgoingTransfer implements Transfer {
    private final TransferContext context;
    private final int number;
    private final Peer peer;
    private final String name;
    private final OutgoingFile file;
    private final Link link;

    /** The reason why this side has given up; null as long as it has not. */
    private final AtomicReference<@Nullable String> givenUp = new AtomicReference<>();

    /** The lock that is held while the file is read, as the file must not be closed meanwhile. */
    private final ReentrantLock reading = new ReentrantLock();

    private volatile Watchdog.Deadline deadline;
    private volatile @Nullable Progress progress;
    private volatile boolean sent;

    OutgoingTransfer(
            TransferContext context,
            int number,
            Peer peer,
            String name,
            OutgoingFile file,
            Link link) {
        this.context = context;
        this.number = number;
        this.peer = peer;
        this.name = name;
        this.file = file;
        this.link = link;
        this.deadline =
                context.watchdog().in(context.limits().answerAtSender(), () -> giveUp("no answer"));
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    private PeerName peerName() {
        return context.nameOf(peer);
    }

    @Override
    public String describe() {
        return "%d  %s to %s (%s), %s"
                .formatted(
                        number,
                        name,
                        peerName(),
                        Wording.size(file.size()),
                        progress == null ? "waiting for an answer" : "on its way");
    }

    @Override
    public void stop() {
        giveUp("stopped");
    }

    @Override
    public void abandon() {
        link.close();
    }

    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields =
                Transfer.fields(number, "outgoing", peer, peerName(), name, file.size());
        fields.put("state", progress == null ? "offered" : "sending");
        return fields;
    }

    /** Runs the transfer, and tells the user of its end. Called on a task of the plugin. */
    void runAndTell() {
        Fate fate = run();
        if (Thread.currentThread().isInterrupted()) {
            // the plugin stops: the user needs no notice about the file
            return;
        }
        tell(fate, fate.text());
    }

    /**
     * Tells programs of the end.
     *
     * @param notice the line for people; empty if they know it already
     */
    void tell(Fate fate, String notice) {
        Map<String, Object> fields = fields();
        if (!fate.isDone()) {
            fields.put("reason", fate.text());
        }
        context.plugin().alert(notice, fate.isDone() ? "file-sent" : "file-failed", fields);
    }

    /** Takes the receiver's frames until the transfer has ended. */
    Fate run() {
        Fate fate;
        try {
            fate = converse();
        } catch (ProtocolViolationException e) {
            link.reportViolation(e);
            fate =
                    new Fate(
                            false,
                            "%s to %s failed: %s".formatted(name, peerName(), e.getMessage()));
        } catch (IOException e) {
            fate =
                    new Fate(
                            false,
                            "%s to %s failed: %s"
                                    .formatted(
                                            name,
                                            peerName(),
                                            e instanceof EOFException
                                                    ? "the link was closed"
                                                    : Wording.reason(e)));
        } finally {
            end();
        }
        String reason = givenUp.get();
        return reason == null
                ? fate
                : new Fate(false, "%s to %s: %s".formatted(name, peerName(), reason));
    }

    private Fate converse() throws IOException {
        while (true) {
            Frame frame = Frame.decode(link.receive());
            switch (frame) {
                case Frame.Accept() when progress == null -> begin();
                case Frame.Refuse(String reason) when progress == null -> {
                    return new Fate(
                            false,
                            reason.isEmpty()
                                    ? "%s refused %s".formatted(peerName(), name)
                                    : "%s refused %s: %s".formatted(peerName(), name, reason));
                }
                case Frame.Done() when sent -> {
                    return new Fate(
                            true,
                            "%s has received %s (%s)"
                                    .formatted(peerName(), name, Wording.size(file.size())));
                }
                case Frame.Abort(String reason) -> {
                    return new Fate(
                            false, "%s has given up %s: %s".formatted(peerName(), name, reason));
                }
                default ->
                        throw new ProtocolViolationException(
                                "a frame out of turn: '" + frame.kind() + "'");
            }
        }
    }

    private void begin() {
        deadline.close();
        progress = context.plugin().progress(name + " to " + peerName(), file.size());
        deadline = context.watchdog().in(context.limits().stall(), () -> giveUp("it stands still"));
        context.plugin().fork("send " + number, this::stream);
    }

    /** Sends the file while {@link #run} listens. */
    private void stream() {
        try {
            for (List<Bytes> frames = read(); !frames.isEmpty(); frames = read()) {
                link.send(frames);
                deadline.renew();
                advance(frames);
            }
            Bytes digest = digest();
            // before the last frame: the answer may come at once
            sent = true;
            link.send(new Frame.End(digest).encode());
            deadline.renew(context.limits().answerAtSender());
        } catch (IOException e) {
            // the thread that listens sees the end of the link, and tells the user
            context.plugin().logger().log(System.Logger.Level.DEBUG, "sending has ended", e);
        }
    }

    private List<Bytes> read() throws IOException {
        reading.lock();
        try {
            return file.next();
        } catch (IOException e) {
            giveUp("it can't be read: " + Wording.reason(e));
            throw e;
        } finally {
            reading.unlock();
        }
    }

    private Bytes digest() throws IOException {
        reading.lock();
        try {
            return file.digest();
        } catch (IOException e) {
            giveUp(Wording.reason(e) + ", and is not sent: send it again");
            throw e;
        } finally {
            reading.unlock();
        }
    }

    private void advance(List<Bytes> frames) {
        Progress shown = progress;
        if (shown != null) {
            shown.advance(frames.stream().mapToLong(frame -> frame.size() - 1L).sum());
        }
    }

    private void giveUp(String reason) {
        if (!givenUp.compareAndSet(null, reason)) {
            return;
        }
        context.watchdog().in(context.limits().linger(), link::close);
        // on a task of its own: behind data that the other side doesn't read, it would wait
        context.plugin()
                .fork(
                        "give up " + number,
                        () -> {
                            try (link) {
                                link.send(new Frame.Abort(reason).encode());
                            } catch (IOException e) {
                                context.plugin()
                                        .logger()
                                        .log(System.Logger.Level.DEBUG, "not told", e);
                            }
                        });
    }

    private void end() {
        deadline.close();
        context.ended().accept(this);
        link.close();
        Progress shown = progress;
        if (shown != null) {
            shown.close();
        }
        reading.lock();
        try {
            file.close();
        } catch (IOException e) {
            context.plugin().logger().log(System.Logger.Level.DEBUG, "not closed", e);
        } finally {
            reading.unlock();
        }
    }
}
