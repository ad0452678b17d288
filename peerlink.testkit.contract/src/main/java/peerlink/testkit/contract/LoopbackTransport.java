package peerlink.testkit.contract;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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
 * sides prove their keys, as a real transport has them do. Each instance is a network of its own:
 * give one instance to all the nodes that shall reach each other. Links can be cut, and be slow.
 *
 * <p>Its addresses are {@code loopback://HOST:PORT}; the host is any name, port 0 asks for a free
 * one.
 */
public final class LoopbackTransport implements Transport {
    private static final int FIRST_FREE_PORT = 10_000;

    private final InstantSource clock;
    private final boolean asksForProof;
    private final Map<Address, LoopbackListener> listeners = new ConcurrentHashMap<>();
    private final Set<LoopbackLink> links = ConcurrentHashMap.newKeySet();
    private final KeyProofs proofs = new KeyProofs();
    private final Set<Pair> cut = ConcurrentHashMap.newKeySet();
    private final Map<Pair, Long> delays = new ConcurrentHashMap<>();
    private final List<Violation> violations = new CopyOnWriteArrayList<>();
    private final AtomicInteger nextPort = new AtomicInteger(FIRST_FREE_PORT);

    /** A rule that the other side of a link broke, as a peer reports. */
    private record Violation(PeerId by, String rule) {}

    /** Makes a transport that believes everybody, to show that a contract test fails. */
    static LoopbackTransport credulous() {
        return new LoopbackTransport(InstantSource.system(), false);
    }

    /** Two peers, in the order of their ids. */
    private record Pair(PeerId one, PeerId other) {
        static Pair of(PeerId one, PeerId other) {
            return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
        }
    }

    public LoopbackTransport() {
        this(InstantSource.system());
    }

    /**
     * @param clock tells {@link LinkInfo#since}
     */
    public LoopbackTransport(InstantSource clock) {
        this(clock, true);
    }

    private LoopbackTransport(InstantSource clock, boolean asksForProof) {
        this.clock = clock;
        this.asksForProof = asksForProof;
    }

    @Override
    public String scheme() {
        return "loopback";
    }

    @Override
    @SuppressWarnings("exports") // callers that compile against this need no JSpecify
    public Link connect(
            Address address, Identity identity, LinkPolicy policy, @Nullable PeerId expected)
            throws IOException {
        requireOwn(address);
        LoopbackListener listener = listeners.get(address);
        if (listener == null) {
            throw new IOException("nobody listens on " + address.hostAndPort());
        }
        if (asksForProof) {
            proofs.require(listener.identity());
            proofs.require(identity);
        }
        PeerId remote = listener.identity().id();
        if (expected != null && !expected.equals(remote)) {
            throw new IdentityMismatchException(expected, remote);
        }
        Pair pair = Pair.of(identity.id(), remote);
        if (cut.contains(pair)) {
            throw new IOException("no way to " + address.hostAndPort());
        }
        Address dialer = Address.of(scheme(), address.host(), nextPort.getAndIncrement());
        LoopbackPipe there = pipe(pair);
        LoopbackPipe back = pipe(pair);
        LoopbackLink near =
                link(identity.id(), info(remote, dialer, address, Origin.DIALLED), back, there);
        LoopbackLink far =
                link(remote, info(identity.id(), address, dialer, Origin.ACCEPTED), there, back);
        if (!listener.accept(far)) {
            far.close();
            near.close();
            throw new IOException(address.hostAndPort() + " has as many links as it takes");
        }
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
                        actual,
                        identity,
                        policy,
                        onLink,
                        closed -> listeners.remove(actual, closed));
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

    /** Breaks the links of two peers, and lets them open no others until they are mended. */
    public void cut(PeerId one, PeerId other) {
        Pair pair = Pair.of(one, other);
        cut.add(pair);
        links.stream().filter(link -> link.isOf(one, other)).forEach(LoopbackLink::cut);
    }

    /** Lets two peers open links again. */
    public void mend(PeerId one, PeerId other) {
        cut.remove(Pair.of(one, other));
    }

    /** Returns the rules that others broke on the links of a peer, as it has reported them. */
    public List<String> violations(PeerId reporter) {
        return violations.stream()
                .filter(violation -> violation.by().equals(reporter))
                .map(Violation::rule)
                .toList();
    }

    /** Has each frame between two peers take a time from now on, also on open links. */
    public void slow(PeerId one, PeerId other, Duration delay) {
        delays.put(Pair.of(one, other), delay.toNanos());
    }

    private LoopbackPipe pipe(Pair pair) {
        return new LoopbackPipe(() -> delays.getOrDefault(pair, 0L));
    }

    private LoopbackLink link(
            PeerId self, LinkInfo info, LoopbackPipe incoming, LoopbackPipe outgoing) {
        LoopbackLink link =
                new LoopbackLink(
                        self,
                        info,
                        incoming,
                        outgoing,
                        rule -> violations.add(new Violation(self, rule)),
                        links::remove);
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
