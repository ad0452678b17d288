package peerlink.core.session;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
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
 * Reads and writes one link that speaks {@code peerlink/1}. One thread reads it; another takes the
 * frames to be sent and writes them in one call. Neither holds a lock while it reads or writes.
 */
public final class MessageLink {
    /** The owner of the link. All calls come from the link's threads. */
    interface Owner {
        /**
         * Takes a frame that came in.
         *
         * @throws ProtocolViolationException if the frame breaks a rule, which ends the link
         */
        void received(MessageLink link, ChatFrame frame) throws ProtocolViolationException;

        /**
         * Waits until there are frames to write, and returns them; none once the link has ended.
         */
        List<ChatFrame> next(MessageLink link) throws InterruptedException;

        /** Waits for a while until the other side has closed the link. */
        void awaitEnd(MessageLink link) throws InterruptedException;

        /**
         * Learns, once, that the link has ended.
         *
         * @param inOrder whether one of the sides has ended it on purpose
         */
        void ended(MessageLink link, String reason, boolean inOrder);
    }

    private final AgreedLink link;
    private final LinkState state;
    private final RequestPolicy policy;
    private final PeerId self;
    private final Owner owner;
    private final Condition changed;
    private final LinkInfo info;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean hasUnknown;

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
        try {
            while (true) {
                owner.received(this, ChatFrame.decode(link.receive(), info.remote(), self));
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
