package peerlink.core;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;

/**
 * The exchange of messages with one peer: what is to be sent again, acknowledged, dropped, and when a link is wanted. It is the
 * state machine alone: it waits for nothing, reads no clock and no link, and so can be simulated. Not safe for use by several
 * threads: the session's lock guards it. Times are those of {@link System#nanoTime}, or of a clock like it.
 *
 * <p>That no message is lost or doubled rests on three things. A message has its number before it is sent, and keeps it. Each link
 * carries the pending ones in order from the lowest on, so that a receiver which has one has all before it. The receiver takes a
 * number greater than its position alone, and moves the position together with keeping the message.
 */
final class Exchange {
    /** Half of the numbers that a store takes last for 17 years of milliseconds from then on. */
    private static final Instant NUMBERS_BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final PeerId peer;
    private final ExchangePort port;
    private final Outbound outbound;
    private final Inbound inbound;
    private final ExchangeLinks links;
    private final ExchangeDial dial;
    private final OwnStream stream;

    /**
     * @param begun when this run of the node has begun
     * @param ofAllPeers counts what waits for this peer, too
     */
    Exchange(
            PeerId self,
            PeerId peer,
            MessageStore.PeerState kept,
            ExchangePort port,
            RandomGenerator random,
            Instant begun,
            PendingBytes ofAllPeers) {
        this.peer = peer;
        this.port = port;
        this.outbound = new Outbound(lastSeq(kept, begun), kept, ofAllPeers);
        this.inbound = new Inbound(kept.received());
        this.links = new ExchangeLinks(self.compareTo(peer) < 0, outbound, port);
        this.dial = new ExchangeDial(outbound, links, random);
        this.stream = new OwnStream(peer, kept.stream(), port, random, new StreamListener());
    }

    /**
     * Returns the number after which this run's numbers come: no earlier run has given them. One may have whose state was lost, and
     * was set back to that of a backup, but not as many as there have been milliseconds. That is a second line of defence, as the
     * clock may be wrong: {@link #have} is the first. A clock that is off by decades does not count.
     */
    private static long lastSeq(MessageStore.PeerState kept, Instant begun) {
        long millis = Duration.between(NUMBERS_BEGIN, begun).toMillis();
        return kept.stream() == null || millis > MessageStore.MAX_NUMBER / 2
                ? kept.lastSeq()
                : Math.max(kept.lastSeq(), millis);
    }

    Outbound outbound() {
        return outbound;
    }

    /** Tells whether a message of so many bytes had better wait until others are acknowledged, as they may well be soon. */
    boolean isCongested(int size) {
        return isDelivering() && !outbound.hasRoom(size);
    }

    /** Tells whether messages wait that may well be acknowledged soon: there is a link, or there will be one. */
    boolean isDelivering() {
        return !outbound.isEmpty() && (dial.isDialling() || links.canSend());
    }

    /** Tells whether nothing is under way and nothing wanted. */
    boolean isIdle() {
        return links.isEmpty() && outbound.isEmpty() && dial.isIdle();
    }

    // ---- our messages

    /**
     * Takes a message of ours: it is kept, then sent.
     *
     * @param queuedAt the time, as {@link ElapsedTime} counts
     */
    Outgoing submit(Message message, long queuedAt, long now) {
        Outgoing outgoing = outbound.add(message, queuedAt);
        port.apply(
                new MessageStore.Change.Submit(
                        peer, stream.id(), outgoing.seq(), message, queuedAt),
                failure -> kept(outgoing, failure));
        dial.ask(now);
        return outgoing;
    }

    /** Drops a message of ours that was not acknowledged. */
    void withdraw(Outgoing outgoing, IOException reason) {
        outbound.withdraw(outgoing, links.sentSeq());
        port.apply(
                new MessageStore.Change.Withdraw(peer, outgoing.seq(), outgoing.mayHaveArrived()),
                _ -> {});
        port.failed(outgoing, reason);
    }

    private void kept(Outgoing outgoing, @Nullable IOException failure) {
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
    private void settle(ExchangeLink link, long seq) {
        List<Outgoing> settled = outbound.settle(seq, links.sentSeq());
        if (!settled.isEmpty()) {
            dial.succeeded(link);
            port.delivered(settled, settled.getLast().seq());
        }
        // also if all that was acknowledged had been given up: there is room again
        links.wakeSender();
    }

    private void withdrawAll(Collection<Outgoing> all, IOException reason) {
        all.forEach(outgoing -> withdraw(outgoing, reason));
    }

    // ---- links

    /** A link is open: both sides have said hello. */
    void opened(ExchangeLink link) {
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
    void ended(ExchangeLink link, boolean inOrder, long now) {
        if (links.remove(link)) {
            dial.ended(link, inOrder, now);
        }
    }

    /** An attempt to open a link is over; if it has succeeded, {@link #opened} was called before. */
    void dialSettled(@Nullable IOException failure, long now) {
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
    void dialBegun(long now) {
        dial.begun(now);
    }

    /** A directory says that the peer is there, or that its addresses have changed. */
    void appeared(long now) {
        dial.appeared(now);
    }

    /** Begins to deliver what an earlier run has left. */
    void start(long now) {
        dial.plan(now);
    }

    /**
     * Tells whether {@link #tick} is to be called now rather than when it said last.
     *
     * @return true once for each reason
     */
    boolean takeTickDue() {
        return dial.takeTickDue();
    }

    /** Does what is due; returns in how many nanoseconds there may be something again. */
    long tick(long now) {
        long next = Long.MAX_VALUE;
        for (ExchangeLink link : links.all()) {
            if (link.isDead(now)) {
                dial.died(link);
                links.end(link, "no sign of life for " + ExchangeLink.DEAD.toSeconds() + " s");
                continue;
            }
            if (link.pingIfQuiet(now)) {
                port.wake(link);
            }
            next = Math.min(next, link.nanosUntilDue(now));
        }
        if (dial.nanosUntilDue(now) == 0) {
            dial.begun(now);
            port.dial();
        }
        return Math.min(next, dial.nanosUntilDue(now));
    }

    // ---- what is written

    /** Tells whether {@link #next} would return something. */
    boolean hasNext(ExchangeLink link) {
        return link.isBeginDue() && stream.isUsable()
                || isAnswerDue(link)
                || isConfirmationDue(link)
                || link.hasSignDue()
                || isRefusalDue(link)
                || links.isSender(link) && outbound.hasNext(link.sentSeq());
    }

    /** Takes what is to be written on a link in one call; empty if there is nothing. */
    List<ChatFrame> next(ExchangeLink link) {
        List<ChatFrame> frames = new ArrayList<>();
        if (stream.isUsable() && link.begin()) {
            frames.add(new ChatFrame.Begin(stream.id()));
        }
        StreamId received = link.stream();
        if (received != null) {
            MessageStore.Position kept = inbound.kept(received);
            if (isAnswerDue(link) && link.takeAnswer(kept.seq())) {
                frames.add(new ChatFrame.Have(kept.seq(), kept.id()));
            } else if (link.takeConfirmation(kept.seq())) {
                frames.add(new ChatFrame.Ack(kept.seq()));
            }
        }
        if (link.takePing()) {
            frames.add(new ChatFrame.Ping());
        }
        if (link.takePong()) {
            frames.add(new ChatFrame.Pong());
        }
        if (links.isSender(link)) {
            for (Outgoing outgoing : outbound.take(link.sentSeq())) {
                frames.add(new ChatFrame.Carrier(outgoing.seq(), outgoing.message()));
                link.sent(outgoing.seq());
            }
        }
        ChatFrame.Refusal refusal = link.refusal();
        if (refusal != null && isRefusalDue(link)) {
            frames.add(refusal);
        }
        return frames;
    }

    /** Tells whether a refusal is to be written: not before what came before it is acknowledged. */
    private boolean isRefusalDue(ExchangeLink link) {
        StreamId received = link.stream();
        return link.refusal() != null && (received == null || inbound.isSettled(received));
    }

    /**
     * Tells whether the other side is to be told what this one has. That waits until all that was taken is kept: what is acknowledged
     * later then came after the answer, and the other side, whose state may have been set back, knows it.
     */
    private boolean isAnswerDue(ExchangeLink link) {
        StreamId received = link.stream();
        return link.isAnswerDue() && received != null && inbound.isSettled(received);
    }

    private boolean isConfirmationDue(ExchangeLink link) {
        StreamId received = link.stream();
        return received != null && link.isConfirmationDue(inbound.kept(received).seq());
    }

    // ---- what is read

    /** Something came in: the link is alive. To be called before what it was is looked at. */
    void heard(ExchangeLink link, long now) {
        if (link.heard(now) && !link.hasEnded()) {
            links.survive(link);
        }
    }

    void begin(ExchangeLink link, StreamId remote) throws ProtocolViolationException {
        link.remoteBegins(remote);
        inbound.begin(
                remote, stream -> links.all().stream().anyMatch(other -> other.carries(stream)));
        port.wake(link);
    }

    /** The other side has told what it has of our stream: what follows may be sent. */
    void have(ExchangeLink link, long seq, String id) throws ProtocolViolationException {
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

    void ping(ExchangeLink link) {
        link.pongDue();
        port.wake(link);
    }

    /** The other side has everything up to a number. */
    void acknowledged(ExchangeLink link, long seq) throws ProtocolViolationException {
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
    void refused(ExchangeLink link, ChatFrame.Refusal refusal) throws ProtocolViolationException {
        if (refusal.seq() > link.sentSeq()) {
            throw new ProtocolViolationException(
                    "message %d was refused, %d was the last sent"
                            .formatted(refusal.seq(), link.sentSeq()));
        }
        List<Outgoing> unwanted = outbound.from(refusal.seq());
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

    /** Tells whether a message that came in is new; one that is not is dropped, as its acknowledgement was lost. */
    boolean isNew(ExchangeLink link, long seq) throws ProtocolViolationException {
        StreamId remote = link.remoteStream();
        link.received(seq);
        return link.refusal() == null && !link.hasEnded() && !inbound.isKnown(remote, seq);
    }

    /**
     * Takes a new message, which is to be kept by the one or the other change; {@link #received} or {@link #dropped} follows.
     *
     * @return the number before it, for the change; nothing if the link has ended, as what came before on it may have been
     *     dropped: it all comes again over another one
     */
    OptionalLong take(ExchangeLink link, long seq, int size) throws ProtocolViolationException {
        return link.hasEnded()
                ? OptionalLong.empty()
                : OptionalLong.of(inbound.take(link.remoteStream(), seq, size));
    }

    /** Returns the number of the last message that was taken of a stream, kept or not. */
    long lastTaken(StreamId remote) {
        return inbound.lastTaken(remote);
    }

    /** A message that was taken is on disk, and may be acknowledged. */
    void received(StreamId remote, long seq, String id, int size) {
        inbound.kept(remote, seq, id, size);
        for (ExchangeLink link : links.all()) {
            if (link.carries(remote)) {
                port.wake(link);
            }
        }
    }

    /** Messages of these sizes that were taken could not be kept: they, and what came after them, must come again. */
    void dropped(StreamId remote, List<Integer> sizes, String reason) {
        sizes.forEach(size -> inbound.dropped(remote, size));
        for (ExchangeLink link : links.all()) {
            if (link.carries(remote)) {
                links.end(link, reason);
            }
        }
    }

    /** Tells the other side that a message, and all after it, is not wanted. */
    void refuse(ExchangeLink link, ChatFrame.Refusal refusal) {
        link.refuse(refusal);
        port.wake(link);
    }

    private void restart() {
        outbound.restart();
        stream.restart();
        endAll("the state of this node was set back: its messages are numbered anew");
    }

    private void endAll(String reason) {
        links.all().forEach(link -> links.end(link, reason));
    }

    private final class StreamListener implements OwnStream.Listener {
        @Override
        public void kept() {
            links.all().forEach(port::wake);
        }

        @Override
        public void notKept(IOException failure) {
            // the next link tries again
            endAll(Printable.reason(failure));
        }
    }
}
