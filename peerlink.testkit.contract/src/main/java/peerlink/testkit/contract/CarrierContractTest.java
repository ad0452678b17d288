package peerlink.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Carrier;
import peerlink.api.Circuit;
import peerlink.api.Identity;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.api.RefusedException;

/**
 * Tests what every {@link Carrier} must do. Extend it, and hand in the carrier, an address at which
 * Bob may listen, and networks.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings({"exports", "try"}) // whoever extends it has JUnit; closes are what is tested
public abstract class CarrierContractTest {
    protected static final Identity ALICE = TestIdentities.ed25519("alice");
    protected static final Identity BOB = TestIdentities.p256("bob");
    protected static final Identity CAROL = TestIdentities.ed25519("carol");

    private final BlockingQueue<Circuit> circuits = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable IOException> lostBy = new AtomicReference<>();
    private final CountDownLatch lost = new CountDownLatch(1);

    protected CarrierContractTest() {}

    /** Returns the carrier. */
    protected abstract Carrier carrier();

    /** Returns the address of places at the carrier's server, which runs. */
    protected abstract Address place() throws IOException;

    protected abstract Network network(Identity identity);

    /** Ends the carrier's server. */
    protected abstract void endServer() throws IOException;

    /** Listens as Bob. */
    protected final Listener listen() throws IOException {
        return carrier()
                .listen(
                        place(),
                        network(BOB),
                        circuits::add,
                        reason -> {
                            lostBy.set(reason);
                            lost.countDown();
                        });
    }

    /** Opens a circuit as Alice. */
    protected final Circuit dial(PeerId peer) throws IOException {
        return carrier().connect(place(), peer, network(ALICE));
    }

    /** Returns Bob's end of the next circuit. */
    protected final Circuit accepted() throws InterruptedException {
        Circuit circuit = circuits.poll(20, TimeUnit.SECONDS);
        if (circuit == null) {
            throw new AssertionError("no circuit came");
        }
        return circuit;
    }

    @Test
    void bytesArriveUnchangedAndInOrderBothWays() throws Exception {
        byte[] there = new byte[3_000_000];
        byte[] back = new byte[2_000_001];
        new Random(1).nextBytes(there);
        new Random(2).nextBytes(back);
        try (Listener _ = listen();
                Circuit near = dial(BOB.id());
                Circuit far = accepted()) {
            Thread.ofVirtual().start(() -> write(near, there));
            Thread.ofVirtual().start(() -> write(far, back));
            assertArrayEquals(there, far.input().readNBytes(there.length));
            assertArrayEquals(back, near.input().readNBytes(back.length));
        }
    }

    private static void write(Circuit circuit, byte[] bytes) {
        try {
            circuit.output().write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void bothEndsShowThePlaceAsTheOtherEndsAddress() throws Exception {
        try (Listener listener = listen();
                Circuit near = dial(BOB.id());
                Circuit far = accepted()) {
            assertEquals(place(), listener.address());
            assertEquals(place(), near.remoteAddress());
            assertEquals(place(), far.remoteAddress());
            assertEquals(carrier().scheme(), place().scheme());
        }
    }

    @Test
    void theEndOfOneDirectionIsReadAndTheOtherGoesOn() throws Exception {
        try (Listener _ = listen();
                Circuit near = dial(BOB.id());
                Circuit far = accepted()) {
            near.output().write(new byte[] {1, 2, 3});
            near.endOutput();
            assertArrayEquals(new byte[] {1, 2, 3}, far.input().readAllBytes());
            far.output().write(4);
            far.endOutput();
            assertArrayEquals(new byte[] {4}, near.input().readAllBytes());
        }
    }

    @Test
    void aClosedEndIsNoticedAtTheOtherOne() throws Exception {
        try (Listener _ = listen();
                Circuit near = dial(BOB.id());
                Circuit far = accepted()) {
            end(near);
            assertEquals(-1, far.input().read());
        }
    }

    private static void end(Circuit circuit) {
        circuit.close();
    }

    @Test
    void aReaderIsWokenByAClose() throws Exception {
        try (Listener _ = listen();
                Circuit near = dial(BOB.id());
                Circuit _ = accepted()) {
            CountDownLatch woken = new CountDownLatch(1);
            Thread.ofVirtual()
                    .start(
                            () -> {
                                assertThrows(IOException.class, () -> near.input().read());
                                woken.countDown();
                            });
            end(near);
            end(near);
            assertTrue(woken.await(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void severalCircuitsAreApart() throws Exception {
        try (Listener _ = listen();
                Circuit one = dial(BOB.id());
                Circuit ones = accepted();
                Circuit two = dial(BOB.id());
                Circuit twos = accepted()) {
            one.output().write(1);
            two.output().write(2);
            assertEquals(1, ones.input().read());
            assertEquals(2, twos.input().read());
            end(one);
            twos.output().write(3);
            assertEquals(3, two.input().read());
        }
    }

    /** A refusal by the server would be taken for the peer's. */
    @Test
    void whoDoesNotListenIsNotReachedAndHasNotRefused() throws Exception {
        try (Listener _ = listen()) {
            IOException e = assertThrows(IOException.class, () -> dial(CAROL.id()));
            assertFalse(e instanceof RefusedException, e::toString);
        }
    }

    @Test
    void nobodyReachesAListenerThatIsClosed() throws Exception {
        Listener listener = listen();
        listener.close();
        listener.close();
        // the server may hear of it a moment later
        for (int i = 0; i < 50; i++) {
            try (Circuit near = dial(BOB.id())) {
                near.input().read();
            } catch (IOException e) {
                assertFalse(lost.await(0, TimeUnit.SECONDS), "closed here, not lost");
                return;
            }
        }
        throw new AssertionError("still reached");
    }

    @Test
    void aLostPlaceIsTold() throws Exception {
        try (Listener _ = listen()) {
            endServer();
            assertTrue(lost.await(20, TimeUnit.SECONDS));
            assertFalse(
                    String.valueOf(Objects.requireNonNull(lostBy.get()).getMessage()).isEmpty());
            assertThrows(IOException.class, () -> dial(BOB.id()));
        }
    }

    @Test
    void anAddressOfAnotherKindIsTheCallersMistake() {
        Address other = Address.parse("tls://127.0.0.1:7001");
        assertThrows(
                IllegalArgumentException.class,
                () -> carrier().connect(other, BOB.id(), network(ALICE)));
        assertThrows(
                IllegalArgumentException.class,
                () -> carrier().listen(other, network(BOB), _ -> {}, _ -> {}));
    }
}
