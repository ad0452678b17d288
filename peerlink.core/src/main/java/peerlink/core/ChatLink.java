package peerlink.core;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;

/**
 * One link that speaks {@code peerlink/1}. One thread reads it; another drains what is to be sent and writes it in one call,
 * together with the acknowledgement that is due. Neither holds a lock while it reads or writes.
 */
final class ChatLink {
    /** How many messages may be on their way, unacknowledged, in each direction. */
    static final int WINDOW = 1024;

    /** How many bytes of content those may have, but for the last one. */
    static final long WINDOW_BYTES = 4 << 20;

    private static final System.Logger LOG = System.getLogger(ChatLink.class.getName());

    // closed while the other side still writes, a link may lose the refusal on its way
    private static final long SECONDS_TO_LEAVE = 2;

    /** What the link is for. All calls come from the link's threads, and must not block for long. */
    interface Listener {
        /**
         * Takes a message over; {@code onAccepted} lets it be acknowledged.
         *
         * @throws RefusedException if the message is not wanted, nor any that comes after it on this link
         */
        void arrived(ChatLink link, Message message, Runnable onAccepted) throws RefusedException;

        /** Is told before the delivery is complete. */
        void acknowledged(Outgoing outgoing);

        /** Is told once that the link has ended. */
        void ended(ChatLink link, String reason);
    }

    private final AgreedLink link;
    private final PeerId self;
    private final Listener listener;
    private final LinkInfo info;
    private final ChatFlow flow = new ChatFlow();

    ChatLink(AgreedLink link, PeerId self, Listener listener) {
        this.link = link;
        this.self = self;
        this.listener = listener;
        this.info = link.info();
    }

    /** Returns what the other side calls itself. */
    PeerName remoteName() {
        return link.remoteName();
    }

    LinkInfo info() {
        return info;
    }

    /** Tells whether messages of ours may go over it. */
    boolean canSend() {
        return !link.oneWay() && !flow.hasEnded();
    }

    /** Starts the writer and reads until the link ends. */
    void run() {
        Thread.ofVirtual().name("peerlink writer " + info.remote().shortForm()).start(this::write);
        read();
    }

    /**
     * Queues a message, after waiting for room in the window.
     *
     * @return null if the link has ended; the message was not sent then
     */
    @Nullable Outgoing send(Message message) throws InterruptedIOException {
        try {
            return flow.add(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before the message was sent");
        }
    }

    /** Waits until everything is acknowledged or the link has ended; returns early at a time of {@link System#nanoTime}. */
    void drain(long end) throws InterruptedException {
        flow.drain(end);
    }

    /** Closes the link; what was not acknowledged fails. Does nothing the second time. */
    void end(String reason) {
        ChatFlow.Remains remains = flow.end();
        if (remains != null) {
            close(reason, remains);
        }
    }

    private void close(String reason, ChatFlow.Remains remains) {
        link.close();
        String lost = "the link was lost (" + reason + "): ";
        fail(remains.sent(), () -> new IOException(lost + "the message may not have arrived"));
        fail(remains.queued(), () -> new IOException(lost + "the message was not sent"));
        listener.ended(this, reason);
    }

    private static void fail(List<Outgoing> messages, Supplier<IOException> reason) {
        messages.forEach(outgoing -> outgoing.fail(reason.get()));
    }

    private void read() {
        try {
            while (true) {
                Bytes frame = link.receive();
                switch (ChatFrame.decode(frame, info.remote(), self)) {
                    case ChatFrame.Carrier(long seq, Message message) -> take(seq, message);
                    case ChatFrame.Ack(long seq) -> acknowledged(seq);
                    case ChatFrame.Refusal refusal -> refused(refusal);
                    case ChatFrame.Unknown(String type) ->
                            LOG.log(
                                    Level.INFO,
                                    "{0} sent a frame of the unknown type ''{1}''",
                                    info.remote().shortForm(),
                                    type);
                }
            }
        } catch (EOFException e) {
            end("closed by the other side");
        } catch (IOException e) {
            end(Failures.reason(e));
        } finally {
            end("failed");
        }
    }

    private void take(long seq, Message message) throws ProtocolViolationException {
        int size = message.content().size();
        if (!flow.received(seq, size)) {
            return; // sent before the other side knew of the refusal
        }
        try {
            listener.arrived(this, message, () -> flow.accepted(seq, size));
        } catch (RefusedException e) {
            flow.refuse(new ChatFrame.Refusal(seq, e.code(), Failures.reason(e)));
        }
    }

    private void acknowledged(long seq) throws ProtocolViolationException {
        List<Outgoing> delivered = flow.acknowledged(seq);
        try {
            for (Outgoing outgoing : delivered) {
                // in this order: who awaits the delivery may close the node then, and handlers must
                // know before
                listener.acknowledged(outgoing);
                outgoing.complete();
            }
        } finally {
            flow.confirmed();
        }
    }

    private void refused(ChatFrame.Refusal refusal) throws ProtocolViolationException {
        ChatFlow.Remains remains = flow.endRefused(refusal.seq());
        if (remains != null) {
            fail(remains.refused(), () -> new RefusedException(refusal.code(), refusal.message()));
            close("refused by the other side: " + refusal.message(), remains);
        }
    }

    private void write() {
        List<Bytes> frames = new ArrayList<>();
        try {
            for (ChatFlow.Batch batch = flow.next(); batch != null; batch = flow.next()) {
                encode(batch, frames);
                link.send(frames);
                frames.clear();
                if (batch.refusal() != null) {
                    flow.awaitEnd(SECONDS_TO_LEAVE);
                    end("refused: " + batch.refusal().message());
                }
            }
        } catch (IOException e) {
            end(Failures.reason(e));
        } catch (InterruptedException e) {
            end("interrupted");
        } finally {
            end("failed");
        }
    }

    private static void encode(ChatFlow.Batch batch, List<Bytes> frames) {
        if (batch.ack() > 0) {
            frames.add(ChatFrame.encodeAck(batch.ack()));
        }
        long seq = batch.firstSeq();
        for (Outgoing outgoing : batch.messages()) {
            frames.add(ChatFrame.encode(seq++, outgoing.message()));
        }
        if (batch.refusal() != null) {
            frames.add(batch.refusal().encode());
        }
    }
}
