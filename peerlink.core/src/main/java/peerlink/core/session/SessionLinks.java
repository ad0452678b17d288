package peerlink.core.session;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.api.thread.SocketThreads;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.exchange.Exchange;
import peerlink.core.exchange.LinkState;
import peerlink.core.exchange.SignsOfLife;
import peerlink.core.link.AgreedLink;
import peerlink.core.model.RequestPolicy;
import peerlink.core.model.StandInName;
import peerlink.core.store.StreamId;

/**
 * Opens, runs and ends the links of one session. Passes their frames to the exchange and the
 * receiver. Safe for use by several threads.
 *
 * <p>The file is longer than most, as a link's opening, frames and end change under one lock.
 */
public final class SessionLinks implements MessageLink.Owner {
    private static final long SECONDS_TO_LEAVE = 2;

    /** The number of links for messages that a peer may open. */
    static final int MAX = 16;

    /** Returns the peer to dial. */
    private interface Target {
        Peer peer() throws IOException;
    }

    private final SessionContext context;
    private final PeerId id;
    private final LockedExchange exchange;
    private final SessionHost host;
    private final SessionEvents events;
    private final Receiver receiver;
    private final Condition room;
    private final CopyOnWriteArrayList<MessageLink> links = new CopyOnWriteArrayList<>();

    /** The attempt that is under way; the exchange's lock guards it. */
    private @Nullable OpenAttempt opening;

    private volatile String lastFailure = "";

    /**
     * @param room the condition of the exchange's lock that wakes the callers which wait for a
     *     delivery
     */
    SessionLinks(
            PeerId id,
            SessionContext context,
            LockedExchange exchange,
            SessionHost host,
            SessionEvents events,
            Receiver receiver,
            Condition room) {
        this.id = id;
        this.context = context;
        this.exchange = exchange;
        this.host = host;
        this.events = events;
        this.receiver = receiver;
        this.room = room;
    }

    /** Returns the open links, the oldest first. */
    List<MessageLink> all() {
        return links;
    }

    /**
     * Returns the name under which the peer is shown if it is no contact: the name that it claims,
     * or a stand-in name if there is no link.
     */
    PeerName claimedName() {
        for (MessageLink link : links) {
            return link.remoteName();
        }
        return StandInName.of(id);
    }

    /** Returns the reason why the last attempt to open a link failed; empty if it did not. */
    public String lastFailure() {
        return lastFailure;
    }

    /**
     * Returns a link that carries messages, or opens one. Several callers wait for the same
     * attempt.
     */
    MessageLink any(Peer peer) throws IOException {
        OpenAttempt mine = new OpenAttempt();
        OpenAttempt result =
                exchange.use(
                        now -> {
                            for (MessageLink link : links) {
                                if (link.state().isUsable()) {
                                    return OpenAttempt.of(link);
                                }
                            }
                            if (opening == null) {
                                opening = mine;
                                now.dialBegun(nanoTime());
                            }
                            return opening;
                        });
        return result == mine ? open(() -> peer, mine) : result.await();
    }

    /** Opens a link in the background. Called with the exchange's lock held. */
    void dial() {
        OpenAttempt attempt = new OpenAttempt();
        opening = attempt;
        Thread.ofVirtual()
                .name("peerlink link-opener " + id.shortForm())
                .start(
                        () -> {
                            try {
                                open(() -> host.target(id), attempt);
                            } catch (IOException | RuntimeException e) {
                                events.unreached(id, e);
                            }
                        });
    }

    /**
     * Opens a direct link in the background, which replaces a relayed one. Called with the
     * exchange's lock held.
     */
    void upgrade() {
        Thread.ofVirtual()
                .name("peerlink link-upgrader " + id.shortForm())
                .start(
                        () -> {
                            try {
                                start(host.dialDirect(host.target(id)));
                            } catch (IOException | RuntimeException e) {
                                events.unreached(id, e);
                            } finally {
                                exchange.run(Exchange::upgradeSettled);
                            }
                        });
    }

    /** Runs a link that the peer has opened, until it ends. */
    void accept(AgreedLink link) throws IOException {
        if (links.size() >= MAX) {
            link.reportViolation(
                    new ProtocolViolationException("more than " + MAX + " links at once"));
            return;
        }
        MessageLink chat = add(link, false);
        Thread.currentThread().setName("peerlink link-reader " + id.shortForm());
        chat.run();
    }

    /** Adds a link. */
    private MessageLink add(AgreedLink link, boolean dialled) throws IOException {
        RequestPolicy policy = host.policy(link.info());
        boolean carries = !link.oneWay();
        MessageLink chat =
                exchange.use(
                        now -> {
                            LinkState state =
                                    new LinkState(
                                            dialled,
                                            carries && context.keepsMessages(),
                                            carries && context.takesMessages(),
                                            link.isRelayed()
                                                    ? LinkState.Route.RELAYED
                                                    : LinkState.Route.DIRECT,
                                            nanoTime());
                            MessageLink added =
                                    new MessageLink(
                                            link,
                                            state,
                                            policy,
                                            context.self(),
                                            this,
                                            exchange.newCondition());
                            links.add(added);
                            now.opened(state);
                            return added;
                        });
        events.opened(id, link.remoteName(), chat.info());
        if (!host.isWanted(id)) {
            // the node ended, or the peer was blocked, while the link was being made
            chat.end("the link is not wanted", true);
            throw new IOException("the link is not wanted");
        }
        return chat;
    }

    /** Returns a test for the links whose own address is one of these. */
    Predicate<LinkState> at(Predicate<Address> place) {
        return state ->
                links.stream()
                        .anyMatch(
                                link ->
                                        link.state() == state
                                                && place.test(link.info().localAddress()));
    }

    /**
     * Measures the round trip of a link.
     *
     * @param patience the longest wait for the answer
     * @return empty if the link is none of these, ends, or does not answer in time
     */
    Optional<Duration> roundTrip(LinkInfo info, Duration patience) throws InterruptedException {
        for (MessageLink link : links) {
            if (link.info().equals(info)) {
                return exchange.use(_ -> measured(link, patience));
            }
        }
        return Optional.empty();
    }

    private Optional<Duration> measured(MessageLink link, Duration patience)
            throws InterruptedException {
        LinkState state = link.state();
        SignsOfLife signs = state.signs();
        long before = signs.pongs();
        signs.measure(nanoTime());
        link.changed().signalAll();
        long left = patience.toNanos();
        while (!state.hasEnded() && signs.pongs() == before && left > 0) {
            left = link.changed().awaitNanos(left);
        }
        return signs.pongs() == before ? Optional.empty() : signs.roundTrip();
    }

    /** Returns the links over which a signal can go, the newest first. */
    List<LinkInfo> signalling() {
        List<LinkInfo> all = new ArrayList<>();
        exchange.run(
                _ ->
                        links.forEach(
                                link -> {
                                    if (link.state().carriesSignals()) {
                                        all.addFirst(link.info());
                                    }
                                }));
        return all;
    }

    /**
     * Has a signal written on a link. Returns at once.
     *
     * @throws IOException if the link has ended, or doesn't get rid of earlier ones
     */
    void signal(LinkInfo info, Bytes content) throws IOException {
        boolean[] isTaken = new boolean[1];
        exchange.run(
                _ -> {
                    for (MessageLink link : links) {
                        if (link.info().equals(info) && link.state().carriesSignals()) {
                            isTaken[0] = link.state().signal(content);
                            link.changed().signalAll();
                        }
                    }
                });
        if (!isTaken[0]) {
            throw new IOException("the link has ended, or too many signals wait for it");
        }
    }

    /**
     * Has a link's frames written: by the thread that writes already, by the calling one at the end
     * of its turn, or by the link's writer. Called with the exchange's lock held.
     */
    void wake(LinkState state) {
        Turn turn = Turn.at(exchange);
        with(
                state,
                link -> {
                    if (link.isWritten()) {
                        return;
                    }
                    if (turn != null) {
                        turn.write(link);
                    } else {
                        link.changed().signalAll();
                    }
                });
    }

    /** Closes a link. Called with the exchange's lock held. */
    void end(LinkState state, String reason) {
        with(
                state,
                link -> {
                    link.changed().signalAll();
                    // the link's own threads may be blocked in it
                    Thread.ofVirtual()
                            .name("peerlink link-closer " + id.shortForm())
                            .start(() -> link.end(reason, true));
                });
    }

    void close(String reason) {
        links.forEach(link -> link.end(reason, true));
    }

    @Override
    public void received(MessageLink link, ChatFrame frame, boolean hasMore)
            throws ProtocolViolationException {
        if (hasMore) {
            take(link, frame);
        } else {
            exchange.inTurn(
                    () -> {
                        take(link, frame);
                        return frame;
                    });
        }
    }

    private void take(MessageLink link, ChatFrame frame) throws ProtocolViolationException {
        LinkState state = link.state();
        boolean isStuck =
                exchange.use(
                        now -> {
                            if (link.isStuck(nanoTime())) {
                                return true;
                            }
                            now.heard(state, nanoTime());
                            switch (frame) {
                                case ChatFrame.Begin(StreamId stream) -> now.begin(state, stream);
                                case ChatFrame.Have(long seq, String last) ->
                                        now.have(state, seq, last);
                                case ChatFrame.Ack(long seq) -> now.acknowledged(state, seq);
                                case ChatFrame.Refusal refusal -> now.refused(state, refusal);
                                case ChatFrame.Ping() -> now.ping(state);
                                case ChatFrame.Pong() -> {
                                    state.signs().ponged(nanoTime());
                                    link.changed().signalAll();
                                }
                                case ChatFrame.Carrier _,
                                        ChatFrame.Unacceptable _,
                                        ChatFrame.Signal _,
                                        ChatFrame.Unknown _ -> {
                                    // below, as it may take a while
                                }
                            }
                            return false;
                        });
        if (isStuck) {
            link.end("the other side does not read", false);
            return;
        }
        switch (frame) {
            case ChatFrame.Carrier(long seq, Message message) ->
                    receiver.arrived(link, seq, message);
            case ChatFrame.Unacceptable(long seq, String rule) ->
                    receiver.unacceptable(link, seq, rule);
            case ChatFrame.Signal(Bytes content) -> host.signalled(link.info(), content);
            case ChatFrame.Unknown(String type) -> {
                if (link.isFirstUnknown()) {
                    events.unknown(id, type);
                }
            }
            default -> {
                // only the exchange needs this frame
            }
        }
    }

    @Override
    public List<ChatFrame> next(MessageLink link) throws InterruptedException {
        LinkState state = link.state();
        return exchange.use(
                now -> {
                    link.endToWrite();
                    while (!state.hasEnded() && (link.isWritten() || !now.hasNext(state))) {
                        link.changed().await();
                    }
                    if (state.hasEnded()) {
                        return List.of();
                    }
                    link.beginToWrite();
                    return now.next(state);
                });
    }

    @Override
    public List<ChatFrame> nextNow(MessageLink link) {
        LinkState state = link.state();
        return exchange.use(
                now -> {
                    if (state.hasEnded() || link.isWritten() || !now.hasNext(state)) {
                        return List.of();
                    }
                    if (!now.isLight(state)) {
                        link.changed().signalAll();
                        return List.of();
                    }
                    link.beginToWriteInTurn(nanoTime());
                    return now.next(state);
                });
    }

    @Override
    public void written(MessageLink link) {
        exchange.run(
                now -> {
                    link.endToWrite();
                    if (link.state().hasEnded() || now.hasNext(link.state())) {
                        link.changed().signalAll();
                    }
                });
    }

    @Override
    public void awaitEnd(MessageLink link) throws InterruptedException {
        exchange.use(
                _ -> {
                    long left = TimeUnit.SECONDS.toNanos(SECONDS_TO_LEAVE);
                    while (!link.state().hasEnded() && left > 0) {
                        left = link.changed().awaitNanos(left);
                    }
                    return left;
                });
    }

    @Override
    public void ended(MessageLink link, String reason, boolean inOrder) {
        exchange.run(
                now -> {
                    links.remove(link);
                    now.ended(link.state(), inOrder, nanoTime());
                    link.changed().signalAll();
                    room.signalAll();
                });
        events.ended(id, link.remoteName(), reason);
    }

    private MessageLink open(Target target, OpenAttempt attempt) throws IOException {
        try {
            MessageLink link = start(host.dial(target.peer()));
            settle(null);
            attempt.succeeded(link);
            return link;
        } catch (Throwable e) {
            settle(e instanceof IOException failure ? failure : new IOException(e));
            // the callers that wait for this attempt must not wait for ever
            attempt.failed(e);
            throw e;
        }
    }

    /** Adds a link that this side has opened, and reads it. */
    private MessageLink start(AgreedLink dialled) throws IOException {
        MessageLink link = add(dialled, true);
        SocketThreads.start("peerlink link-reader " + id.shortForm(), link::run);
        return link;
    }

    private void settle(@Nullable IOException failure) {
        lastFailure = failure == null ? "" : Printable.reason(failure);
        exchange.run(
                now -> {
                    opening = null;
                    now.dialSettled(failure, nanoTime());
                    room.signalAll();
                });
    }

    private void with(LinkState state, Consumer<MessageLink> action) {
        for (MessageLink link : links) {
            if (link.state() == state) {
                action.accept(link);
            }
        }
    }

    private long nanoTime() {
        return context.nanoTime().getAsLong();
    }
}
