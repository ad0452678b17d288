package peerlink.registry.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.Identity;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.RefusedException;
import peerlink.registry.carrier.RelayCarrier;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.Opened;
import peerlink.registry.protocol.RelayFrame;
import peerlink.testkit.contract.TestIdentities;
import peerlink.transport.tls.TlsTransport;

/**
 * A relay that lies, changes, repeats or drops what it carries breaks the link that it carries, and
 * nothing else: no byte of it is believed, and neither side speaks to anybody but the other.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileRelayTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.p256("bob");
    private static final Identity MALLORY = TestIdentities.ed25519("mallory");

    private static final int FRAMES = 200;

    private static final int GOOD_FRAMES = 10;

    @RegisterExtension final Opened opened = new Opened();

    /** The harm that the relay does to the bytes of one direction, from some byte on. */
    enum Harm {
        FLIPS_A_BIT,
        REPEATS,
        DROPS,
        CUTS
    }

    /** A relay that tells a caller that the circuit is there, and then does as it likes. */
    private Address relay(LinkHandler deeds) throws IOException {
        Listener listener =
                opened.add(
                        Nodes.network(RelayScene.RELAY)
                                .listen(Nodes.ANY_PORT, Map.of(RelayFrame.PROTOCOL, deeds)));
        return RelayFrame.place(listener.address(), RelayScene.RELAY.id()).orElseThrow();
    }

    private static Circuit connected(Link link) throws IOException {
        link.receive();
        link.send(RelayFrame.encode(new RelayFrame.Open()));
        return link.detach();
    }

    /** Opens an end-to-end link to Bob by way of the relay, as a node does. */
    private Link dial(Address place) throws IOException {
        Circuit circuit = new RelayCarrier().connect(place, BOB.id(), Nodes.network(ALICE));
        return opened.add(new TlsTransport().connect(circuit, ALICE, LinkPolicy.DEFAULT, BOB.id()));
    }

    @Test
    void aRelayThatConnectsSomebodyElseGetsNoFrame() throws Exception {
        AtomicInteger frames = new AtomicInteger();
        Address place =
                relay(
                        link -> {
                            CountDownLatch done = new CountDownLatch(1);
                            new TlsTransport()
                                    .accept(
                                            connected(link),
                                            MALLORY,
                                            LinkPolicy.DEFAULT,
                                            mallorys -> {
                                                try {
                                                    mallorys.receive();
                                                    frames.incrementAndGet();
                                                } finally {
                                                    done.countDown();
                                                }
                                            });
                            await(done);
                        });
        assertThrows(IdentityMismatchException.class, () -> dial(place));
        assertEquals(0, frames.get());
        // for a node it is no answer by bob: the relay is accused, and no key has changed
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> RelayScene.network(ALICE).open(place, RelayFrame.PROTOCOL, BOB.id()));
        assertFalse(e instanceof IdentityMismatchException, e::toString);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @EnumSource(Harm.class)
    void aRelayThatHarmsTheStreamBreaksThatLinkAlone(Harm harm) throws Exception {
        Listener bob =
                opened.add(
                        new TlsTransport()
                                .listen(
                                        Nodes.ANY_PORT,
                                        BOB,
                                        LinkPolicy.DEFAULT,
                                        HostileRelayTest::echo));
        Address place =
                relay(
                        link -> {
                            try (Circuit near = connected(link);
                                    Socket far =
                                            new Socket(
                                                    bob.address().host(), bob.address().port())) {
                                InputStream alices = near.input();
                                OutputStream bobs = far.getOutputStream();
                                Thread.ofVirtual()
                                        .start(() -> copy(alices, bobs, Long.MAX_VALUE, harm));
                                // the handshake and some echoes pass as they are
                                copy(far.getInputStream(), near.output(), 20_000, harm);
                            }
                        });
        Link link = dial(place);
        // one by one: what waits in a receive buffer is lost when the relay resets the connection
        int echoed = 0;
        while (echoed < GOOD_FRAMES) {
            link.send(frame(echoed));
            assertEquals(frame(echoed), link.receive(), "the link was good before");
            echoed++;
        }
        Thread.ofVirtual().start(() -> sendRest(link));
        boolean isBroken = false;
        try {
            while (echoed < FRAMES) {
                assertEquals(frame(echoed), link.receive());
                echoed++;
            }
        } catch (IOException e) {
            isBroken = true;
        }
        assertTrue(isBroken, "harm went unnoticed");
        // another link to bob is as good as ever
        try (Link other =
                new TlsTransport().connect(bob.address(), ALICE, LinkPolicy.DEFAULT, BOB.id())) {
            other.send(Bytes.utf8("fine"));
            assertEquals(Bytes.utf8("fine"), other.receive());
        }
    }

    private static Bytes frame(int number) {
        byte[] frame = new byte[500];
        frame[7] = (byte) number;
        return Bytes.wrap(frame);
    }

    private static void sendRest(Link link) {
        try {
            for (int i = GOOD_FRAMES; i < FRAMES; i++) {
                link.send(frame(i));
            }
        } catch (IOException e) {
            // broken, as it should be
        }
    }

    private static void echo(Link link) throws IOException {
        while (true) {
            link.send(link.receive());
        }
    }

    private static void copy(InputStream in, OutputStream out, long harmAfter, Harm harm) {
        byte[] buffer = new byte[100];
        long done = 0;
        try (out) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                boolean isHarm = done <= harmAfter && done + n > harmAfter;
                if (isHarm && harm == Harm.CUTS) {
                    return;
                }
                if (isHarm && harm == Harm.FLIPS_A_BIT) {
                    buffer[n / 2] ^= 1;
                }
                if (!(isHarm && harm == Harm.DROPS)) {
                    out.write(buffer, 0, n);
                }
                if (isHarm && harm == Harm.REPEATS) {
                    out.write(buffer, 0, n);
                }
                done += n;
            }
        } catch (IOException e) {
            // an end has closed
        }
    }

    @Test
    void aRelaysRefusalIsNotThePeers() throws Exception {
        Address place =
                relay(
                        link -> {
                            link.receive();
                            link.send(
                                    RelayFrame.encode(
                                            new RelayFrame.Failure(
                                                    "blocked",
                                                    "bob has blocked you\u001b[2J",
                                                    OptionalLong.empty())));
                        });
        IOException e = assertThrows(IOException.class, () -> dial(place));
        assertFalse(e instanceof RefusedException);
        assertTrue(String.valueOf(e.getMessage()).startsWith("the relay at 127.0.0.1:"));
        assertFalse(String.valueOf(e.getMessage()).contains("\u001b"));
    }

    @Test
    void anotherKeyThanTheRelaysIsNotSpokenTo() throws Exception {
        AtomicInteger said = new AtomicInteger();
        Address place =
                relay(
                        link -> {
                            link.receive();
                            said.incrementAndGet();
                        });
        Address wrong =
                Address.parse("relay://%s/%s".formatted(place.hostAndPort(), MALLORY.id().text()));
        IOException e = assertThrows(IOException.class, () -> dial(wrong));
        assertFalse(e instanceof IdentityMismatchException, "it would accuse the peer");
        assertEquals(0, said.get());
    }

    @Test
    void aRelayThatAnswersNonsenseGivesNoCircuit() throws Exception {
        Address place =
                relay(
                        link -> {
                            link.receive();
                            link.send(Bytes.utf8("nonsense"));
                        });
        assertThrows(IOException.class, () -> dial(place));
    }

    /** A flood of calls makes a peer open so many connections to the relay, and no more. */
    @Test
    void aFloodOfCallsIsDeclinedBeyondAFew() throws Exception {
        int calls = 200;
        CountDownLatch declined = new CountDownLatch(calls - 16);
        AtomicInteger accepts = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(1);
        opened.add(over::countDown);
        Address place =
                relay(
                        link -> {
                            switch (RelayFrame.decode(link.receive())) {
                                case RelayFrame.Reserve _ -> {
                                    link.send(RelayFrame.encode(new RelayFrame.Reserved(60_000)));
                                    for (int i = 0; i < calls; i++) {
                                        byte[] number = new byte[RelayFrame.CIRCUIT];
                                        number[0] = (byte) i;
                                        link.send(
                                                RelayFrame.encode(
                                                        new RelayFrame.Incoming(
                                                                Bytes.wrap(number), ALICE.id())));
                                    }
                                    while (true) {
                                        if (RelayFrame.decode(link.receive())
                                                instanceof RelayFrame.Decline) {
                                            declined.countDown();
                                        }
                                    }
                                }
                                case RelayFrame.Accept _ -> {
                                    accepts.incrementAndGet();
                                    // says nothing: the peer waits
                                    await(over);
                                }
                                default -> throw new AssertionError();
                            }
                        });
        opened.add(new RelayCarrier().listen(place, Nodes.network(BOB), _ -> {}, _ -> {}));
        assertTrue(declined.await(20, TimeUnit.SECONDS));
        assertTrue(accepts.get() <= 16, () -> accepts.get() + " connections");
    }
}
