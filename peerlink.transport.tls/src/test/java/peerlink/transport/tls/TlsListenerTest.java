package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkPolicy;
import peerlink.api.PostQuantum;
import peerlink.testkit.contract.TestIdentities;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TlsListenerTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");

    @Test
    void shortOfFilesItWaitsForBetterTimes() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        ServerSocket shortOfFiles =
                new ServerSocket(0, 10, InetAddress.getLoopbackAddress()) {
                    @Override
                    public Socket accept() throws IOException {
                        if (failures.incrementAndGet() <= 3) {
                            throw new SocketException("Too many open files");
                        }
                        return super.accept();
                    }
                };
        Address address = Address.of("tls", "127.0.0.1", shortOfFiles.getLocalPort());
        TlsListener listener =
                listener(
                        shortOfFiles, LinkPolicy.DEFAULT, link -> link.send(Bytes.utf8("at last")));
        listener.start();
        try (listener;
                Link link =
                        new TlsTransport().connect(address, ALICE, LinkPolicy.DEFAULT, BOB.id())) {
            assertEquals(Bytes.utf8("at last"), link.receive());
            assertTrue(failures.get() > 3);
        }
    }

    /** The next one would find no place if the first had kept its own. */
    @Test
    void shortOfMemoryItGivesBackThePlaceAndTheSocket() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        ServerSocket shortOfMemory =
                new ServerSocket(0, 10, InetAddress.getLoopbackAddress()) {
                    @Override
                    public Socket accept() throws IOException {
                        Socket socket =
                                connections.incrementAndGet() == 1
                                        ? new ShortOfMemory()
                                        : new Socket();
                        implAccept(socket);
                        return socket;
                    }
                };
        Address address = Address.of("tls", "127.0.0.1", shortOfMemory.getLocalPort());
        TlsListener listener =
                listener(
                        shortOfMemory,
                        LinkPolicy.DEFAULT.accepting(1, 1),
                        link -> link.send(Bytes.utf8("at last")));
        listener.start();
        try (listener) {
            try (Socket first = new Socket(InetAddress.getLoopbackAddress(), address.port())) {
                assertEquals(-1, first.getInputStream().read(), "it is closed");
            }
            try (Link link =
                    new TlsTransport().connect(address, ALICE, LinkPolicy.DEFAULT, BOB.id())) {
                assertEquals(Bytes.utf8("at last"), link.receive());
            }
        }
    }

    private static final class ShortOfMemory extends Socket {
        @Override
        public <T> Socket setOption(SocketOption<T> name, T value) {
            throw new OutOfMemoryError("as if");
        }
    }

    private static TlsListener listener(
            ServerSocket server, LinkPolicy policy, LinkHandler onLink) {
        Handshake handshake =
                new Handshake(
                        new Credentials(new MixedCrypto(), BOB),
                        PostQuantum.REQUIRED,
                        TlsLimits.DEFAULT,
                        InstantSource.system());
        return new TlsListener(
                Address.of("tls", "127.0.0.1", server.getLocalPort()),
                server,
                handshake,
                TlsLimits.DEFAULT,
                policy,
                new HostQuota(),
                new Meetings(),
                onLink);
    }

    @Test
    void aHostUsesUpItsOwnPlacesOnly() throws Exception {
        HostQuota quota = new HostQuota();
        InetAddress one = InetAddress.getByName("192.0.2.1");
        InetAddress other = InetAddress.getByName("192.0.2.2");
        assertTrue(quota.enter(one, 3, 2));
        assertTrue(quota.enter(one, 3, 2));
        assertFalse(quota.enter(one, 3, 2));
        assertTrue(quota.enter(other, 3, 2));
        assertFalse(quota.enter(other, 3, 2), "three in all");
        quota.leave(one);
        assertTrue(quota.enter(other, 3, 2));
    }

    @Test
    void anIpv6NetworkCountsAsOneHost() throws Exception {
        HostQuota quota = new HostQuota();
        assertTrue(quota.enter(InetAddress.getByName("2001:db8:0:1::1"), 10, 1));
        assertFalse(quota.enter(InetAddress.getByName("2001:db8:0:1:ffff::2"), 10, 1));
        assertTrue(quota.enter(InetAddress.getByName("2001:db8:0:2::1"), 10, 1));
    }

    @Test
    void strangersHaveTenSecondsAndLeaveTheProcessFilesOfItsOwn() throws Exception {
        assertEquals(Duration.ofSeconds(10), TlsLimits.DEFAULT.handshake());
        assertEquals(16_000, LinkPolicy.DEFAULT.accepted());
        assertEquals(4_096, LinkPolicy.DEFAULT.acceptedPerHost());
    }

    @Test
    void linksBeyondTheLimitAreRefusedUntilOneIsClosed() throws Exception {
        // this machine itself may have all
        LinkPolicy four = LinkPolicy.DEFAULT.accepting(4, 1);
        try (EchoServer server = new EchoServer(TlsLimits.DEFAULT, four)) {
            List<Link> links = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                links.add(server.dial());
            }
            assertThrows(IOException.class, server::dial);
            server.assertBystanderUndisturbed();
            links.removeFirst().close();
            links.add(server.dialInTheEnd());
            assertThrows(IOException.class, server::dial);
            links.forEach(Link::close);
        }
    }
}
