package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.testkit.contract.TestIdentities;

/**
 * Runs a listener that echoes, and a bystander's link to it, which must work in spite of all that
 * others do to the listener.
 */
final class EchoServer implements AutoCloseable {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");

    private final TlsTransport transport;
    private final Listener listener;
    private final Link bystander;
    private final BlockingQueue<IOException> ends = new LinkedBlockingQueue<>();

    EchoServer(TlsLimits limits) throws IOException {
        this(limits, LinkPolicy.DEFAULT);
    }

    EchoServer(TlsLimits limits, LinkPolicy policy) throws IOException {
        transport = new TlsTransport(limits, InstantSource.system());
        listener =
                transport.listen(
                        Address.parse("tls://127.0.0.1:0"),
                        BOB,
                        policy,
                        link -> {
                            try {
                                while (true) {
                                    link.send(link.receive());
                                }
                            } catch (IOException e) {
                                ends.add(e);
                            }
                        });
        bystander = dialInTheEnd();
    }

    Address address() {
        return listener.address();
    }

    /** Returns the ends of the links, as the handler saw them. */
    BlockingQueue<IOException> ends() {
        return ends;
    }

    Socket rawSocket() throws IOException {
        return new Socket(address().host(), address().port());
    }

    Link dial() throws IOException {
        return transport.connect(address(), ALICE, LinkPolicy.DEFAULT, BOB.id());
    }

    /**
     * Dials until it succeeds and the server has answered: limits may be tight, and this machine
     * slow or a place not yet given back; and a client counts itself connected before the server
     * does.
     */
    Link dialInTheEnd() {
        while (true) {
            try {
                Link link = dial();
                link.send(Bytes.utf8("first"));
                link.receive();
                return link;
            } catch (IOException _) {
                Thread.onSpinWait();
            }
        }
    }

    void assertBystanderUndisturbed() throws IOException {
        Bytes frame = Bytes.utf8("still there?");
        bystander.send(frame);
        assertEquals(frame, bystander.receive());
    }

    /** Reads on to the end of the connection, in order or not. */
    static void awaitEnd(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // an alert
            }
        } catch (SocketException _) {
            // a reset is an end as well
        }
    }

    @Override
    public void close() throws IOException {
        try {
            assertBystanderUndisturbed();
        } finally {
            bystander.close();
            listener.close();
        }
    }
}
