package peerlink.core.exchange;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;
import peerlink.core.store.ElapsedTime;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

/**
 * Decides in the exchange of messages with one peer what is sent again, acknowledged or dropped, and when a link is wanted. It is the
 * state machine alone: it waits for nothing, reads no clock and no link, and so can be simulated. Not safe for use by several
 * threads: the session's lock guards it. Times are those of {@link System#nanoTime}, or of a clock like it.
 *
 * <p>That no message is lost or doubled rests on three things. A message has its number before it is sent, and keeps it. Each link
 * carries the pending ones in order from the lowest on, so that a receiver which has one has all before it. The receiver takes a
 * number greater than its position alone, and moves the position together with keeping the message.
 */
public final class Exchange {
    private final PeerId peer;
    private final ExchangePort port;
    private final SendQueue outbound;
    private final ReceivedStreams inbound;
    private final LinkStates links;
    private final DialPlan dial;
    private final SendStream stream;
    private final NextFrames frames;
    private final Receiving receiving;

    /**
     * @param begun when this run of the node has begun
     * @param ofAllPeers counts what waits for this peer, too
     */
    public Exchange(
            PeerId self,
            PeerId peer,
            MessageStore.PeerState kept,
            ExchangePort port,
            RandomGenerator random,
            Instant begun,
            PendingBytes ofAllPeers) {
        this.peer = peer;
        this.port = port;
        this.outbound = SendQueue.of(kept, begun, ofAllPeers);
        this.inbound = new ReceivedStreams(kept.received());
        this.links = new LinkStates(self.compareTo(peer) < 0, outbound, port);
        this.dial = new DialPlan(outbound, links, random);
        this.stream = new SendStream(peer, kept.stream(), port, random, new StreamListener());
        this.frames = new NextFrames(stream, outbound, inbound, links);
        this.receiving = new Receiving(inbound, links, port);
    }

    /** Returns our messages that wait. */
    public SendQueue outbound() {
        return outbound;
    }

    /** Takes what the peer sends. */
    public Receiving receiving() {
        return receiving;
    }

    /** Tells whether a message of so many bytes had better wait until others are acknowledged, as they may well be soon. */
    public boolean isCongested(int size) {
        return isDelivering() && !outbound.hasRoom(size);
    }

    /** Tells whether messages wait that may well be acknowledged soon: there is a link, or there will be one. */
    public boolean isDelivering() {
        return !outbound.isEmpty() && (dial.isDialling() || links.canSend());
    }

    /** Tells whether nothing is under way and nothing wanted. */
    public boolean isIdle() {
        return links.isEmpty() && outbound.isEmpty() && dial.isIdle();
    }

    /**
     * Takes a message of ours: it is kept, then sent.
     *
     * @param queuedAt the time, as {@link ElapsedTime} counts
     */
    public OutgoingMessage submit(Message message, long queuedAt, long now) {
        OutgoingMessage outgoing = outbound.add(message, queuedAt);
        port.apply(
                new MessageStore.Change.Submit(
                        peer, stream.id(), outgoing.seq(), message, queuedAt),
                failure -> kept(outgoing, failure));
        dial.ask(now);
        return outgoing;
    }

    /** Drops a message of ours that was not acknowledged. */
    public void withdraw(OutgoingMessage outgoing, IOException reason) {
        outbound.withdraw(outgoing, links.sentSeq());
        port.apply(
                new MessageStore.Change.Withdraw(peer, outgoing.seq(), outgoing.mayHaveArrived()),
                _ -> {});
        port.failed(outgoing, reason);
    }

    private void kept(OutgoingMessage outgoing, @Nullable IOException failure) {
        if (failure != null) {
            outbound.remove(outgoing, links.sentSeq());
            port.failed(outgoing, failure);
            return;
        }
        outgoing.markKept();
        port.kept(outgoing);
        links.wakeSender();
    }

    /** Drops what the other side says on a link that it has. */
    private void settle(LinkState link, long seq) {
        List<OutgoingMessage> settled = outbound.settle(seq, links.sentSeq());
        if (!settled.isEmpty()) {
            dial.succeeded(link);
            port.delivered(settled, settled.getLast().seq());
        }
        // also if all that was acknowledged had been given up: there is room again
        links.wakeSender();
    }

    private void withdrawAll(Collection<OutgoingMessage> all, IOException reason) {
        all.forEach(outgoing -> withdraw(outgoing, reason));
    }

    /** A link is open: both sides have said hello. */
    public void opened(LinkState link) {
        links.add(link);
        dial.opened(link);
        stream.retry();
        port.wake(link);
    }

    /**
     * A link has ended.
     *
     * @param inOrder whether one of the sides wanted that
     */
    public void ended(LinkState link, boolean inOrder, long now) {
        if (links.remove(link)) {
            dial.ended(link, inOrder, now);
        }
    }

    /** An attempt to open a link is over; if it has succeeded, {@link #opened} was called before. */
    public void dialSettled(@Nullable IOException failure, long now) {
        dial.settled(failure);
        if (failure instanceof RefusedException refused) {
            // the request that is pending may be one of those that were sent before
            boolean pends = refused.code().equals(ChatFrame.REQUEST_PENDING);
            withdrawAll(
                    outbound.all().stream()
                            .filter(outgoing -> !(pends && outgoing.mayHaveArrived()))
                            .toList(),
                    refused);
        }
        dial.goOn(now);
    }

    /** An attempt to open a link begins for another reason than {@link ExchangePort#dial}. */
    public void dialBegun(long now) {
        dial.begun(now);
    }

    /** A directory says that the peer is there, or that its addresses have changed. */
    public void appeared(long now) {
        dial.appeared(now);
    }

    /** Begins to deliver what an earlier run has left. */
    public void start(long now) {
        dial.plan(now);
    }

    /**
     * Tells whether {@link #tick} is to be called now rather than when it said last.
     *
     * @return true once for each reason
     */
    public boolean takeTickDue() {
        return dial.takeTickDue();
    }

    /** Does what is due; returns in how many nanoseconds there may be something again. */
    public long tick(long now) {
        long next = links.tick(now, dial::died);
        if (dial.nanosUntilDue(now) == 0) {
            dial.begun(now);
            port.dial();
        }
        return Math.min(next, dial.nanosUntilDue(now));
    }

    /** Tells whether {@link #next} would return something. */
    public boolean hasNext(LinkState link) {
        return frames.isDue(link);
    }

    /** Takes what is to be written on a link in one call; empty if there is nothing. */
    public List<ChatFrame> next(LinkState link) {
        return frames.take(link);
    }

    /** Something came in: the link is alive. To be called before what it was is looked at. */
    public void heard(LinkState link, long now) {
        if (link.heard(now) && !link.hasEnded()) {
            links.survive(link);
        }
    }

    public void begin(LinkState link, StreamId remote) throws ProtocolViolationException {
        link.remoteBegins(remote);
        inbound.begin(
                remote, stream -> links.all().stream().anyMatch(other -> other.carries(stream)));
        port.wake(link);
    }

    /** The other side has told what it has of our stream: what follows may be sent. */
    public void have(LinkState link, long seq, String id) throws ProtocolViolationException {
        link.ready(seq);
        if (link.hasEnded()) {
            return;
        }
        if (!outbound.mayHaveArrived(seq, id)) {
            // it has messages that this side does not know of: our state was set back, by a backup
            // perhaps
            restart();
            return;
        }
        settle(link, seq);
        links.ready(link);
    }

    public void ping(LinkState link) {
        link.pongDue();
        port.wake(link);
    }

    /** The other side has everything up to a number. */
    public void acknowledged(LinkState link, long seq) throws ProtocolViolationException {
        if (!link.isReady()) {
            throw new ProtocolViolationException(
                    "message %d was acknowledged, which was not sent".formatted(seq));
        }
        if (link.hasEnded()) {
            return;
        }
        if (seq > outbound.lastSeq()) {
            // it was sent before our state was set back, and waited there to be kept
            restart();
        } else {
            settle(link, seq);
        }
    }

    /** The other side won't have a message, nor any that comes after it on this link. */
    public void refused(LinkState link, ChatFrame.Refusal refusal)
            throws ProtocolViolationException {
        if (refusal.seq() > link.sentSeq()) {
            throw new ProtocolViolationException(
                    "message %d was refused, %d was the last sent"
                            .formatted(refusal.seq(), link.sentSeq()));
        }
        List<OutgoingMessage> unwanted = outbound.from(refusal.seq());
        if (refusal.alone()) {
            unwanted = unwanted.stream().filter(one -> one.seq() == refusal.seq()).toList();
            if (!unwanted.isEmpty()) {
                // one less: what comes after it need not wait
                dial.succeeded(link);
            }
        }
        withdrawAll(unwanted, new RefusedException(refusal.code(), refusal.message()));
        links.end(link, "refused by the other side: " + refusal.message());
    }

    private void restart() {
        outbound.restart();
        stream.restart();
        links.endAll("the state of this node was set back: its messages are numbered anew");
    }

    private final class StreamListener implements SendStream.Listener {
        @Override
        public void kept() {
            links.wakeAll();
        }

        @Override
        public void notKept(IOException failure) {
            // the next link tries again
            links.endAll(Printable.reason(failure));
        }
    }
}
