package peerlink.api.contract;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkInfo;
import peerlink.api.LinkInfo.Origin;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.PeerId;
import peerlink.api.Transport;

/**
 * Carries frames inside one process, for tests: no sockets, no encryption, the same contract. Both
 * sides prove their keys, as a real transport has them do.
 * Each instance is a network of its own: give one instance to all the nodes that shall reach each
 * other.
 *
 * <p>Its addresses are {@code loopback://HOST:PORT}; the host is any name, port 0 asks for a free
 * one.
 */
public final class LoopbackTransport implements Transport {
    private static final int FIRST_FREE_PORT = 10_000;

    private final InstantSource clock;
    private final Map<Address, LoopbackListener> listeners = new ConcurrentHashMap<>();
    private final Set<LoopbackLink> links = ConcurrentHashMap.newKeySet();
    private final KeyProofs proofs = new KeyProofs();
    private final AtomicInteger nextPort = new AtomicInteger(FIRST_FREE_PORT);

    public LoopbackTransport() {
        this(InstantSource.system());
    }

    /**
     * @param clock tells {@link LinkInfo#since}
     */
    public LoopbackTransport(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String scheme() {
        return "loopback";
    }

    @Override
    public Link connect(
            Address address, Identity identity, LinkPolicy policy, @Nullable PeerId expected)
            throws IOException {
        requireOwn(address);
        LoopbackListener listener = listeners.get(address);
        if (listener == null) {
            throw new IOException("nobody listens on " + address.hostAndPort());
        }
        proofs.require(listener.identity());
        proofs.require(identity);
        PeerId remote = listener.identity().id();
        if (expected != null && !expected.equals(remote)) {
            throw new IdentityMismatchException(expected, remote);
        }
        Address dialer = Address.of(scheme(), address.host(), nextPort.getAndIncrement());
        LoopbackPipe there = new LoopbackPipe();
        LoopbackPipe back = new LoopbackPipe();
        LoopbackLink near = link(info(remote, dialer, address, Origin.DIALLED), back, there);
        listener.accept(link(info(identity.id(), address, dialer, Origin.ACCEPTED), there, back));
        return near;
    }

    @Override
    public Listener listen(
            Address address, Identity identity, LinkPolicy policy, LinkHandler onLink)
            throws IOException {
        requireOwn(address);
        Address actual =
                address.port() == 0
                        ? Address.of(scheme(), address.host(), nextPort.getAndIncrement())
                        : address;
        LoopbackListener listener =
                new LoopbackListener(
                        actual, identity, onLink, closed -> listeners.remove(actual, closed));
        if (listeners.putIfAbsent(actual, listener) != null) {
            throw new IOException(
                    "can't listen on " + actual.hostAndPort() + ": address already in use");
        }
        return listener;
    }

    /**
     * Breaks every link of this network at once: both ends fail, frames on their way are lost. New
     * links still work.
     */
    public void cutLinks() {
        links.forEach(LoopbackLink::cut);
    }

    private LoopbackLink link(LinkInfo info, LoopbackPipe incoming, LoopbackPipe outgoing) {
        LoopbackLink link = new LoopbackLink(info, incoming, outgoing, links::remove);
        links.add(link);
        return link;
    }

    private LinkInfo info(PeerId remote, Address local, Address there, Origin origin) {
        return new LinkInfo(
                remote, local, there, origin, "loopback", "none", "none", "none", clock.instant());
    }

    private void requireOwn(Address address) {
        if (!address.scheme().equals(scheme())) {
            throw new IllegalArgumentException("not a loopback address: '" + address + "'");
        }
    }
}
