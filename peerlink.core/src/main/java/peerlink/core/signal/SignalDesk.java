package peerlink.core.signal;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;
import peerlink.api.Protocol;
import peerlink.core.link.FoundLink;
import peerlink.core.link.LinkAcceptor;
import peerlink.core.link.ProtocolNetwork;

/**
 * Does for all appeals what they have in common: signs and sends signals, and serves the links that
 * come about. Safe for use by several threads.
 */
final class SignalDesk implements AutoCloseable {
    /** {@link Signals#REVERSE}. */
    static final Protocol REVERSE = new Protocol("reverse", 1);

    private final ProtocolNetwork network;
    private final LinkAcceptor reception;
    private final SignalPost post;
    private final OwnPlaces places;
    private final SignalGate gate;
    private final InstantSource clock;
    private final Bytes key;
    private final Set<Link> served = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    /**
     * @param reception serves the links that come about at the wish of others
     */
    SignalDesk(
            ProtocolNetwork network,
            LinkAcceptor reception,
            SignalPost post,
            OwnPlaces places,
            SignalGate gate,
            InstantSource clock) {
        this.network = network;
        this.reception = reception;
        this.post = post;
        this.places = places;
        this.gate = gate;
        this.clock = clock;
        this.key = Bytes.wrap(network.identity().certificate().getPublicKey().getEncoded());
    }

    ProtocolNetwork network() {
        return network;
    }

    SignalPost post() {
        return post;
    }

    /** Tells whether this side begins the handshake when it meets the peer: the lower id does. */
    boolean begins(PeerId peer) {
        return network.identity().id().text().compareTo(peer.text()) < 0;
    }

    /**
     * Connects to an address that a signal has named.
     *
     * @throws IOException if no peer is found there, or the host was tried too often
     */
    Link connect(Address address, PeerId peer) throws IOException {
        take(address);
        return network.connect(address, peer);
    }

    /**
     * Meets a peer at an address that a signal has named.
     *
     * @throws IOException if no peer is found there, or the host was tried too often
     */
    Link meet(Address address, PeerId peer, Duration delay, Runnable onWaiting) throws IOException {
        take(address);
        return network.meet(address, peer, begins(peer), delay, onWaiting);
    }

    private void take(Address address) throws IOException {
        if (!gate.mayConnect(address)) {
            throw new IOException("this host was tried too often without a peer there");
        }
    }

    void proven(Address address) {
        gate.proven(address);
    }

    /**
     * Returns a signal with the addresses at which the addressee may meet this node.
     *
     * @param route the way that takes it
     * @param isKnown whether the addressee is a contact
     */
    Bytes sealed(SignalRoute route, PeerId to, Bytes appeal, Signal.Step step, boolean isKnown) {
        return sealed(to, appeal, step, places.forPeer(route, isKnown));
    }

    /** Returns a signal over a link to a contact that wants another one, over a relay too. */
    Bytes wantWithRelays(PeerId to, Bytes appeal) {
        return sealed(to, appeal, Signal.Step.WANT, places.withRelays());
    }

    private Bytes sealed(PeerId to, Bytes appeal, Signal.Step step, List<Address> addresses) {
        return SealedSignal.of(
                new Signal(key, to, clock.instant(), appeal, step, addresses), network.identity());
    }

    /** Has a signal passed on; returns at once. */
    void send(SignalRoute route, PeerId peer, Bytes signal, Consumer<IOException> onFailure) {
        Thread.ofVirtual()
                .name("peerlink signal-sender " + route.address())
                .start(
                        () -> {
                            try {
                                route.send(peer, signal);
                            } catch (IOException e) {
                                onFailure.accept(e);
                            }
                        });
    }

    /** Serves a link on which the other side speaks first, and which it may have been asked for. */
    void serve(Link link, Runnable kept) throws IOException {
        try (link) {
            kept.run();
            network.accept(link, reception);
        }
    }

    /**
     * Serves a link for which this node was asked.
     *
     * @param begins whether this side has begun the handshake, and so speaks first
     */
    void serveAsked(Link link, boolean begins) throws IOException {
        served.add(link);
        try (link) {
            if (isClosed) {
                return;
            }
            Link agreed = begins ? network.agree(link, REVERSE, false) : link;
            network.accept(new FoundLink(agreed, LinkInfo.Origin.ACCEPTED, path(link)), reception);
        } finally {
            served.remove(link);
        }
    }

    /** Returns the path of a link for which one side was asked. */
    static LinkInfo.Path path(Link link) {
        LinkInfo.Path way = link.info().path();
        return way == LinkInfo.Path.DIRECT ? LinkInfo.Path.REVERSED : way;
    }

    /** Closes the links for which this node was asked, and serves no more of them. */
    @Override
    public void close() {
        isClosed = true;
        served.forEach(Link::close);
    }
}
