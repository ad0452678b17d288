package peerlink.core.session;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.exchange.LinkState;
import peerlink.core.link.AgreedLink;
import peerlink.core.model.RequestPolicy;

/**
 * Reads and writes one link that speaks {@code peerlink/1}. One thread reads it. Another takes the
 * frames to be sent and writes them in one call, unless a thread in its {@linkplain Turn turn} does
 * so first. None holds a lock while it reads or writes.
 */
public final class MessageLink {
    /** The owner of the link. All calls come from the link's threads. */
    interface Owner {
        /**
         * Takes a frame that came in.
         *
         * @param hasMore whether the reader has more to read, so that others are to do what follows
         *     from this frame
         * @throws ProtocolViolationException if the frame breaks a rule, which ends the link
         */
        void received(MessageLink link, ChatFrame frame, boolean hasMore)
                throws ProtocolViolationException;

        /**
         * Waits until there are frames to write and nobody else writes, and returns them; none once
         * the link has ended. The calling thread is the one that writes until it calls again.
         */
        List<ChatFrame> next(MessageLink link) throws InterruptedException;

        /**
         * Returns the frames to write now, with which no peer that does not read can hold up the
         * caller. Returns none if nobody needs to, or others see to it. The calling thread is the
         * one that writes until it calls {@link #written}.
         */
        List<ChatFrame> nextNow(MessageLink link);

        /** Learns that the frames of {@link #nextNow} are written. */
        void written(MessageLink link);

        /** Waits for a while until the other side has closed the link. */
        void awaitEnd(MessageLink link) throws InterruptedException;

        /**
         * Learns, once, that the link has ended.
         *
         * @param inOrder whether one of the sides has ended it on purpose
         */
        void ended(MessageLink link, String reason, boolean inOrder);
    }

    /** The time after which a write of a turn, for which there is room on the way, is stuck. */
    static final Duration STUCK = Duration.ofSeconds(5);

    /** The time without a frame after which a peer no longer sends one message after the other. */
    private static final Duration CALM = Duration.ofMillis(1);

    private final AgreedLink link;
    private final LinkState state;
    private final RequestPolicy policy;
    private final PeerId self;
    private final Owner owner;
    private final Condition changed;
    private final LinkInfo info;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean hasUnknown;

    /** The peer sends one message after the other; for the reader's thread. */
    private boolean isFlood;

    private volatile @Nullable Thread reader;

    // the owner's lock guards these
    /** The thread that writes. */
    private @Nullable Thread writer;

    /** That thread is in a turn, and so is not to be held up. */
    private boolean isInTurn;

    private long writesSince;

    /**
     * @param policy the request policy that holds on it while the peer is no contact
     * @param changed the condition of the owner's lock for which the writer waits
     */
    MessageLink(
            AgreedLink link,
            LinkState state,
            RequestPolicy policy,
            PeerId self,
            Owner owner,
            Condition changed) {
        this.link = link;
        this.state = state;
        this.policy = policy;
        this.self = self;
        this.owner = owner;
        this.changed = changed;
        this.info = link.info();
    }

    /** Returns the name that the peer claims. */
    PeerName remoteName() {
        return link.remoteName();
    }

    public LinkInfo info() {
        return info;
    }

    RequestPolicy policy() {
        return policy;
    }

    /** Returns its state in the exchange, which the owner's lock guards. */
    LinkState state() {
        return state;
    }

    Condition changed() {
        return changed;
    }

    /** Tells whether a thread writes, which looks for more afterwards. */
    boolean isWritten() {
        return writer != null;
    }

    /** Notes that the calling thread writes, which is the link's writer. */
    void beginToWrite() {
        writer = Thread.currentThread();
        isInTurn = false;
    }

    /** Notes that the calling thread writes in its turn. */
    void beginToWriteInTurn(long now) {
        writer = Thread.currentThread();
        isInTurn = true;
        writesSince = now;
    }

    /** Tells whether a thread is held up in its turn, as the other side does not read. */
    boolean isStuck(long now) {
        return writer != null && isInTurn && now - writesSince > STUCK.toNanos();
    }

    /** Notes that the calling thread writes no longer, if it did. */
    void endToWrite() {
        if (writer == Thread.currentThread()) {
            writer = null;
        }
    }

    /**
     * Reports a rule that the other side broke, as {@link peerlink.api.Link#reportViolation} says.
     */
    void reportViolation(ProtocolViolationException violation) {
        link.reportViolation(violation);
    }

    /**
     * Tells whether a frame of an unknown type is the first one on this link. For the reader's
     * thread.
     */
    boolean isFirstUnknown() {
        boolean isFirst = !hasUnknown;
        hasUnknown = true;
        return isFirst;
    }

    /** Starts the writer and reads until the link ends. */
    void run() {
        Thread.ofVirtual()
                .name("peerlink link-writer " + info.remote().shortForm())
                .start(this::write);
        read();
    }

    /**
     * Closes the link. Does nothing the second time.
     *
     * @param inOrder whether one of the sides ends it on purpose
     */
    void end(String reason, boolean inOrder) {
        if (!ended.getAndSet(true)) {
            try {
                owner.ended(this, reason, inOrder);
            } finally {
                link.close();
            }
        }
    }

    private void read() {
        reader = Thread.currentThread();
        try {
            while (true) {
                long waits = System.nanoTime();
                Bytes received = link.receive();
                isFlood &= System.nanoTime() - waits < CALM.toNanos();
                ChatFrame frame = ChatFrame.decode(received, info.remote(), self);
                owner.received(this, frame, isFlood || link.hasMore());
            }
        } catch (EOFException e) {
            end("closed by the other side", true);
        } catch (ProtocolViolationException e) {
            reportViolation(e);
            end(Printable.reason(e), true);
        } catch (IOException e) {
            end(Printable.reason(e), false);
        } finally {
            end("failed", false);
        }
    }

    /** Writes the frames that are due, if that keeps the caller for no longer than a moment. */
    void writeNow() {
        List<ChatFrame> frames = owner.nextNow(this);
        if (frames.isEmpty()) {
            return;
        }
        boolean isWritten = false;
        try {
            if (Thread.currentThread() == reader && link.hasMore()) {
                // a peer that has written meanwhile does not wait for this acknowledgement
                isFlood = true;
            }
            link.send(frames.stream().map(ChatFrame::encode).toList());
            owner.written(this);
            isWritten = true;
        } catch (IOException e) {
            end(Printable.reason(e), false);
        } finally {
            if (!isWritten) {
                end("failed", false);
            }
        }
    }

    private void write() {
        try {
            for (List<ChatFrame> frames = owner.next(this);
                    !frames.isEmpty();
                    frames = owner.next(this)) {
                link.send(frames.stream().map(ChatFrame::encode).toList());
                if (frames.getLast() instanceof ChatFrame.Refusal refusal) {
                    // a link that closes while the other side still writes may lose the refusal on
                    // its way
                    owner.awaitEnd(this);
                    end("refused: " + refusal.message(), true);
                }
            }
        } catch (IOException e) {
            end(Printable.reason(e), false);
        } catch (InterruptedException e) {
            end("interrupted", false);
        } finally {
            end("ended", true);
        }
    }
}
