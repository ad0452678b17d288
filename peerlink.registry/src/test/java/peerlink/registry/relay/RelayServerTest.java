package peerlink.registry.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.PeerId;
import peerlink.registry.access.EnrolmentToken;
import peerlink.registry.access.Verdict;
import peerlink.registry.carrier.RelayCarrier;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.Opened;
import peerlink.registry.protocol.RelayFrame;
import peerlink.testkit.contract.TestIdentities;

/** A relay serves its protocol, and a client that breaks it harms itself alone. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RelayServerTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.p256("bob");
    private static final Identity MALLORY = TestIdentities.ed25519("mallory");

    @RegisterExtension final Opened opened = new Opened();
    private final Set<PeerId> shutOut = new HashSet<>();
    private RelayScene relay;

    @BeforeEach
    void start() throws IOException {
        relay =
                opened.add(
                        new RelayScene(
                                RelayOptions.defaults(),
                                applicant ->
                                        shutOut.contains(applicant.peer())
                                                ? Verdict.SHUT_OUT
                                                : Verdict.ADMITTED,
                                System::nanoTime));
    }

    private void assertDeclined(RelayCode code, RelayFrame answer) {
        assertEquals(code.word(), assertInstanceOf(RelayFrame.Failure.class, answer).code());
        assertEquals(1, relay.server.metrics().refusals(code.word()));
    }

    /** Bob and alice still reach each other. */
    private void assertServes() throws Exception {
        Link place = opened.add(relay.reserved(BOB));
        Link caller = opened.add(relay.raw(ALICE));
        caller.send(RelayFrame.encode(RelayScene.connect(BOB)));
        Circuit[] ends = join(place, caller);
        ends[0].output().write(42);
        assertEquals(42, ends[1].input().read());
    }

    /** Takes the call that waits, and returns both ends. */
    private Circuit[] join(Link place, Link caller) throws IOException {
        Link taker = opened.add(relay.raw(BOB));
        assertInstanceOf(
                RelayFrame.Open.class,
                RelayScene.ask(taker, new RelayFrame.Accept(RelayScene.call(place))));
        assertInstanceOf(RelayFrame.Open.class, RelayFrame.decode(caller.receive()));
        return new Circuit[] {caller.detach(), taker.detach()};
    }

    @Test
    void aCallIsToldWithTheCallersIdAndJoined() throws Exception {
        Link place = opened.add(relay.reserved(BOB));
        Link caller = opened.add(relay.raw(ALICE));
        caller.send(RelayFrame.encode(RelayScene.connect(BOB)));
        RelayFrame.Incoming incoming =
                assertInstanceOf(RelayFrame.Incoming.class, RelayFrame.decode(place.receive()));
        assertEquals(ALICE.id(), incoming.from());
        assertEquals(RelayFrame.CIRCUIT, incoming.circuit().size());
    }

    @Test
    void twoCallsHaveDifferentNumbers() throws Exception {
        Link place = opened.add(relay.reserved(BOB));
        Set<Bytes> numbers = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            Link caller = opened.add(relay.raw(ALICE));
            caller.send(RelayFrame.encode(RelayScene.connect(BOB)));
            numbers.add(RelayScene.call(place));
        }
        assertEquals(2, numbers.size());
    }

    @Test
    void onlyThePeerThatIsCalledCanTakeTheCall() throws Exception {
        Link place = opened.add(relay.reserved(BOB));
        Link caller = opened.add(relay.raw(ALICE));
        caller.send(RelayFrame.encode(RelayScene.connect(BOB)));
        Bytes call = RelayScene.call(place);
        assertDeclined(RelayCode.UNKNOWN_CIRCUIT, relay.ask(MALLORY, new RelayFrame.Accept(call)));
        // it still waits for bob, and for nobody a second time
        Link taker = opened.add(relay.raw(BOB));
        assertInstanceOf(RelayFrame.Open.class, RelayScene.ask(taker, new RelayFrame.Accept(call)));
        assertInstanceOf(RelayFrame.Open.class, RelayFrame.decode(caller.receive()));
        assertInstanceOf(RelayFrame.Failure.class, relay.ask(BOB, new RelayFrame.Accept(call)));
    }

    @Test
    void aNumberThatNobodyHasIsDeclined() throws Exception {
        assertDeclined(
                RelayCode.UNKNOWN_CIRCUIT,
                relay.ask(MALLORY, new RelayFrame.Accept(Bytes.wrap(new byte[16]))));
        assertServes();
    }

    @Test
    void aCallIsDeclinedByThePeerAlone() throws Exception {
        Link place = opened.add(relay.reserved(BOB));
        Link mallorys = opened.add(relay.reserved(MALLORY));
        Link first = opened.add(relay.raw(ALICE));
        first.send(RelayFrame.encode(RelayScene.connect(BOB)));
        Bytes call = RelayScene.call(place);
        mallorys.send(RelayFrame.encode(new RelayFrame.Decline(call)));
        assertInstanceOf(RelayFrame.Pong.class, RelayScene.ask(mallorys, new RelayFrame.Ping()));
        assertInstanceOf(
                RelayFrame.Open.class,
                RelayScene.ask(opened.add(relay.raw(BOB)), new RelayFrame.Accept(call)));
        assertInstanceOf(RelayFrame.Open.class, RelayFrame.decode(first.receive()));

        Link second = opened.add(relay.raw(ALICE));
        second.send(RelayFrame.encode(RelayScene.connect(BOB)));
        place.send(RelayFrame.encode(new RelayFrame.Decline(RelayScene.call(place))));
        assertDeclined(RelayCode.BUSY, RelayFrame.decode(second.receive()));
        assertThrows(EOFException.class, second::receive);
    }

    @Test
    void aCallerThatLeavesIsForgotten() throws Exception {
        Link place = opened.add(relay.reserved(BOB));
        Link caller = relay.raw(ALICE);
        caller.send(RelayFrame.encode(RelayScene.connect(BOB)));
        Bytes call = RelayScene.call(place);
        caller.close();
        try (Link taker = relay.raw(BOB)) {
            RelayScene.ask(taker, new RelayFrame.Accept(call));
            // the caller's goodbye may come, and nothing behind it
            assertTrue(taker.detach().input().readAllBytes().length < 100);
        }
        Nodes.await("the end of the circuit", () -> relay.server.circuits() == 0);
        assertServes();
    }

    @Test
    void aPeerWithoutPlaceIsNotHere() throws Exception {
        assertDeclined(RelayCode.NOT_HERE, relay.ask(ALICE, RelayScene.connect(BOB)));
    }

    @Test
    void aSecondPlaceOfTheSameKeyTakesTheFirstOnes() throws Exception {
        Link first = opened.add(relay.reserved(BOB));
        Link second = opened.add(relay.reserved(BOB));
        assertEquals(
                "superseded",
                assertInstanceOf(RelayFrame.Failure.class, RelayFrame.decode(first.receive()))
                        .code());
        assertThrows(EOFException.class, first::receive);
        Link caller = opened.add(relay.raw(ALICE));
        caller.send(RelayFrame.encode(RelayScene.connect(BOB)));
        assertEquals(RelayFrame.CIRCUIT, RelayScene.call(second).size());
        assertEquals(1, relay.server.places());
    }

    @Test
    void whoIsShutOutGetsNeitherPlaceNorCircuit() throws Exception {
        opened.add(relay.reserved(BOB));
        shutOut.add(MALLORY.id());
        assertDeclined(
                RelayCode.NOT_ALLOWED,
                relay.ask(MALLORY, new RelayFrame.Reserve(Optional.empty())));
        assertEquals(
                "not-allowed",
                assertInstanceOf(
                                RelayFrame.Failure.class,
                                relay.ask(MALLORY, RelayScene.connect(BOB)))
                        .code());
    }

    @Test
    void whoIsShutOutLaterLosesItsPlaceWithTheNextPing() throws Exception {
        Link place = opened.add(relay.reserved(BOB));
        shutOut.add(BOB.id());
        assertDeclined(RelayCode.NOT_ALLOWED, RelayScene.ask(place, new RelayFrame.Ping()));
        Nodes.await("no place", () -> relay.server.places() == 0);
    }

    @Test
    void aCircuitOfAPeerThatIsShutOutLaterIsCutAndOthersGoOn() throws Exception {
        AtomicLong later = new AtomicLong();
        RelayScene scene =
                opened.add(
                        new RelayScene(
                                RelayOptions.defaults(),
                                applicant ->
                                        shutOut.contains(applicant.peer())
                                                ? Verdict.SHUT_OUT
                                                : Verdict.ADMITTED,
                                () -> System.nanoTime() + later.get()));
        BlockingQueue<Circuit> called = new LinkedBlockingQueue<>();
        opened.add(
                new RelayCarrier().listen(scene.place, Nodes.network(BOB), called::add, _ -> {}));
        Circuit mallorys =
                new RelayCarrier().connect(scene.place, BOB.id(), Nodes.network(MALLORY));
        opened.add(called.take());
        Circuit alices = new RelayCarrier().connect(scene.place, BOB.id(), Nodes.network(ALICE));
        Circuit bobs = opened.add(called.take());
        Nodes.await("two circuits", () -> scene.server.circuits() == 2);

        shutOut.add(MALLORY.id());
        later.set(Duration.ofSeconds(30).toNanos());
        scene.server.look();
        assertEquals(-1, mallorys.input().read());
        alices.output().write('a');
        assertEquals('a', bobs.input().read());
        alices.close();
    }

    @Test
    void aTokenIsProvenAndNotSent() throws Exception {
        EnrolmentToken token = EnrolmentToken.random();
        RelayScene closed =
                opened.add(
                        new RelayScene(
                                RelayOptions.defaults(),
                                applicant ->
                                        applicant
                                                        .proof()
                                                        .equals(
                                                                Optional.of(
                                                                        token.proof(
                                                                                RelayScene.RELAY
                                                                                        .id(),
                                                                                applicant.peer())))
                                                ? Verdict.ADMITTED
                                                : Verdict.UNKNOWN,
                                System::nanoTime));
        assertThrows(
                IOException.class,
                () ->
                        new RelayCarrier()
                                .listen(closed.place, Nodes.network(BOB), _ -> {}, _ -> {}));
        RelayCarrier known = new RelayCarrier().with(token);
        opened.add(known.listen(closed.place, Nodes.network(BOB), _ -> {}, _ -> {}));
        opened.add(known.connect(closed.place, BOB.id(), Nodes.network(ALICE)));
        assertTrue(
                new String(closed.everything(), StandardCharsets.ISO_8859_1).indexOf(token.text())
                        < 0);
    }

    @Test
    void aFrameThatMakesNoSenseEndsItsLinkAlone() throws Exception {
        assertDeclined(RelayCode.MALFORMED, answerTo(Bytes.utf8("nonsense")));
        assertServes();
    }

    @Test
    void aFrameThatIsTooLongEndsItsLinkUnread() throws Exception {
        try (Link link = relay.raw(MALLORY)) {
            link.send(Bytes.wrap(new byte[RelayFrame.MAX_FRAME + 1]));
            assertThrows(
                    IOException.class,
                    () -> {
                        while (true) {
                            link.receive();
                        }
                    });
        }
        assertServes();
    }

    @Test
    void framesOfTheOtherSideHaveNoPlace() throws Exception {
        assertDeclined(RelayCode.MALFORMED, answerTo(RelayFrame.encode(new RelayFrame.Open())));
        Link place = opened.add(relay.reserved(MALLORY));
        place.send(RelayFrame.encode(RelayScene.connect(BOB)));
        assertInstanceOf(RelayFrame.Failure.class, RelayFrame.decode(place.receive()));
        assertThrows(EOFException.class, place::receive);
        assertServes();
    }

    private RelayFrame answerTo(Bytes frame) throws IOException {
        try (Link link = relay.raw(MALLORY)) {
            link.send(frame);
            return RelayFrame.decode(link.receive());
        }
    }

    @Test
    void aRelayThatEndsSendsItsPeersAwayAndCutsCircuits() throws Exception {
        Link place = opened.add(relay.reserved(BOB));
        Link caller = opened.add(relay.raw(ALICE));
        caller.send(RelayFrame.encode(RelayScene.connect(BOB)));
        Circuit[] ends = join(place, caller);
        relay.server.close();
        assertEquals(
                "go-away",
                assertInstanceOf(RelayFrame.Failure.class, RelayFrame.decode(place.receive()))
                        .code());
        assertEquals(-1, ends[0].input().read());
        assertEquals(-1, ends[1].input().read());
    }
}
