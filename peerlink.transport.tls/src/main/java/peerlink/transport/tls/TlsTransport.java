package peerlink.transport.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Circuit;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkInfo.Path;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.Transport;

/**
 * Opens and accepts links over TLS 1.3 and TCP; addresses are {@code tls://HOST:PORT}.
 *
 * <p>Both sides present one self-signed certificate with an Ed25519 or ECDSA P-256 key. The key is
 * the peer: names and dates in the certificate mean nothing. The key exchange is X25519MLKEM768;
 * where {@link peerlink.api.PostQuantum#PREFERRED} allows it, X25519 or P-256 with a side that
 * lacks that. The cipher is AES-GCM.
 *
 * <p>A host name with several addresses is tried at one after the other. A client has 10 seconds to
 * authenticate. 1024 connections to a listener may be unauthenticated at once, 256 from one host. A
 * listener accepts connections as long as there are fewer than its {@link LinkPolicy} says, through
 * all listeners of one instance; from this machine itself all of them may come. Connections beyond
 * that are dropped.
 *
 * <p>It also makes links over circuits of any {@link peerlink.api.Carrier}, by the same handshake.
 */
public final class TlsTransport implements Transport {
    static final String SCHEME = "tls";

    /** Suffices for a team that reconnects at once. */
    private static final int BACKLOG = 512;

    /** The longest time for the handshake of a meeting: the other side may not be the peer. */
    private static final Duration MEETING = Duration.ofSeconds(4);

    private final MixedCrypto crypto = new MixedCrypto();
    private final TlsLimits limits;
    private final HostQuota connections = new HostQuota();
    private final Meetings meetings = new Meetings();
    private final InstantSource clock;

    public TlsTransport() {
        this(TlsLimits.DEFAULT, InstantSource.system());
    }

    TlsTransport(TlsLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the address is not {@code tls://HOST:PORT}, or the
     *     identity's key is neither Ed25519 nor ECDSA P-256 or did not sign its certificate
     */
    @Override
    public Link connect(
            Address address, Identity identity, LinkPolicy policy, @Nullable PeerId expected)
            throws IOException {
        requireOwn(address);
        Handshake handshake = handshake(identity, policy);
        TcpDialer dialer = new TcpDialer(address, limits.connect());
        Wire wire = dialer.dial();
        return handshake.asClient(wire, dialer.remaining(), expected);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException as {@link #connect(Address, Identity, LinkPolicy, PeerId)}
     */
    @Override
    public Link connectFrom(
            Address local,
            Address address,
            Identity identity,
            LinkPolicy policy,
            @Nullable PeerId expected)
            throws IOException {
        requireOwn(address);
        Handshake handshake = handshake(identity, policy);
        TcpDialer dialer = new TcpDialer(SharedPort.end(local), address, limits.connect());
        Wire wire = dialer.dial();
        return handshake.asClient(wire, dialer.remaining(), expected);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the remote address is not {@code tls://NUMBER:PORT}
     */
    @Override
    public Link meet(Meeting meeting, Identity identity, LinkPolicy policy) throws IOException {
        requireOwn(meeting.remote());
        Handshake handshake = handshake(identity, policy);
        Wire wire = new SocketWire(meetings.connect(meeting), () -> {});
        return meeting.begins()
                ? handshake.asClient(wire, MEETING, meeting.peer(), Path.PUNCHED)
                : handshake.asServer(wire, MEETING, meeting.peer(), Path.PUNCHED);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the address is not {@code tls://HOST:PORT}, or the
     *     identity's key is neither Ed25519 nor ECDSA P-256 or did not sign its certificate
     */
    @Override
    public Listener listen(
            Address address, Identity identity, LinkPolicy policy, LinkHandler onLink)
            throws IOException {
        requireOwn(address);
        Handshake handshake = handshake(identity, policy);
        ServerSocket server = bind(address);
        Address actual = Address.of(SCHEME, address.host(), server.getLocalPort());
        TlsListener listener =
                new TlsListener(
                        actual, server, handshake, limits, policy, connections, meetings, onLink);
        listener.start();
        return listener;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the identity's key is neither Ed25519 nor ECDSA P-256 or
     *     did not sign its certificate
     */
    @Override
    public Link connect(Circuit circuit, Identity identity, LinkPolicy policy, PeerId expected)
            throws IOException {
        return handshake(circuit, identity, policy)
                .asClient(new CircuitWire(circuit), limits.connect(), expected);
    }

    /**
     * {@inheritDoc} The bounds of a listener don't count for it: a carrier has bounds of its own.
     *
     * @throws IllegalArgumentException if the identity's key is neither Ed25519 nor ECDSA P-256 or
     *     did not sign its certificate
     */
    @Override
    public void accept(Circuit circuit, Identity identity, LinkPolicy policy, LinkHandler onLink)
            throws IOException {
        Link link =
                handshake(circuit, identity, policy)
                        .asServer(new CircuitWire(circuit), limits.handshake(), null);
        LinkThread.start(link, onLink);
    }

    /** Closes the circuit if there can be no handshake with the identity. */
    private Handshake handshake(Circuit circuit, Identity identity, LinkPolicy policy) {
        try {
            return handshake(identity, policy);
        } catch (RuntimeException e) {
            circuit.close();
            throw e;
        }
    }

    private Handshake handshake(Identity identity, LinkPolicy policy) {
        return new Handshake(
                new Credentials(crypto, identity), policy.postQuantum(), limits, clock);
    }

    private static ServerSocket bind(Address address) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            InetAddress host = InetAddress.getByName(address.host());
            server.bind(new InetSocketAddress(host, address.port()), BACKLOG);
            SharedPort.share(server);
            return server;
        } catch (UnknownHostException e) {
            server.close();
            throw LinkFailures.unknownHost(address, e);
        } catch (IOException e) {
            server.close();
            throw LinkFailures.ofListening(address, e);
        }
    }

    private static void requireOwn(Address address) {
        String path = address.uri().getRawPath();
        if (!address.scheme().equals(SCHEME)
                || address.uri().getHost() == null
                || address.uri().getPort() < 0
                || path != null && !path.isEmpty()) {
            throw new IllegalArgumentException(
                    "not a tls address: '%s' (such as tls://127.0.0.1:7001)"
                            .formatted(Printable.excerpt(address.toString())));
        }
    }
}
