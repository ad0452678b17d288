package peerlink.core.session;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Delivery;
import peerlink.api.Draft;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerUnavailableException;
import peerlink.core.admission.Admission;
import peerlink.core.admission.Requests;
import peerlink.core.exchange.OutgoingMessage;
import peerlink.core.link.AgreedLink;
import peerlink.core.model.EventSink;
import peerlink.core.model.NodeEndedException;
import peerlink.core.peer.Peers;
import peerlink.core.store.JournalStore;
import peerlink.core.store.MessageStore;

/**
 * Holds the one session of each peer. Creates it at its first use, and forgets it once it is idle
 * and others need the room. Safe for use by several threads.
 *
 * <p>The file is longer than most, as the start, the drain and the end of all sessions must agree.
 */
public final class Sessions implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Sessions.class.getName());

    /** The number of sessions beyond which idle ones are forgotten. */
    static final int MAX_IDLE = 1024;

    private final SessionContext context;
    private final Peers peers;
    private final LinkProvider links;
    private final HandlerRegistry handlers;
    private final SessionEvents events;
    private final AcceptedRequests requests;
    private final Intake intake;
    private final MessageExpiry expiry;
    private final KeyedSending keyed;
    private final ConcurrentHashMap<PeerId, Session> sessions = new ConcurrentHashMap<>();
    private final String idPrefix = Long.toUnsignedString(new SecureRandom().nextLong(), 36) + "-";
    private final AtomicLong lastId = new AtomicLong();
    private volatile boolean refusing;
    private final OutgoingFilters filters;
    private volatile boolean closed;

    /** A use of a session. */
    interface Use<T> {
        T make(Session session) throws IOException;
    }

    public Sessions(
            SessionContext context,
            Peers peers,
            LinkProvider links,
            HandlerRegistry handlers,
            OutgoingFilters filters,
            MessageRenderers renderers,
            EventSink events,
            Admission admission,
            Requests requests,
            MessageExpiry.Terms expiry) {
        this.context = context;
        this.peers = peers;
        this.links = links;
        this.handlers = handlers;
        this.filters = filters;
        HandlerDispatch handling =
                new HandlerDispatch(
                        peers,
                        handlers,
                        renderers,
                        events,
                        peer -> new PeerConversation(this::send, peers, peer));
        this.events = new SessionEvents(peers, events, handling);
        this.requests = new AcceptedRequests(requests, handling, context.store());
        this.intake = new Intake(admission::verdict, this.requests, handling);
        this.expiry = new MessageExpiry(context, expiry, sessions::values);
        this.keyed = new KeyedSending(context);
        AtomicBoolean hadRoom = new AtomicBoolean();
        context.store()
                .journal()
                .listen(
                        now -> {
                            boolean hasRoom = now.full() == null;
                            if (hadRoom.getAndSet(hasRoom) != hasRoom && hasRoom) {
                                sessions.values()
                                        .forEach(
                                                session -> session.handlerQueue().journalHasRoom());
                            }
                        });
    }

    public Delivery send(Peer peer, String type, Bytes content) throws IOException {
        return submit(peer, type, content, null);
    }

    /**
     * Sends a message unless one was sent with the same key in the last seven days.
     *
     * @return the earlier message's id, or the new message's way
     * @throws IOException if it can't be sent, or the earlier message went to another peer
     */
    public KeyedSending.Sent send(Peer peer, String type, Bytes content, KeyedSending.Key key)
            throws IOException {
        return keyed.send(peer, key, () -> submit(peer, type, content, key.text()));
    }

    /** Returns the message that was sent with a key in the last seven days. */
    public Optional<JournalStore.Keyed> sent(KeyedSending.Key key) throws IOException {
        return keyed.find(key);
    }

    private OutgoingMessage submit(Peer peer, String type, Bytes content, @Nullable String key)
            throws IOException {
        peers.requireTrusted(peer);
        if (peer.id().equals(peers.self())) {
            throw new PeerUnavailableException(peer.name() + " is this node itself");
        }
        String id = idPrefix + Long.toString(lastId.incrementAndGet(), 36);
        Draft draft = filters.filtered(new Draft(peer, type, content));
        Message message =
                new Message(
                        id,
                        peers.self(),
                        peer.id(),
                        draft.type(),
                        draft.content(),
                        context.clock().instant());
        return with(
                peer.id(),
                session -> {
                    // before it can answer: an answer is no request
                    peers.pin(peer);
                    return session.send(message, key);
                });
    }

    /** Opens a link for messages unless there is one. */
    public LinkInfo connect(Peer peer) throws IOException {
        return with(peer.id(), session -> session.links().any(peer).info());
    }

    /** Serves a link that a peer has opened, until it ends. */
    public void accept(Link link) throws IOException {
        if (!(link instanceof AgreedLink agreed)) {
            throw new IllegalArgumentException("not a link of this network");
        }
        Session session = hold(link.info().remote());
        try {
            session.links().accept(agreed);
        } finally {
            session.release();
        }
    }

    /** Sends at once the messages that wait for a peer, which a directory has found. */
    public void appeared(PeerId peer) {
        Session session = sessions.get(peer);
        if (session != null) {
            session.appeared();
        }
    }

    /**
     * Has all links prove that they are alive, and opens at once those that are wanted: the network
     * has changed or is back, or the machine has slept.
     *
     * @param isLost tells whether the machine has no longer the address at this end of a link
     */
    public void networkChanged(Predicate<Address> isLost) {
        sessions.values().forEach(session -> session.networkChanged(isLost));
    }

    /** Tries lost links at once, as a directory that was out of reach is back. */
    public void othersReached() {
        sessions.values().forEach(Session::othersReached);
    }

    /** Tells whether there is a link for messages with a peer. */
    public boolean isLinked(PeerId peer) {
        return !links(peer).isEmpty();
    }

    /** Returns the links with a peer over which a signal can go, the newest first. */
    public List<LinkInfo> signalling(PeerId peer) {
        Session session = sessions.get(peer);
        return session == null ? List.of() : session.links().signalling();
    }

    /**
     * Has a signal written on a link. Returns at once.
     *
     * @throws IOException if the link has ended, or doesn't get rid of earlier ones
     */
    public void signal(LinkInfo link, Bytes content) throws IOException {
        Session session = sessions.get(link.remote());
        if (session == null) {
            throw new IOException("the link has ended");
        }
        session.links().signal(link, content);
    }

    public List<MessageLink> links(PeerId peer) {
        Session session = sessions.get(peer);
        return session == null ? List.of() : List.copyOf(session.links().all());
    }

    /**
     * Measures the round trip of a link for messages.
     *
     * @return empty if the link is no such one, has ended, or does not answer in time
     */
    public Optional<Duration> roundTrip(LinkInfo link, Duration patience)
            throws InterruptedException {
        Session session = sessions.get(link.remote());
        return session == null ? Optional.empty() : session.links().roundTrip(link, patience);
    }

    /** Returns all sessions. */
    public Collection<Session> all() {
        return sessions.values();
    }

    /** Returns the peers that have links for messages now, each under the name that it claims. */
    public List<Peer> connected() {
        return sessions.values().stream()
                .filter(session -> !session.links().all().isEmpty())
                .map(session -> new Peer(session.id(), session.links().claimedName(), List.of()))
                .toList();
    }

    /**
     * Returns all sessions with messages that wait. Reads the missing ones from the store, as a
     * node that only sends has read no more than it needed.
     */
    public Collection<Session> waiting() throws IOException {
        if (!context.takesMessages()) {
            for (PeerId peer : context.store().busy()) {
                with(peer, session -> session);
            }
        }
        return all();
    }

    /** Returns the time for which a message of ours has waited. */
    public Duration waited(OutgoingMessage outgoing) {
        return Duration.ofMillis(Math.max(0, context.elapsed().millis() - outgoing.queuedAt()));
    }

    /**
     * Follows a change of a contact. Ends the links of a blocked contact, and hands over the
     * request of an accepted one.
     */
    public void contactChanged(PeerId id) {
        Session session = sessions.get(id);
        if (session != null && !peers.admits(id)) {
            session.links().close("blocked");
        }
        handOverRequest(id);
    }

    /**
     * Starts the handlers, and sends the messages that an earlier run has left. Messages that came
     * in before wait for that.
     */
    public void ready() throws IOException {
        if (context.takesMessages()) {
            for (PeerId peer : context.store().busy()) {
                with(
                        peer,
                        session -> {
                            session.start();
                            return session;
                        });
            }
            // requests accepted in an earlier run that ended before the handlers were done with
            // them
            requests.due().forEach(this::handOverRequest);
        }
        expiry.start();
        context.ready().countDown();
    }

    /** Accepts no more messages of peers, which get no acknowledgements for them. */
    public void refuse() {
        refusing = true;
        sessions.values().forEach(session -> session.handlerQueue().refuse());
    }

    /**
     * Waits until our messages are acknowledged, and the handlers have seen that and all accepted
     * messages. Returns early at a time of {@link System#nanoTime}. The handlers may still answer.
     */
    public void drain(long end) throws InterruptedException {
        drainHandlerQueues(end);
        for (Session session : sessions.values()) {
            session.drain(end);
        }
        drainHandlerQueues(end);
    }

    /**
     * Sends no more messages and interrupts the handlers. Leaves their unfinished work to the next
     * run.
     */
    public void stop() {
        if (!closed) {
            expiry.note();
        }
        closed = true;
        links.end();
        handlers.end();
        int left = 0;
        for (Session session : sessions.values()) {
            session.stop();
            left += session.handlerQueue().close();
        }
        // after that, as a handler that is cut off has not finished
        handlers.interrupt();
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

    /** Uses the one session of a peer. */
    <T> T with(PeerId id, Use<T> use) throws IOException {
        Session session = hold(id);
        try {
            return use.make(session);
        } finally {
            session.release();
        }
    }

    private void handOverRequest(PeerId id) {
        if (!requests.isDue(id)) {
            return;
        }
        try {
            with(
                    id,
                    session -> {
                        session.handOverRequest();
                        return session;
                    });
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the node has ended; the next one hands the request over");
        }
    }

    private void drainHandlerQueues(long end) throws InterruptedException {
        for (Session session : sessions.values()) {
            session.handlerQueue().drain(end);
        }
    }

    /** Returns the one session of a peer, which is not forgotten before its release. */
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
                                    session = new Session(id, context, links, events, intake, kept);
                                }
                                if (session != null) {
                                    session.hold();
                                }
                                return session;
                            });
            if (held == null) {
                continue; // another thread has forgotten it meanwhile
            }
            if (refusing) {
                held.handlerQueue().refuse();
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
}
