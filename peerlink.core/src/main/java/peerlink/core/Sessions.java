package peerlink.core;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import peerlink.api.Bytes;
import peerlink.api.Delivery;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;

/** The exchange of messages with all peers. */
final class Sessions implements SessionHost, AutoCloseable {
    /** How many links for messages a peer may open. */
    static final int MAX_LINKS = 16;

    private static final System.Logger LOG = System.getLogger(Sessions.class.getName());

    /** How many sessions there may be before the idle ones are forgotten. */
    static final int MAX_IDLE = 1024;

    private static final Duration EXPIRY_CHECK = Duration.ofHours(1);

    /** Until then what waits can go out, and directories can say that the clock is wrong. */
    static final Duration FIRST_EXPIRY_CHECK = Duration.ofMinutes(1);

    private final SessionContext context;
    private final Peers peers;
    private final Dialer dialer;
    private final EventSink events;
    private final Admission admission;
    private final HandlerRegistry handlers;
    private final Handling handling;
    private final Arrivals arrivals;
    private final Expiry expiry;
    private final ConcurrentHashMap<PeerId, Session> sessions = new ConcurrentHashMap<>();
    private final String idPrefix = Long.toUnsignedString(new SecureRandom().nextLong(), 36) + "-";
    private final AtomicLong lastId = new AtomicLong();
    private volatile boolean refusing;
    private volatile boolean closed;

    /** What is done with a session. */
    interface Use<T> {
        T make(Session session) throws IOException;
    }

    /**
     * Says after which time a message of ours is given up that nobody has acknowledged.
     *
     * @param after how long a message is kept
     * @param firstCheck when to look for the first time, after the start
     * @param isClockDoubted tells whether somebody says that this machine's clock is wrong
     */
    record Expiry(Duration after, Duration firstCheck, BooleanSupplier isClockDoubted) {}

    Sessions(
            SessionContext context,
            Peers peers,
            Dialer dialer,
            HandlerRegistry handlers,
            EventSink events,
            Admission admission,
            Requests requests,
            Expiry expiry) {
        this.context = context;
        this.peers = peers;
        this.dialer = dialer;
        this.events = events;
        this.admission = admission;
        this.handlers = handlers;
        this.handling = new Handling(this, peers, handlers, events);
        this.arrivals = new Arrivals(this, admission, requests, peers, handling);
        this.expiry = expiry;
    }

    // ---- what the node asks

    Delivery send(Peer peer, String type, Bytes content) throws IOException {
        peers.contacts().requireTrusted(peer);
        if (peer.id().equals(peers.self())) {
            throw new PeerUnavailableException(peer.name() + " is this node itself");
        }
        String id = idPrefix + Long.toString(lastId.incrementAndGet(), 36);
        Message message =
                new Message(id, peers.self(), peer.id(), type, content, context.clock().instant());
        return with(
                peer.id(),
                session -> {
                    // before it can answer: an answer is no request
                    peers.pinning().pin(peer);
                    return session.send(message);
                });
    }

    /** Opens a link for messages unless there is one. */
    LinkInfo connect(Peer peer) throws IOException {
        return with(peer.id(), session -> session.links().any(peer).info());
    }

    /** Serves a link that a peer has opened, until it ends. */
    void accept(Link link) throws IOException {
        if (!(link instanceof AgreedLink agreed)) {
            throw new IllegalArgumentException("not a link of this network");
        }
        Session session = hold(link.info().remote());
        try {
            serve(session, agreed);
        } finally {
            session.release();
        }
    }

    /** A directory says that a peer is there: what waits for it goes out at once. */
    void appeared(PeerId peer) {
        Session session = sessions.get(peer);
        if (session != null) {
            session.appeared();
        }
    }

    /** Tells whether there is a link for messages with a peer. */
    boolean isLinked(PeerId peer) {
        return !links(peer).isEmpty();
    }

    List<ChatLink> links(PeerId peer) {
        Session session = sessions.get(peer);
        return session == null ? List.of() : List.copyOf(session.links().all());
    }

    /** Returns all sessions. */
    Collection<Session> all() {
        return sessions.values();
    }

    /** Returns the peers that have links for messages now, each under the name that it claims. */
    List<Peer> connected() {
        return sessions.values().stream()
                .flatMap(
                        session ->
                                session.links().all().stream()
                                        .limit(1)
                                        .map(
                                                link ->
                                                        new Peer(
                                                                session.id(),
                                                                link.remoteName(),
                                                                List.of())))
                .toList();
    }

    /** Returns all sessions with messages that wait: a node that only sends has read but those that it needed so far. */
    Collection<Session> waiting() throws IOException {
        if (!context.takesMessages()) {
            for (PeerId peer : context.store().busy()) {
                with(peer, session -> session);
            }
        }
        return all();
    }

    /** Returns how long a message of ours has waited. */
    Duration waited(Outgoing outgoing) {
        return Duration.ofMillis(Math.max(0, context.elapsed().millis() - outgoing.queuedAt()));
    }

    /** Hands the requests of those who are contacts now to the handlers. Never blocks. */
    void handOverRequests() {
        arrivals.handOverRequests();
    }

    /** Closes the links with those who are blocked. */
    void disconnectBlocked() {
        for (Session session : sessions.values()) {
            if (!peers.admits(session.id())) {
                session.links().close("blocked");
            }
        }
    }

    /** Lets the handlers begin, and what an earlier run has left go out; messages that have come before wait for that. */
    void ready() throws IOException {
        if (context.takesMessages()) {
            for (PeerId peer : context.store().busy()) {
                with(
                        peer,
                        session -> {
                            session.start();
                            return session;
                        });
            }
            // those accepted in an earlier run that ended before the handlers were done with them
            arrivals.handOverRequests();
        }
        context.timer()
                .scheduleWithFixedDelay(
                        this::expire,
                        expiry.firstCheck().toMillis(),
                        EXPIRY_CHECK.toMillis(),
                        TimeUnit.MILLISECONDS);
        context.ready().countDown();
    }

    /** Accepts no more messages of others, whose senders get no acknowledgements. */
    void refuse() {
        refusing = true;
        sessions.values().forEach(session -> session.inbox().refuse());
    }

    /**
     * Waits until our own messages are acknowledged, and until the handlers have seen that and all that was accepted; returns
     * early at a time of {@link System#nanoTime}. The handlers may still answer.
     */
    void drain(long end) throws InterruptedException {
        drainInboxes(end);
        for (Session session : sessions.values()) {
            session.drain(end);
        }
        drainInboxes(end);
    }

    /** Sends no more messages and interrupts the handlers; what they have not done is left to the next node. */
    void stop() {
        if (!closed) {
            note(context.elapsed().follow());
        }
        closed = true;
        handlers.end();
        int left = 0;
        for (Session session : sessions.values()) {
            session.stop();
            left += session.inbox().close();
        }
        if (left > 0) {
            LOG.log(
                    Level.WARNING,
                    "the node ended before handlers were done with {0} messages",
                    left);
        }
    }

    @Override
    public void close() {
        stop();
        context.timer().shutdownNow();
        sessions.values().forEach(session -> session.links().close("the node has ended"));
    }

    // ---- what sessions ask

    @Override
    public ChatLink open(Session session, Peer peer) throws IOException {
        AgreedLink link = dialer.dial(peer, ChatFrame.PROTOCOL);
        if (context.takesMessages()) {
            pin(peer, link);
        }
        ChatLink chat = chat(session, link, true);
        Thread.ofVirtual()
                .name("peerlink link-reader " + session.id().shortForm())
                .start(chat::run);
        return chat;
    }

    @Override
    public Peer target(Session session) throws PeerUnavailableException {
        Contact contact = peers.contacts().byId(session.id());
        if (contact == null) {
            throw new PeerUnavailableException(session.id().shortForm() + " is no contact");
        }
        return peers.known(contact.peer());
    }

    @Override
    public void judge(Session session, ChatLink link, long seq, Message message)
            throws RefusedException, ProtocolViolationException {
        arrivals.judge(session, link, seq, message);
    }

    @Override
    public Inbox.Work redelivery(MessageStore.Kept kept) {
        return arrivals.redelivery(kept);
    }

    @Override
    public void delivered(Session session, List<Outgoing> outgoing, long seq) {
        Runnable settle =
                () ->
                        context.store()
                                .apply(new MessageStore.Change.Settle(session.id(), seq), _ -> {});
        PeerName claimed = claimed(session);
        if (handling.tellsDeliveries()) {
            for (Iterator<Outgoing> each = outgoing.iterator(); each.hasNext(); ) {
                Message message = each.next().message();
                Runnable last = each.hasNext() ? () -> {} : settle;
                session.inbox()
                        .note(
                                () -> {
                                    handling.delivered(message, claimed);
                                    last.run();
                                });
            }
        } else {
            settle.run();
        }
        for (Outgoing one : outgoing) {
            if (!one.isHeld()) {
                events.post(
                        new NodeEvent.MessageDelivered(
                                one.message(), peers.known(session.id(), claimed)));
            }
        }
    }

    @Override
    public void failed(Session session, Outgoing outgoing, IOException reason) {
        if (!outgoing.isHeld()) {
            events.post(
                    new NodeEvent.MessageFailed(
                            outgoing.message(),
                            peers.known(session.id(), claimed(session)),
                            Printable.reason(reason)));
        }
    }

    @Override
    public void ended(Session session, ChatLink link, String reason) {
        events.post(new NodeEvent.LinkClosed(peers.known(session.id(), link.remoteName()), reason));
    }

    @Override
    public void reportUnknown(PeerId peer, String type) {
        LOG.log(Level.INFO, "{0} sent a frame of the unknown type ''{1}''", peer.shortForm(), type);
    }

    @Override
    public void reportUnreached(PeerId peer, Exception failure) {
        LOG.log(
                Level.DEBUG,
                () -> "no link to " + peer.shortForm() + ": " + Printable.reason(failure));
    }

    /** Uses the one session of a peer. */
    <T> T with(PeerId id, Use<T> use) throws IOException {
        Session session = hold(id);
        try {
            return use.make(session);
        } finally {
            session.release();
        }
    }

    private void serve(Session session, AgreedLink agreed) throws IOException {
        if (session.links().all().size() >= MAX_LINKS) {
            agreed.reportViolation(
                    new ProtocolViolationException("more than " + MAX_LINKS + " links at once"));
            return;
        }
        ChatLink chat = chat(session, agreed, false);
        Thread.currentThread().setName("peerlink link-reader " + session.id().shortForm());
        chat.run();
    }

    private void drainInboxes(long end) throws InterruptedException {
        for (Session session : sessions.values()) {
            session.inbox().drain(end);
        }
    }

    /** Drops our messages that nobody has acknowledged for long. */
    private void expire() {
        if (expiry.isClockDoubted().getAsBoolean()) {
            return;
        }
        MessageStore.Elapsed now = context.elapsed().follow();
        long last = now.millis() - expiry.after().toMillis();
        IOException reason =
                new IOException("not delivered within %d days".formatted(expiry.after().toDays()));
        sessions.values().forEach(session -> session.expire(last, reason));
        note(now);
    }

    private void note(MessageStore.Elapsed now) {
        if (context.keepsMessages()) {
            context.store().apply(new MessageStore.Change.Pass(now), _ -> {});
        }
    }

    /** Returns the one session of a peer, which is not forgotten before it is released. */
    private Session hold(PeerId id) throws IOException {
        if (closed) {
            throw new NodeEndedException("the node has ended");
        }
        if (sessions.size() > MAX_IDLE && !sessions.containsKey(id)) {
            forgetIdle();
        }
        while (true) {
            Session known = sessions.get(id);
            MessageStore.PeerState kept = known == null ? context.store().read(id) : null;
            Session held =
                    sessions.compute(
                            id,
                            (_, now) -> {
                                Session session = now;
                                if (session == null && kept != null) {
                                    session = new Session(id, context, this, kept);
                                }
                                if (session != null) {
                                    session.hold();
                                }
                                return session;
                            });
            if (held == null) {
                continue; // it was forgotten meanwhile
            }
            if (refusing) {
                held.inbox().refuse();
            }
            return held;
        }
    }

    private void forgetIdle() {
        for (PeerId id : sessions.keySet()) {
            // atomic with hold(): a session in somebody's hands stays
            sessions.computeIfPresent(id, (_, session) -> session.isIdle() ? null : session);
        }
    }

    /** Makes a peer that was reached a contact before the link is read: what it says there is no request. */
    private void pin(Peer peer, AgreedLink link) throws IOException {
        boolean pinned = false;
        try {
            peers.pinning().pin(peer);
            pinned = true;
        } finally {
            if (!pinned) {
                link.close();
            }
        }
    }

    private ChatLink chat(Session session, AgreedLink link, boolean dialled) throws IOException {
        ChatLink chat = session.links().add(link, dialled, admission.policy(link.info()));
        events.post(
                new NodeEvent.LinkOpened(
                        peers.known(session.id(), link.remoteName()), chat.info()));
        if (closed || !peers.admits(session.id())) {
            // it ended, or the peer was blocked, while the link was being made
            chat.end("the link is not wanted", true);
            throw new IOException("the link is not wanted");
        }
        return chat;
    }

    private PeerName claimed(Session session) {
        Contact contact = peers.contacts().byId(session.id());
        if (contact != null) {
            return contact.name();
        }
        return session.links().all().stream()
                .findFirst()
                .map(ChatLink::remoteName)
                .orElseGet(() -> StandInName.of(session.id()));
    }
}
