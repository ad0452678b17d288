package peerlink.core;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import peerlink.api.Bytes;
import peerlink.api.Delivery;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Protocol;

/** The exchange of messages with all peers. */
final class Sessions implements AutoCloseable {
    static final Protocol PROTOCOL = new Protocol("peerlink", 1);

    /** How many links for messages a peer may open. */
    static final int MAX_LINKS = 16;

    private static final System.Logger LOG = System.getLogger(Sessions.class.getName());

    /** How many sessions there may be before the idle ones are forgotten. */
    static final int MAX_IDLE = 1024;

    private final Peers peers;
    private final Dialer dialer;
    private final HandlerRegistry handlers;
    private final EventQueue events;
    private final InstantSource clock;
    private final Admission admission;
    private final Arrivals arrivals;
    private final ConcurrentHashMap<PeerId, Session> sessions = new ConcurrentHashMap<>();
    private final String idPrefix = Long.toUnsignedString(new SecureRandom().nextLong(), 36) + "-";
    private final AtomicLong lastId = new AtomicLong();
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile boolean refusing;
    private volatile boolean closed;

    /** What is done with a session. */
    interface Use<T> {
        T make(Session session) throws IOException;
    }

    Sessions(
            Peers peers,
            Dialer dialer,
            HandlerRegistry handlers,
            EventQueue events,
            InstantSource clock,
            Admission admission,
            Requests requests) {
        this.peers = peers;
        this.dialer = dialer;
        this.handlers = handlers;
        this.events = events;
        this.clock = clock;
        this.admission = admission;
        this.arrivals = new Arrivals(this, admission, requests, peers, handlers, events);
    }

    Delivery send(Peer peer, String type, Bytes content) throws IOException {
        peers.contacts().requireTrusted(peer);
        String id = idPrefix + Long.toString(lastId.incrementAndGet(), 36);
        Message message = new Message(id, peers.self(), peer.id(), type, content, clock.instant());
        return with(
                peer.id(),
                session -> {
                    session.link(peer);
                    // before it can answer: an answer is no request
                    peers.pinning().pin(peer);
                    return session.send(peer, message);
                });
    }

    /** Opens a link for messages unless there is one. */
    LinkInfo connect(Peer peer) throws IOException {
        return with(peer.id(), session -> session.link(peer).info());
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

    List<ChatLink> links(PeerId peer) {
        Session session = sessions.get(peer);
        return session == null ? List.of() : List.copyOf(session.links());
    }

    /** Returns the peers that have links for messages now, each under the name that it claims. */
    List<Peer> connected() {
        return sessions.values().stream()
                .flatMap(
                        session ->
                                session.links().stream()
                                        .limit(1)
                                        .map(
                                                link ->
                                                        new Peer(
                                                                session.id(),
                                                                link.remoteName(),
                                                                List.of())))
                .toList();
    }

    /** Returns what becomes of what the peers send. */
    Arrivals arrivals() {
        return arrivals;
    }

    /** Closes the links with those who are blocked. */
    void disconnectBlocked() {
        for (Session session : sessions.values()) {
            if (!peers.admits(session.id())) {
                session.close("blocked");
            }
        }
    }

    /** Lets the handlers begin; messages that have come before wait for that. */
    void ready() {
        // those accepted in an earlier run that ended before the handlers were done with them
        arrivals.handOverRequests();
        ready.countDown();
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
            for (ChatLink link : session.links()) {
                link.drain(end);
            }
        }
        drainInboxes(end);
    }

    /** Sends no more messages and interrupts the handlers; what they have not done is dropped. */
    void stop() {
        closed = true;
        handlers.end();
        int dropped = sessions.values().stream().mapToInt(session -> session.inbox().close()).sum();
        if (dropped > 0) {
            LOG.log(
                    Level.WARNING,
                    "the node ended before handlers were done with {0} messages",
                    dropped);
        }
    }

    @Override
    public void close() {
        stop();
        sessions.values().forEach(session -> session.close("the node has ended"));
    }

    private void serve(Session session, AgreedLink agreed) throws IOException {
        if (session.links().size() >= MAX_LINKS) {
            LOG.log(
                    Level.INFO,
                    "{0} opened more than {1} links",
                    session.id().shortForm(),
                    MAX_LINKS);
            return;
        }
        ChatLink chat = chat(session, agreed);
        Thread.currentThread().setName("peerlink reader " + session.id().shortForm());
        chat.run();
    }

    private void drainInboxes(long end) throws InterruptedException {
        for (Session session : sessions.values()) {
            session.inbox().drain(end);
        }
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

    /** Returns the one session of a peer, which is not forgotten before it is released. */
    private Session hold(PeerId id) throws IOException {
        if (closed) {
            throw new IOException("the node has ended");
        }
        if (sessions.size() > MAX_IDLE && !sessions.containsKey(id)) {
            forgetIdle();
        }
        Session held =
                sessions.compute(
                        id,
                        (_, known) -> {
                            Session session =
                                    known == null ? new Session(id, this::open, ready) : known;
                            session.hold();
                            return session;
                        });
        if (refusing) {
            held.inbox().refuse();
        }
        return held;
    }

    private void forgetIdle() {
        for (PeerId id : sessions.keySet()) {
            // atomic with hold(): a session in somebody's hands stays
            sessions.computeIfPresent(id, (_, session) -> session.isIdle() ? null : session);
        }
    }

    private ChatLink open(Session session, Peer peer) throws IOException {
        AgreedLink link = dialer.dial(peer, PROTOCOL);
        if (!dialer.isOneWay()) {
            pin(peer, link);
        }
        ChatLink chat = chat(session, link);
        Thread.ofVirtual().name("peerlink reader " + session.id().shortForm()).start(chat::run);
        return chat;
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

    private ChatLink chat(Session session, AgreedLink link) throws IOException {
        ChatLink chat =
                new ChatLink(
                        link,
                        peers.self(),
                        arrivals.listener(
                                session, link.remoteName(), admission.policy(link.info())));
        session.add(chat);
        events.post(
                new NodeEvent.LinkOpened(
                        peers.known(session.id(), link.remoteName()), chat.info()));
        if (closed || !peers.admits(session.id())) {
            // it ended, or the peer was blocked, while the link was being made
            chat.end("the link is not wanted");
            throw new IOException("the link is not wanted");
        }
        return chat;
    }
}
