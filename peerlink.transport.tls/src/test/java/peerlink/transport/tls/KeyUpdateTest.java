package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.tls.TlsClientProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkPolicy;
import peerlink.api.PostQuantum;
import peerlink.testkit.contract.TestIdentities;

/**
 * A side that asks for new keys (RFC 8446, section 4.6.3) while both sides send gets them, and no
 * record is lost.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KeyUpdateTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");
    private static final int FRAMES = 300;
    private static final Bytes FRAME = Bytes.wrap(new byte[40_000]);

    @Test
    void aSideThatAsksForNewKeysWhileBothSidesSendGetsThem() throws Exception {
        AtomicInteger received = new AtomicInteger();
        FutureTask<Void> receiving = new FutureTask<>(() -> null);
        try (var listener =
                        new TlsTransport()
                                .listen(
                                        Address.parse("tls://127.0.0.1:0"),
                                        BOB,
                                        LinkPolicy.DEFAULT,
                                        link -> {
                                            Thread.ofVirtual().start(() -> sendAll(link));
                                            for (int i = 0; i < FRAMES; i++) {
                                                link.receive();
                                                received.incrementAndGet();
                                            }
                                            receiving.run();
                                            link.receive();
                                        });
                Asking client = Asking.connect(listener.address())) {
            Thread.ofVirtual().start(client::askAndSendAll);
            FrameReader frames = new FrameReader(client.getInputStream());
            for (int i = 0; i < FRAMES; i++) {
                assertEquals(FRAME, frames.read());
            }
            receiving.get();
            assertEquals(FRAMES, received.get());
            assertTrue(client.answers.get() > 0);
        }
    }

    private static void sendAll(Link link) {
        try {
            for (int i = 0; i < FRAMES; i++) {
                link.send(FRAME);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Asking extends TlsClientProtocol implements AutoCloseable {
        private final AtomicInteger answers = new AtomicInteger();

        private Asking(Socket socket) throws IOException {
            super(socket.getInputStream(), socket.getOutputStream());
        }

        static Asking connect(Address address) throws IOException {
            var client = new Asking(new Socket(address.host(), address.port()));
            client.connect(
                    new ClientSide(
                            new HandshakeTerms(
                                    new Credentials(new MixedCrypto(), ALICE),
                                    PostQuantum.REQUIRED,
                                    new RemotePeer(BOB.id()))));
            return client;
        }

        void askAndSendAll() {
            FrameWriter frames = new FrameWriter(getOutputStream());
            try {
                for (int i = 0; i < FRAMES; i++) {
                    send13KeyUpdate(true);
                    frames.write(List.of(FRAME));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void receive13KeyUpdate(ByteArrayInputStream message) throws IOException {
            super.receive13KeyUpdate(message);
            answers.incrementAndGet();
        }
    }
}
