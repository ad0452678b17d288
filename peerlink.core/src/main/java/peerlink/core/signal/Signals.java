package peerlink.core.signal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.DirectoryEvent;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;
import peerlink.api.Protocol;
import peerlink.api.ProtocolViolationException;
import peerlink.core.address.Candidates;
import peerlink.core.link.FoundLink;
import peerlink.core.link.LinkAcceptor;
import peerlink.core.link.ProtocolNetwork;
import peerlink.core.peer.DialQuota;
import peerlink.core.peer.Rendezvous;

/**
 * Has peers help to bring about links with this node, and helps those that ask for it. Safe for use
 * by several threads.
 */
public final class Signals implements Rendezvous, AutoCloseable {
    /**
     * The protocol of a link on which the side speaks first that was asked for the link. The other
     * one then says its own hello on the same link.
     */
    public static final Protocol REVERSE = SignalDesk.REVERSE;

    private static final System.Logger LOG = System.getLogger(Signals.class.getName());

    /** The most signals that are read at once; others are dropped. */
    private static final int READERS = 16;

    /** The most appeals of other peers that are under way. */
    private static final int MAX_INCOMING = 64;

    private final Predicate<PeerId> isContact;
    private final RandomGenerator random;
    private final SignalGate gate;
    private final SignalDesk desk;
    private final DialQuota<PeerId> asks;
    private final Semaphore readers = new Semaphore(READERS);
    private final Map<Bytes, Appeal> outgoing = new ConcurrentHashMap<>();

    /** The latest last; its monitor guards it. */
    private final Map<Bytes, AppealAnswer> incoming = new LinkedHashMap<>();

    private volatile boolean isClosed;

    /**
     * @param reception serves the links that come about at the wish of others
     * @param isContact tells the contacts, which may learn all addresses and be met at all theirs
     * @param admits tells the peers that may ask for a link
     * @param isDirect whether this node connects to peers without a relay, and they to it
     * @param random the source of the numbers of appeals; nobody can guess one
     */
    public Signals(
            ProtocolNetwork network,
            LinkAcceptor reception,
            SignalPost post,
            Candidates candidates,
            Predicate<PeerId> isContact,
            Predicate<PeerId> admits,
            InstantSource clock,
            LongSupplier nanoTime,
            boolean isDirect,
            RandomGenerator random) {
        this.isContact = isContact;
        this.random = random;
        this.gate =
                new SignalGate(
                        network.identity().id(), isContact, admits, clock, nanoTime, isDirect);
        this.desk =
                new SignalDesk(
                        network, reception, post, new OwnPlaces(candidates, isDirect), gate, clock);
        this.asks = new DialQuota<>(nanoTime);
    }

    @Override
    public Asking ask(PeerId peer, boolean mayBeRelayed, Found found) {
        if (isClosed || !asks.take(peer)) {
            found.ended();
            return () -> {};
        }
        byte[] number = new byte[Signal.NUMBER];
        random.nextBytes(number);
        Appeal appeal =
                new Appeal(
                        desk,
                        peer,
                        Bytes.wrap(number),
                        mayBeRelayed,
                        found,
                        ended -> outgoing.remove(ended.id()));
        outgoing.put(appeal.id(), appeal);
        appeal.start();
        return appeal;
    }

    /** Tells whether this node has asked the peer for a link, and waits for it. */
    public boolean isAsked(PeerId peer) {
        return outgoing.values().stream().anyMatch(appeal -> appeal.peer().equals(peer));
    }

    /**
     * Takes a link that a peer has opened because it was asked to: whoever waits for it goes on
     * with it. Returns when the link is closed.
     */
    public void reversed(Link link) throws IOException {
        Appeal appeal =
                outgoing.values().stream()
                        .filter(one -> one.peer().equals(link.info().remote()))
                        .findFirst()
                        .orElse(null);
        if (appeal == null) {
            return;
        }
        FoundLink wanted = new FoundLink(link, LinkInfo.Origin.DIALLED, SignalDesk.path(link));
        appeal.linked(wanted);
        wanted.awaitClosed();
    }

    /**
     * Takes a signal that a directory passes on, or that came over a link; returns at once.
     *
     * @param route the way that takes the answer
     */
    public void received(SignalRoute route, DirectoryEvent.Signalled signal) {
        boolean isRead = !route.isLink() || gate.isReadOverLink(signal.from());
        if (isClosed || !isRead || !readers.tryAcquire()) {
            return;
        }
        Thread.ofVirtual()
                .name("peerlink signal-reader")
                .start(
                        () -> {
                            try {
                                read(route, signal);
                            } catch (ProtocolViolationException e) {
                                LOG.log(Level.DEBUG, () -> SignalGate.refused(signal.from(), e));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } finally {
                                readers.release();
                            }
                        });
    }

    private void read(SignalRoute route, DirectoryEvent.Signalled signalled)
            throws ProtocolViolationException, InterruptedException {
        PeerId from = signalled.from();
        SealedSignal sealed = SealedSignal.read(signalled.data());
        Signal signal = sealed.signal();
        Optional<Address> origin = SignalGate.origin(route, signalled.observed());
        // cheap questions come before the signature
        switch (signal.step()) {
            case WANT -> {
                if (gate.isTold(signal)) {
                    return; // each way that leads here brings it
                }
                if (!gate.isHeard(from, route)) {
                    throw new ProtocolViolationException("it may not ask now");
                }
                gate.check(from, sealed);
                if (!gate.mayAsk(from)) {
                    throw new ProtocolViolationException("it asks too often");
                }
                if (!gate.isNew(signal)) {
                    throw new ProtocolViolationException("it was told before");
                }
                begin(
                        new AppealAnswer(
                                desk,
                                from,
                                route,
                                signal.appeal(),
                                gate.tried(signal, origin),
                                gate.triedAgain(signal, route.reached())));
            }
            case READY -> {
                Appeal appeal = outgoing.get(signal.appeal());
                if (appeal != null && appeal.peer().equals(from)) {
                    gate.check(from, sealed);
                    appeal.ready(route, gate.triedOfAsked(signal, origin));
                }
            }
            case GO -> {
                AppealAnswer answer = incoming(signal.appeal());
                if (answer != null && answer.peer().equals(from)) {
                    gate.check(from, sealed);
                    answer.go();
                }
            }
        }
    }

    private void begin(AppealAnswer answer) {
        AppealAnswer eldest = null;
        synchronized (incoming) {
            if (isClosed) {
                return;
            }
            incoming.put(answer.id(), answer);
            if (incoming.size() > MAX_INCOMING) {
                Iterator<AppealAnswer> all = incoming.values().iterator();
                eldest = all.next();
                all.remove();
            }
        }
        if (eldest != null) {
            eldest.close();
        }
        answer.begin(isContact.test(answer.peer()));
    }

    private @Nullable AppealAnswer incoming(Bytes id) {
        synchronized (incoming) {
            return incoming.get(id);
        }
    }

    /** Asks nobody any more, helps nobody, and closes the links for which this node was asked. */
    @Override
    public void close() {
        isClosed = true;
        outgoing.values().forEach(Appeal::close);
        List<AppealAnswer> all;
        synchronized (incoming) {
            all = List.copyOf(incoming.values());
            incoming.clear();
        }
        all.forEach(AppealAnswer::close);
        desk.close();
    }
}
