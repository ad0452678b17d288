package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.Identity;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.testkit.contract.LoopbackTransport;
import peerlink.testkit.contract.TestIdentities;

/**
 * A link gives its connection up for a circuit, and over a circuit lies a link as over any
 * connection.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CircuitTest {
    private static final Identity RELAY = TestIdentities.ed25519("relay");
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.p256("bob");
    private static final Identity CAROL = TestIdentities.ed25519("carol");

    private final TlsTransport transport = new TlsTransport();
    private final CompletableFuture<Circuit> accepted = new CompletableFuture<>();
    private Listener listener;
    private Link link;
    private Circuit near;
    private Circuit far;

    /** Makes a link, says one thing each way, and detaches both ends. */
    @BeforeEach
    void detach() throws Exception {
        listener =
                transport.listen(
                        Address.parse("tls://127.0.0.1:0"),
                        RELAY,
                        LinkPolicy.DEFAULT,
                        accepting -> {
                            assertEquals(Bytes.utf8("last"), accepting.receive());
                            accepting.send(Bytes.utf8("and last"));
                            accepted.complete(accepting.detach());
                        });
        link = transport.connect(listener.address(), ALICE, LinkPolicy.DEFAULT, RELAY.id());
        link.send(Bytes.utf8("last"));
        assertEquals(Bytes.utf8("and last"), link.receive());
        near = link.detach();
        far = accepted.get();
    }

    @AfterEach
    void close() {
        near.close();
        far.close();
        listener.close();
    }

    @Test
    void behindTheLastFramesBytesGoBothWaysAsTheyAre() throws Exception {
        near.output().write(new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, far.input().readNBytes(3));
        far.output().write(4);
        assertEquals(4, near.input().read());
        far.output().write(5);
        far.endOutput();
        assertArrayEquals(new byte[] {5}, near.input().readAllBytes());
        near.output().write(6);
        assertEquals(6, far.input().read());
    }

    @Test
    void theLinkIsOfNoMoreUseAndItsEndIsNotTheCircuits() throws Exception {
        assertThrows(IOException.class, () -> link.send(Bytes.utf8("more")));
        assertThrows(IOException.class, link::receive);
        assertThrows(IOException.class, link::detach);
        link.close();
        near.output().write(7);
        assertEquals(7, far.input().read());
    }

    @Test
    void aClosedLinkHasNothingToHandOver() throws Exception {
        try (Link other =
                transport.connect(listener.address(), CAROL, LinkPolicy.DEFAULT, RELAY.id())) {
            end(other);
            assertThrows(IOException.class, other::detach);
        }
    }

    private static void end(Link link) {
        link.close();
    }

    /** Answers as Bob at the far end, and sends every frame back. */
    private CompletableFuture<LinkInfo> echoAsBob() {
        CompletableFuture<LinkInfo> bobs = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                transport.accept(
                                        far,
                                        BOB,
                                        LinkPolicy.DEFAULT,
                                        accepting -> {
                                            bobs.complete(accepting.info());
                                            while (true) {
                                                accepting.send(accepting.receive());
                                            }
                                        });
                            } catch (IOException e) {
                                bobs.completeExceptionally(e);
                            }
                        });
        return bobs;
    }

    @Test
    void aLinkOverACircuitIsProvenAtBothEndsAndCarriesFrames() throws Exception {
        CompletableFuture<LinkInfo> bobs = echoAsBob();
        try (Link over = transport.connect(near, CAROL, LinkPolicy.DEFAULT, BOB.id())) {
            over.send(Bytes.utf8("over a circuit"));
            assertEquals(Bytes.utf8("over a circuit"), over.receive());
            assertEquals(BOB.id(), over.info().remote());
            assertEquals("X25519MLKEM768", over.info().keyExchange());
            assertEquals(near.remoteAddress(), over.info().remoteAddress());
            assertEquals(LinkInfo.Origin.DIALLED, over.info().origin());
            assertEquals(CAROL.id(), bobs.get().remote());
            assertEquals(LinkInfo.Origin.ACCEPTED, bobs.get().origin());
        }
    }

    @Test
    void anotherKeyThanTheExpectedOneGetsNoFrameAndTheCircuitIsClosed() {
        CompletableFuture<LinkInfo> bobs = echoAsBob();
        assertThrows(
                IdentityMismatchException.class,
                () -> transport.connect(near, CAROL, LinkPolicy.DEFAULT, ALICE.id()));
        assertThrows(IOException.class, () -> near.output().write(1));
        assertThrows(ExecutionException.class, () -> bobs.get(20, TimeUnit.SECONDS));
    }

    @Test
    void garbageOnACircuitIsNoLinkAndClosesIt() throws Exception {
        far.output().write("no TLS at all".getBytes(StandardCharsets.UTF_8));
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> transport.connect(near, CAROL, LinkPolicy.DEFAULT, BOB.id()));
        assertTrue(String.valueOf(e.getMessage()).contains("speaks no TLS"), e::toString);
        assertThrows(IOException.class, () -> near.output().write(1));
    }

    @Test
    void aTransportWithoutCircuitsSaysSoAndClosesThem() {
        assertThrows(
                IOException.class,
                () -> new LoopbackTransport().connect(near, CAROL, LinkPolicy.DEFAULT, BOB.id()));
        assertThrows(IOException.class, () -> near.output().write(1));
    }
}
