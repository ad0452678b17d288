package peerlink.transport.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.PeerId;
import peerlink.api.Transport;

/**
 * Dials with the {@code tls} transport from a chosen address of this machine's: one machine's load
 * looks as if it came from many. It listens nowhere.
 */
public final class SourceTransport implements Transport {
    private static final MixedCrypto CRYPTO = new MixedCrypto();

    private final InetAddress source;

    /**
     * @param source such as 127.1.2.3, of which Linux has 2^24 without being told
     */
    public SourceTransport(InetAddress source) {
        this.source = source;
    }

    @Override
    public String scheme() {
        return TlsTransport.SCHEME;
    }

    @Override
    public Link connect(Address address, Identity identity, LinkPolicy policy, PeerId expected)
            throws IOException {
        var credentials = new Credentials(CRYPTO, identity);
        var handshake =
                new Handshake(
                        credentials,
                        policy.postQuantum(),
                        TlsLimits.DEFAULT,
                        InstantSource.system());
        return handshake.asClient(dial(address), TlsLimits.DEFAULT.connect(), expected);
    }

    /** Opens a connection on which nothing is said yet. */
    public Socket open(Address address) throws IOException {
        var socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(source, 0));
            socket.connect(
                    new InetSocketAddress(InetAddress.ofLiteral(address.host()), address.port()),
                    Math.toIntExact(TlsLimits.DEFAULT.connect().toMillis()));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Wire dial(Address address) throws IOException {
        return new SocketWire(open(address), () -> {});
    }

    @Override
    public Listener listen(
            Address address, Identity identity, LinkPolicy policy, LinkHandler onLink) {
        throw new UnsupportedOperationException("only dials");
    }
}
