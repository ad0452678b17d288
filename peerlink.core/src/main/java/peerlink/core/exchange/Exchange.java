package peerlink.core.exchange;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
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
 * Decides in the exchange of messages with one peer which messages are sent again, acknowledged or
 * dropped, and when a link is wanted. It is the state machine alone: it waits for nothing, reads no
 * clock and no link, and so can be simulated. Not safe for use by several threads: the session's
 * lock guards it. Times are those of {@link System#nanoTime}, or of a clock like it.
 *
 * <p>Three things keep messages from being lost or doubled. A message gets its number before it is
 * sent, and keeps it. Each link carries the pending messages in order from the lowest on, so that a
 * receiver which has one has all before it. The receiver takes a message only if its number is
 * greater than the receiver's position, and moves the position in the transaction that keeps the
 * message.
 *
 * <p>The file is longer than most, as each event of a link, a user or the store changes the same
 * few parts together.
 */
public final class Exchange {
    private final PeerId peer;
    private final ExchangePort port;
    private final SendQueue sendQueue;
    private final ReceivedStreams inbound;
    private final LinkStates links;
    private final DialPlan dial;
    private final UpgradePlan upgrade;
    private final SendStream stream;
    private final NextFrames frames;
    private final Receiving receiving;

    /**
     * @param begun the time at which this run of the node began
     * @param ofAllPeers counts the bytes that wait for all peers
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
        this.sendQueue = SendQueue.of(kept, begun, ofAllPeers);
        this.inbound = new ReceivedStreams(kept.received());
        this.links = new LinkStates(self.compareTo(peer) < 0, sendQueue, port);
        this.dial = new DialPlan(sendQueue, links, random);
        this.upgrade = new UpgradePlan(links, random);
        this.stream = new SendStream(peer, kept.stream(), port, random, new StreamListener());
        this.frames = new NextFrames(stream, sendQueue, inbound, links);
        this.receiving = new Receiving(inbound, links, port);
    }

    /** Returns the queue of our messages that wait. */
    public SendQueue sendQueue() {
        return sendQueue;
    }

    /** Returns the state of the peer's messages. */
    public Receiving receiving() {
        return receiving;
    }

    /**
     * Tells whether a message of so many bytes should wait until others are acknowledged, which may
     * be soon.
     */
    public boolean isCongested(int size) {
        return isDelivering() && !sendQueue.hasRoom(size);
    }

    /**
     * Tells whether messages wait whose acknowledgement may come soon: there is a link, or there
     * will be one.
     */
    public boolean isDelivering() {
        return !sendQueue.isEmpty() && (dial.isDialling() || links.canSend());
    }

    /** Tells whether there is no link, no message of ours that waits, and no need for a link. */
    public boolean isIdle() {
        return links.isEmpty() && sendQueue.isEmpty() && dial.isIdle();
    }

    /**
     * Takes a message of ours, which is stored, then sent.
     *
     * @param queuedAt the time, as {@link ElapsedTime} counts
     */
    public OutgoingMessage submit(Message message, long queuedAt, long now) {
        return submit(message, null, queuedAt, now);
    }

    /**
     * Takes a message of ours, as {@link #submit(Message, long, long)} does.
     *
     * @param key the key under which it is found for a time, or null
     */
    public OutgoingMessage submit(Message message, @Nullable String key, long queuedAt, long now) {
        OutgoingMessage outgoing = sendQueue.add(message, queuedAt);
        port.apply(
                new MessageStore.Change.Submit(
                        peer, stream.id(), outgoing.seq(), message, queuedAt, key),
                failure -> kept(outgoing, failure));
        dial.ask(now);
        return outgoing;
    }

    /** Drops a message of ours that is not acknowledged. */
    public void withdraw(OutgoingMessage outgoing, IOException reason) {
        sendQueue.withdraw(outgoing, links.sentSeq());
        port.apply(
                new MessageStore.Change.Withdraw(
                        peer,
                        outgoing.seq(),
                        outgoing.mayHaveArrived(),
                        Printable.reason(reason),
                        port.time()),
                _ -> {});
        port.failed(outgoing, reason);
    }

    private void kept(OutgoingMessage outgoing, @Nullable IOException failure) {
        if (failure != null) {
            sendQueue.remove(outgoing, links.sentSeq());
            port.failed(outgoing, failure);
            return;
        }
        outgoing.markKept();
        port.kept(outgoing);
        links.wakeSender();
    }

    /** Drops our messages that the other side, by its frames on a link, has. */
    private void settle(LinkState link, long seq) {
        List<OutgoingMessage> settled = sendQueue.settle(seq, links.sentSeq());
        if (!settled.isEmpty()) {
            dial.succeeded(link);
            port.delivered(settled, settled.getLast().seq());
        }
        // even if all those acknowledged had been given up: there is room again
        links.wakeSender();
    }

    private void withdrawAll(Collection<OutgoingMessage> all, IOException reason) {
        all.forEach(outgoing -> withdraw(outgoing, reason));
    }

    /** Adds a link on which both sides have said hello. */
    public void opened(LinkState link) {
        links.add(link);
        dial.opened(link);
        stream.retry();
        port.wake(link);
    }

    /**
     * Removes a link that has ended.
     *
     * @param inOrder whether one of the sides has ended it on purpose
     */
    public void ended(LinkState link, boolean inOrder, long now) {
        if (links.remove(link)) {
            upgrade.ended(link);
            dial.ended(link, inOrder, now);
        }
    }

    /**
     * Notes that an attempt to open a link is over. If it has succeeded, {@link #opened} was called
     * before.
     */
    public void dialSettled(@Nullable IOException failure, long now) {
        dial.settled(failure, now);
        if (failure instanceof RefusedException refused) {
            // the pending request may be one of the messages that were sent before
            boolean pends = refused.code().equals(ChatFrame.REQUEST_PENDING);
            withdrawAll(
                    sendQueue.all().stream()
                            .filter(outgoing -> !(pends && outgoing.mayHaveArrived()))
                            .toList(),
                    refused);
        }
        dial.goOn(now);
    }

    /** Notes that an attempt to open a direct link beside one over a relay is over. */
    public void upgradeSettled() {
        upgrade.settled();
    }

    /**
     * Notes an attempt to open a link that began for another reason than {@link ExchangePort#dial}.
     */
    public void dialBegun(long now) {
        dial.begun(now);
    }

    /** Notes that a directory has found the peer, or new addresses of it. */
    public void appeared(long now) {
        dial.appeared(now);
        upgrade.hurry();
    }

    /**
     * Notes that this machine's network has changed or is back: links may be dead, or possible.
     *
     * @param isCut tells whether a link can't be alive, so that nobody waits for its answer
     */
    public void networkChanged(Predicate<LinkState> isCut, long now) {
        links.probe(now);
        for (LinkState link : links.all()) {
            if (!link.hasEnded() && isCut.test(link)) {
                link.signs().suspect();
                dial.suspected(link, now);
            }
        }
        dial.networkChanged(now);
        upgrade.hurry();
    }

    /** Notes that others can be reached again: a lost link may be possible, too. */
    public void othersReached(long now) {
        dial.othersReached(now);
    }

    /** Begins to deliver the messages that an earlier run has left. */
    public void start(long now) {
        dial.plan(now);
    }

    /**
     * Tells whether {@link #tick} is to be called earlier than it last returned.
     *
     * @return true once for each reason
     */
    public boolean takeTickDue() {
        return dial.takeTickDue() | upgrade.takeTickDue();
    }

    /** Does the work that is due. Returns the nanoseconds until more may be due. */
    public long tick(long now) {
        long next = links.tick(now, dial::died, link -> dial.suspected(link, now));
        if (dial.nanosUntilDue(now) == 0) {
            dial.begun(now);
            port.dial();
        }
        if (upgrade.nanosUntilDue(now) == 0) {
            upgrade.begun(now);
            port.upgrade();
        }
        return Math.min(next, Math.min(dial.nanosUntilDue(now), upgrade.nanosUntilDue(now)));
    }

    /** Tells whether {@link #next} would return a frame. */
    public boolean hasNext(LinkState link) {
        return frames.isDue(link);
    }

    /**
     * Tells whether what waits to be written on a link, and what the other side has not
     * acknowledged, is so little that it finds room on the way, even if the other side does not
     * read.
     */
    public boolean isLight(LinkState link) {
        return sendQueue.isLight() && link.refusal() == null;
    }

    /** Takes the frames to write on a link in one call; empty if there are none. */
    public List<ChatFrame> next(LinkState link) {
        return frames.take(link);
    }

    /** Notes a sign of life on a link. Must be called before the frame that came in is handled. */
    public void heard(LinkState link, long now) {
        if (link.signs().isSuspected() && !link.hasEnded()) {
            dial.recovered(link);
        }
        if (link.signs().heard(now) && !link.hasEnded()) {
            links.survive(link);
            upgrade.look();
        }
    }

    public void begin(LinkState link, StreamId remote) throws ProtocolViolationException {
        link.remoteBegins(remote);
        inbound.begin(
                remote, stream -> links.all().stream().anyMatch(other -> other.carries(stream)));
        port.wake(link);
    }

    /** Takes the other side's position in our stream, after which our messages may be sent. */
    public void have(LinkState link, long seq, String id) throws ProtocolViolationException {
        link.ready(seq);
        if (link.hasEnded()) {
            return;
        }
        if (!sendQueue.mayHaveArrived(seq, id)) {
            // it has messages that this side does not know: our state was set back, by a backup
            // perhaps
            restart();
            return;
        }
        settle(link, seq);
        links.ready(link);
        upgrade.look();
    }

    public void ping(LinkState link) {
        link.signs().pongDue();
        port.wake(link);
    }

    /** Drops our messages up to a number, which the other side has. */
    public void acknowledged(LinkState link, long seq) throws ProtocolViolationException {
        if (!link.isReady()) {
            throw new ProtocolViolationException(
                    "message %d was acknowledged, which was not sent".formatted(seq));
        }
        if (link.hasEnded()) {
            return;
        }
        if (seq > sendQueue.lastSeq()) {
            // the message was sent before our state was set back, and waited there to be stored
            restart();
        } else {
            settle(link, seq);
        }
    }

    /** Takes the refusal of a message, and of every later one on this link. */
    public void refused(LinkState link, ChatFrame.Refusal refusal)
            throws ProtocolViolationException {
        if (refusal.seq() > link.sentSeq()) {
            throw new ProtocolViolationException(
                    "message %d was refused, %d was the last sent"
                            .formatted(refusal.seq(), link.sentSeq()));
        }
        List<OutgoingMessage> unwanted = sendQueue.from(refusal.seq());
        if (refusal.alone()) {
            unwanted = unwanted.stream().filter(one -> one.seq() == refusal.seq()).toList();
            if (!unwanted.isEmpty()) {
                // one message less: those after it need not wait
                dial.succeeded(link);
            }
        }
        withdrawAll(unwanted, new RefusedException(refusal.code(), refusal.message()));
        links.end(link, "refused by the other side: " + refusal.message());
    }

    private void restart() {
        sendQueue.restart();
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
