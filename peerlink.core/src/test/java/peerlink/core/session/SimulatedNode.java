package peerlink.core.session;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Arrival;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.ProtocolViolationException;
import peerlink.core.admission.MessageVerdict;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.exchange.Exchange;
import peerlink.core.exchange.ExchangePort;
import peerlink.core.exchange.LinkState;
import peerlink.core.exchange.OutgoingMessage;
import peerlink.core.exchange.PendingBytes;
import peerlink.core.exchange.SendQueue;
import peerlink.core.link.AgreedLink;
import peerlink.core.model.RequestPolicy;
import peerlink.core.store.Disk;
import peerlink.core.store.ElapsedTime;
import peerlink.core.store.MemoryStore;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

/**
 * Runs a node that exchanges messages with one peer, without threads. {@link Exchange}, {@link
 * LockedExchange}, {@link Receiver} and {@link HandlerQueue} are the real ones. This class calls
 * them as {@link Session}, {@link SessionLinks} and {@link MessageLink} do, in the same order.
 */
final class SimulatedNode implements ExchangePort {
    private static final Address NOWHERE = Address.parse("tls://127.0.0.1:7");
    private static final long REFUSAL_NANOS = 2_000_000_000;

    /** A message that the user is to be shown. */
    private record Showing(Message message, boolean redelivered, Handling handling) {}

    /** Learns what comes from the other side. */
    interface Watcher {
        /** Learns of a message that the peer has. */
        void delivered(String id);

        /** Takes a signal. */
        void signalled(SimulatedLink.End end, Bytes content);
    }

    private final int side;
    private final int run;
    private final PeerId peer;
    private final Ledger ledger;
    private final LongSupplier clock;
    private final MemoryStore store;
    private final SessionContext context;
    private final LockedExchange exchange;
    private final HandlerQueue handlerQueue;
    private final Receiver receiver;
    private final VirtualTimer timer;
    private final ArrayDeque<Runnable> workers = new ArrayDeque<>();
    private final ArrayDeque<Showing> showings = new ArrayDeque<>();
    private final List<SimulatedLink.End> links = new ArrayList<>();
    private final Watcher watcher;
    private SimulatedLink.@Nullable End lastWritten;
    private boolean dialling;
    private boolean connecting;
    private boolean upgrading;
    private boolean connectingDirectly;
    private boolean refusing;
    private boolean passing;
    private int refusals;

    /**
     * @param run the number of this run
     */
    SimulatedNode(
            int side,
            int run,
            PeerId self,
            PeerId peer,
            Disk disk,
            Ledger ledger,
            LongSupplier clock,
            InstantSource wallClock,
            Watcher watcher) {
        this.side = side;
        this.run = run;
        this.peer = peer;
        this.ledger = ledger;
        this.clock = clock;
        this.watcher = watcher;
        this.store = new MemoryStore(disk, false);
        this.timer = new VirtualTimer(clock);
        this.context =
                new SessionContext(
                        self,
                        store,
                        new PendingBytes(),
                        true,
                        true,
                        new AtomicLong(disk.lastNumber()),
                        wallClock,
                        new ElapsedTime(Optional.empty(), wallClock, clock),
                        clock,
                        new SplittableRandom(run),
                        timer,
                        new CountDownLatch(0));
        this.handlerQueue = new HandlerQueue(workers::add, context.ready(), () -> true);
        MessageStore.PeerState kept = disk.read(peer);
        this.exchange =
                new LockedExchange(
                        new Exchange(
                                self,
                                peer,
                                kept,
                                this,
                                context.random(),
                                context.clock().instant(),
                                context.pending()),
                        clock,
                        timer,
                        store::commit);
        this.receiver =
                new Receiver(
                        peer,
                        context,
                        exchange,
                        handlerQueue,
                        new Intake(
                                (message, _) -> verdict(message), new Elsewhere(), this::handle));
        kept.pending().forEach(pending -> ledger.accepted(pending.message().id()));
        for (MessageStore.Kept unhandled : kept.unhandled()) {
            ledger.restored(unhandled.message().id());
            receiver.restore(unhandled);
        }
        exchange.run(now -> now.start(nanoTime()));
    }

    MemoryStore store() {
        return store;
    }

    VirtualTimer timer() {
        return timer;
    }

    List<SimulatedLink.End> links() {
        return List.copyOf(links);
    }

    boolean isDialling() {
        return dialling;
    }

    /** Tells whether none of its messages waits and none is yet to be shown. */
    boolean isDone() {
        return exchange.use(now -> now.sendQueue().isEmpty())
                && showings.isEmpty()
                && handlerQueue.isIdle()
                && store.waiting() == 0;
    }

    // ---- actions of its user

    /** Types a message, unless too many wait already. */
    @Nullable String submit(Bytes content, boolean patient) {
        int size = content.size();
        SendQueue sendQueue = exchange.use(Exchange::sendQueue);
        if (patient && exchange.use(now -> now.isCongested(size))
                || sendQueue.bytes() + size > Session.MAX_PENDING_BYTES) {
            return null;
        }
        String id = ledger.submit(side);
        Message message =
                new Message(
                        id,
                        context.self(),
                        peer,
                        "application/octet-stream",
                        content,
                        Instant.EPOCH);
        exchange.use(now -> now.submit(message, 0, nanoTime()));
        return id;
    }

    /** Cancels one of the messages that wait. */
    @Nullable String cancel(int which) {
        return exchange.use(
                now -> {
                    List<OutgoingMessage> all = List.copyOf(now.sendQueue().all());
                    if (all.isEmpty()) {
                        return null;
                    }
                    OutgoingMessage outgoing = all.get(which % all.size());
                    now.withdraw(outgoing, new IOException("cancelled"));
                    return outgoing.message().id();
                });
    }

    /** Asks for a link, if there is none. */
    boolean connect() {
        return exchange.use(
                now -> {
                    if (dialling || links.stream().anyMatch(end -> state(end).isUsable())) {
                        return false;
                    }
                    dialling = true;
                    now.dialBegun(nanoTime());
                    return true;
                });
    }

    void appeared() {
        exchange.run(now -> now.appeared(nanoTime()));
    }

    /** Refuses the next new message, or no longer does. */
    void refuseNext(boolean refuses) {
        refusing = refuses;
    }

    /** Keeps the next message outside of the store, or no longer does. */
    void passByNext(boolean passes) {
        passing = passes;
    }

    /** Hands the kept messages to the handlers. */
    boolean handle() {
        Runnable worker = workers.poll();
        if (worker != null) {
            worker.run();
        }
        return worker != null;
    }

    /** Shows the user the next message. */
    @Nullable String show() {
        Showing showing = showings.poll();
        if (showing == null) {
            return null;
        }
        ledger.shown(showing.message().id(), showing.redelivered(), run);
        showing.handling().told();
        return showing.message().id();
    }

    // ---- links

    /** Begins the attempt that is due. */
    SimulatedLink dial(int number, LinkState.Route route, SimulatedNode other) {
        connecting = true;
        return new SimulatedLink(number, route, this, other, nanoTime());
    }

    /** Begins the attempt to replace a relayed link. */
    SimulatedLink dialDirect(int number, SimulatedNode other) {
        connectingDirectly = true;
        SimulatedLink link =
                new SimulatedLink(number, LinkState.Route.DIRECT, this, other, nanoTime());
        link.ends().getFirst().isUpgrade = true;
        return link;
    }

    /** Tells whether it wants a direct link and no attempt has begun yet. */
    boolean isUpgradeDue() {
        return upgrading && !connectingDirectly;
    }

    void upgradeSettled() {
        upgrading = false;
        connectingDirectly = false;
        exchange.run(Exchange::upgradeSettled);
    }

    /** Notes that it asks the other side for a link, instead of opening one. */
    void asks(boolean isUpgrade) {
        connecting |= !isUpgrade;
        connectingDirectly |= isUpgrade;
    }

    /** Has a signal written on a link; does nothing if too many wait, or it carries none. */
    void signal(SimulatedLink.End end, Bytes content) {
        if (!end.finished && state(end).carriesSignals()) {
            exchange.run(_ -> end.awake |= state(end).signal(content));
        }
    }

    /** Notes the end of the attempt that has made a link, or has not. */
    void settled(boolean isUpgrade, @Nullable IOException failure) {
        if (isUpgrade) {
            upgradeSettled();
        } else {
            dialSettled(failure);
        }
    }

    void networkChanged() {
        exchange.run(now -> now.networkChanged(_ -> false, nanoTime()));
    }

    /** Tells whether it wants a link and no attempt has begun yet. */
    boolean isDialDue() {
        return dialling && !connecting;
    }

    void dialSettled(@Nullable IOException failure) {
        dialling = false;
        connecting = false;
        exchange.run(now -> now.dialSettled(failure, nanoTime()));
    }

    /** Handles the next event of a link. */
    void notice(SimulatedLink.End end, SimulatedLink.Event event) {
        switch (event) {
            case SimulatedLink.Event.Opens() -> opened(end);
            case SimulatedLink.Event.Arrives(ChatFrame frame) -> received(end, frame);
            case SimulatedLink.Event.Ends(boolean inOrder) -> {
                if (end.chat != null) {
                    finish(end, inOrder, false);
                } else {
                    end.close(false);
                    if (end.isDialler()) {
                        settled(end.isUpgrade, new IOException("broken"));
                    }
                }
            }
        }
    }

    private void opened(SimulatedLink.End end) {
        if (!end.isDialler() && links.size() >= SessionLinks.MAX) {
            end.close(false);
            return;
        }
        exchange.run(
                now -> {
                    LinkState state =
                            new LinkState(
                                    end.isDialler(), true, true, end.link().route(), nanoTime());
                    end.chat = chat(end, state);
                    links.add(end);
                    now.opened(state);
                });
        if (end.isDialler()) {
            settled(end.isUpgrade, null);
        }
    }

    private void received(SimulatedLink.End end, ChatFrame frame) {
        LinkState state = state(end);
        if (frame instanceof ChatFrame.Ack(long seq)) {
            links.forEach(one -> one.acknowledged(seq));
        }
        try {
            exchange.use(
                    now -> {
                        now.heard(state, nanoTime());
                        switch (frame) {
                            case ChatFrame.Begin(StreamId stream) -> now.begin(state, stream);
                            case ChatFrame.Have(long seq, String last) ->
                                    now.have(state, seq, last);
                            case ChatFrame.Ack(long seq) -> now.acknowledged(state, seq);
                            case ChatFrame.Refusal refusal -> now.refused(state, refusal);
                            case ChatFrame.Ping() -> now.ping(state);
                            default -> {}
                        }
                        return state;
                    });
            if (frame instanceof ChatFrame.Signal(Bytes content)) {
                watcher.signalled(end, content);
            }
            if (frame instanceof ChatFrame.Carrier(long seq, Message message)) {
                receiver.arrived(chat(end), seq, message);
            }
        } catch (ProtocolViolationException e) {
            if (ledger.hasGivenUp() && String.valueOf(e.getMessage()).contains("window")) {
                // a message given up on its way still waits here, and its sender counts it no more
                // on another link
                finish(end, true, false);
                return;
            }
            throw new AssertionError("an honest node broke the protocol: " + e.getMessage(), e);
        }
    }

    private MessageVerdict verdict(Message message) {
        if (refusing) {
            refusing = false;
            refusals++;
            // every other one alone: later messages must arrive all the same
            return new MessageVerdict.Refuse(
                    refusals % 2 == 0 ? ChatFrame.Refusal.UNACCEPTABLE : "not-wanted",
                    "not wanted");
        }
        // a message that passes the handlers must not overtake those that wait for them
        boolean overtakesNone = showings.isEmpty() && workers.isEmpty() && handlerQueue.isIdle();
        if (ledger.isPassedBy(message.id()) || passing && overtakesNone) {
            passing = false;
            return new MessageVerdict.KeepAsRequest();
        }
        return new MessageVerdict.Deliver();
    }

    private void handle(Message message, PeerName claimed, Arrival arrival, Handling handling) {
        showings.add(new Showing(message, arrival.redelivered(), handling));
    }

    /** Keeps the messages that pass the handlers, and never hands them over. */
    private final class Elsewhere implements Intake.RequestKeeper {
        @Override
        public void keep(Message message, PeerName claimed, MessageStore.Change.Advance told) {
            if (ledger.passBy(message.id())) {
                ledger.shown(message.id(), false, run);
            }
        }

        @Override
        public void handOver(PeerId from, HandlerQueue to) {
            // the user never decides
        }
    }

    /** Writes the frames that are due. Returns whether there were any. */
    boolean write(SimulatedLink.End end) {
        LinkState state = state(end);
        if (!end.awake || end.refused || end.finished) {
            return false;
        }
        List<ChatFrame> frames =
                exchange.use(
                        now ->
                                state.hasEnded() || !now.hasNext(state)
                                        ? List.of()
                                        : now.next(state));
        if (frames.isEmpty()) {
            end.awake = false;
            return false;
        }
        if (end != lastWritten) {
            lastWritten = end;
            // a message given up on one link counts no more on another
            end.forgetAllBut(
                    exchange.use(
                            now ->
                                    now.sendQueue().all().stream()
                                            .map(OutgoingMessage::seq)
                                            .toList()));
        }
        for (ChatFrame frame : frames) {
            if (frame instanceof ChatFrame.Carrier(long seq, Message message)) {
                ledger.sent(message.id());
                end.sent(seq, message.content().size());
            }
        }
        if (!end.send(frames)) {
            finish(end, false, false);
        } else if (frames.getLast() instanceof ChatFrame.Refusal) {
            end.refused = true;
            end.refusedAt = nanoTime();
        }
        return true;
    }

    /** Tells whether its threads are about to close a link. */
    boolean isLeaving(SimulatedLink.End end) {
        return !end.finished && (state(end).hasEnded() || nanosUntilLeft(end) == 0);
    }

    long nanosUntilLeft(SimulatedLink.End end) {
        return end.refused && !end.finished
                ? Math.max(0, REFUSAL_NANOS - (nanoTime() - end.refusedAt))
                : Long.MAX_VALUE;
    }

    /** Ends a link. */
    void finish(SimulatedLink.End end, boolean inOrder, boolean loses) {
        if (!end.finished) {
            end.finished = true;
            exchange.run(
                    now -> {
                        links.remove(end);
                        now.ended(state(end), inOrder, nanoTime());
                    });
            end.close(loses);
        }
    }

    static LinkState state(SimulatedLink.End end) {
        return chat(end).state();
    }

    private static MessageLink chat(SimulatedLink.End end) {
        MessageLink chat = end.chat;
        if (chat == null) {
            throw new IllegalStateException("not open yet");
        }
        return chat;
    }

    // ---- calls of the exchange

    @Override
    public Instant time() {
        return Instant.EPOCH;
    }

    @Override
    public void apply(MessageStore.Change change, Consumer<@Nullable IOException> done) {
        store.apply(change, failure -> exchange.run(_ -> done.accept(failure)));
    }

    @Override
    public void wake(LinkState link) {
        for (SimulatedLink.End end : links) {
            if (state(end) == link) {
                end.awake = true;
            }
        }
    }

    @Override
    public void end(LinkState link, String reason) {
        // isLeaving() tells of this
    }

    @Override
    public void dial() {
        dialling = true;
    }

    @Override
    public void upgrade() {
        upgrading = true;
    }

    @Override
    public void kept(OutgoingMessage outgoing) {
        ledger.accepted(outgoing.message().id());
    }

    @Override
    public void delivered(List<OutgoingMessage> outgoing, long seq) {
        outgoing.forEach(one -> watcher.delivered(one.message().id()));
        Runnable settle =
                () ->
                        store.apply(
                                new MessageStore.Change.Settle(peer, seq, Instant.EPOCH), _ -> {});
        if (seq % 2 == 0) {
            store.apply(new MessageStore.Change.Deliver(peer, seq, Instant.EPOCH), _ -> {});
            handlerQueue.note(Handling::told, settle);
        } else {
            settle.run();
        }
    }

    @Override
    public void failed(OutgoingMessage outgoing, IOException reason) {
        ledger.givenUp(outgoing.message().id());
    }

    private long nanoTime() {
        return clock.getAsLong();
    }

    private MessageLink chat(SimulatedLink.End end, LinkState state) {
        LinkInfo info =
                new LinkInfo(
                        peer,
                        NOWHERE,
                        NOWHERE,
                        end.isDialler() ? LinkInfo.Origin.DIALLED : LinkInfo.Origin.ACCEPTED,
                        "",
                        "",
                        "",
                        "",
                        Instant.EPOCH);
        return new MessageLink(
                new AgreedLink(new Unused(info), new PeerName("peer"), false, _ -> {}),
                state,
                RequestPolicy.ACCEPT,
                context.self(),
                new NoOwner(),
                exchange.newCondition());
    }

    /** A link without use: the frames go over a {@link SimulatedLink}. */
    private record Unused(LinkInfo info) implements Link {
        @Override
        public void send(List<Bytes> frames) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Bytes receive() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private record NoOwner() implements MessageLink.Owner {
        @Override
        public void received(MessageLink link, ChatFrame frame, boolean hasMore) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ChatFrame> next(MessageLink link) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ChatFrame> nextNow(MessageLink link) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void written(MessageLink link) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void awaitEnd(MessageLink link) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void ended(MessageLink link, String reason, boolean inOrder) {
            throw new UnsupportedOperationException();
        }
    }
}
