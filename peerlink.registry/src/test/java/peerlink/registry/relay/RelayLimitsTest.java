package peerlink.registry.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import peerlink.api.Circuit;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.registry.access.Applicant;
import peerlink.registry.access.Verdict;
import peerlink.registry.carrier.RelayCarrier;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.Opened;
import peerlink.registry.protocol.RelayFrame;
import peerlink.testkit.contract.TestIdentities;

/** Each limit of a relay holds, and one that is used up leaves the others what is theirs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RelayLimitsTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.p256("bob");
    private static final Identity CAROL = TestIdentities.ed25519("carol");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @RegisterExtension final Opened opened = new Opened();

    /** The time by which the relay's timer is ahead of the system's. */
    private final AtomicLong ahead = new AtomicLong();

    private final BlockingQueue<Circuit> circuits = new LinkedBlockingQueue<>();
    private RelayScene relay;

    private void start(RelayLimit limit, int value) throws IOException {
        start(RelayOptions.defaults().with(limit, value));
    }

    private void start(RelayOptions options) throws IOException {
        relay =
                opened.add(
                        new RelayScene(
                                options,
                                _ -> Verdict.ADMITTED,
                                () -> System.nanoTime() + ahead.get()));
    }

    private void pass(Duration time) {
        ahead.addAndGet(time.toNanos());
        relay.server.look();
    }

    private void listen(Identity identity) throws IOException {
        opened.add(
                new RelayCarrier()
                        .listen(relay.place, Nodes.network(identity), circuits::add, _ -> {}));
    }

    private Circuit dial(Identity from, Identity to) throws IOException {
        return opened.add(new RelayCarrier().connect(relay.place, to.id(), Nodes.network(from)));
    }

    private Circuit accepted() throws InterruptedException {
        Circuit circuit = circuits.poll(20, TimeUnit.SECONDS);
        if (circuit == null) {
            throw new AssertionError("no circuit came");
        }
        return opened.add(circuit);
    }

    private static void assertPasses(Circuit from, Circuit to, int byteValue) throws IOException {
        from.output().write(byteValue);
        assertEquals(byteValue, to.input().read());
    }

    private void assertDeclined(RelayCode code, RelayFrame answer) {
        assertEquals(code.word(), assertInstanceOf(RelayFrame.Failure.class, answer).code());
        assertTrue(relay.server.metrics().refusals(code.word()) > 0);
    }

    private RelayFrame reserve(Identity identity) throws IOException {
        return relay.ask(identity, new RelayFrame.Reserve(Optional.empty()));
    }

    @Test
    void placesAreSoManyAndOneThatIsGivenUpIsFree() throws Exception {
        start(RelayLimit.PLACES, 1);
        Link bobs = relay.reserved(BOB);
        assertDeclined(RelayCode.TOO_MANY, reserve(CAROL));
        bobs.close();
        Nodes.await("a free place", () -> relay.server.places() == 0);
        Nodes.await("carol's place", () -> isReserved(CAROL));
    }

    private boolean isReserved(Identity identity) {
        try {
            return reserve(identity) instanceof RelayFrame.Reserved;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPlaceWhosePeerFloodsItsLinkEnds() throws Exception {
        start(RelayLimit.CALLS_TO_KEY, 1);
        Link bobs = opened.add(relay.reserved(BOB));
        RelayFrame answer = RelayScene.ask(bobs, new RelayFrame.Ping());
        int pings = 1;
        while (answer instanceof RelayFrame.Pong && pings < 10_000) {
            answer = RelayScene.ask(bobs, new RelayFrame.Ping());
            pings++;
        }
        assertDeclined(RelayCode.RATE_LIMITED, answer);
        assertTrue(pings > 100, pings + " pings");
        Nodes.await("no place", () -> relay.server.places() == 0);
    }

    @Test
    void placesFromOneAddressAreSoMany() throws Exception {
        start(RelayLimit.PLACES_PER_ADDRESS, 1);
        opened.add(relay.reserved(BOB));
        assertDeclined(RelayCode.TOO_MANY, reserve(CAROL));
    }

    @Test
    void circuitsAreSoManyAndTheOthersGoOn() throws Exception {
        assertOneCircuitAndNoMore(RelayLimit.CIRCUITS);
    }

    @Test
    void circuitsOfOneKeyAreSoMany() throws Exception {
        start(RelayLimit.CIRCUITS_PER_KEY, 1);
        listen(BOB);
        listen(CAROL);
        Circuit near = dial(ALICE, BOB);
        assertPasses(near, accepted(), 1);
        // the caller has as many as it may
        assertDeclined(RelayCode.TOO_MANY, relay.ask(ALICE, RelayScene.connect(CAROL)));
        // and so has the one that is called
        assertDeclined(RelayCode.TOO_MANY, relay.ask(CAROL, RelayScene.connect(BOB)));
        near.close();
        Nodes.await("the end of the circuit", () -> relay.server.circuits() == 0);
        assertPasses(dial(ALICE, CAROL), accepted(), 2);
    }

    @Test
    void circuitsFromOneAddressAreSoMany() throws Exception {
        assertOneCircuitAndNoMore(RelayLimit.CIRCUITS_PER_ADDRESS);
    }

    private void assertOneCircuitAndNoMore(RelayLimit limit) throws Exception {
        start(limit, 1);
        listen(BOB);
        listen(CAROL);
        Circuit near = dial(ALICE, BOB);
        Circuit far = accepted();
        assertDeclined(
                RelayCode.TOO_MANY,
                relay.ask(TestIdentities.ed25519("dave"), RelayScene.connect(CAROL)));
        assertPasses(near, far, 7);
    }

    @Test
    void callsOfOneKeyAreSoManyAMinuteOnAllItsLinks() throws Exception {
        start(RelayLimit.CALLS_PER_KEY, 2);
        assertCallsAreTwoAMinute(ALICE);
        // others have their own
        assertDeclined(RelayCode.NOT_HERE, relay.ask(CAROL, RelayScene.connect(BOB)));
    }

    @Test
    void callsFromOneAddressAreSoManyAMinute() throws Exception {
        start(RelayLimit.CALLS_PER_ADDRESS, 2);
        assertCallsAreTwoAMinute(ALICE);
        assertDeclined(RelayCode.RATE_LIMITED, relay.ask(CAROL, RelayScene.connect(BOB)));
    }

    private void assertCallsAreTwoAMinute(Identity caller) throws IOException {
        assertDeclined(RelayCode.NOT_HERE, relay.ask(caller, RelayScene.connect(BOB)));
        assertDeclined(RelayCode.NOT_HERE, relay.ask(caller, RelayScene.connect(BOB)));
        RelayFrame third = relay.ask(caller, RelayScene.connect(BOB));
        assertDeclined(RelayCode.RATE_LIMITED, third);
        long wait = ((RelayFrame.Failure) third).retryAfter().orElseThrow();
        assertTrue(wait > 0 && wait <= MINUTE.toMillis() / 2, () -> "retry after " + wait);
        pass(Duration.ofMillis(wait));
        assertDeclined(RelayCode.NOT_HERE, relay.ask(caller, RelayScene.connect(BOB)));
        assertDeclined(RelayCode.RATE_LIMITED, relay.ask(caller, RelayScene.connect(BOB)));
    }

    @Test
    void aCircuitIsSlowedToItsRateAndNeverCut() throws Exception {
        assertSlowedAndChatGoesOn(
                RelayOptions.defaults().with(RelayLimit.KIB_PER_SECOND, 16),
                10 * 16 * 1024,
                // ten times what may come at once: the rest takes 90 s
                Duration.ofSeconds(95));
    }

    @Test
    void theMebibytesAnHourOfAKeyAreSoMany() throws Exception {
        assertSlowedAndChatGoesOn(
                RelayOptions.defaults().with(RelayLimit.MIB_PER_HOUR_PER_KEY, 1),
                1 << 20,
                Duration.ofHours(10));
    }

    @Test
    void theMebibytesAnHourOfAnAddressAreSoMany() throws Exception {
        assertSlowedAndChatGoesOn(
                RelayOptions.defaults().with(RelayLimit.MIB_PER_HOUR_PER_ADDRESS, 1),
                1 << 20,
                Duration.ofHours(10));
    }

    @Test
    void theMebibytesAnHourOfAllAreSoMany() throws Exception {
        assertSlowedAndChatGoesOn(
                RelayOptions.defaults().with(RelayLimit.MIB_PER_HOUR, 1),
                1 << 20,
                Duration.ofHours(10));
    }

    /**
     * Sends ten times what may come at once: as much arrives and little more, until time has
     * passed; meanwhile a chat by another circuit of the same peers goes on.
     *
     * @param enough the time in which the rest may pass
     */
    private void assertSlowedAndChatGoesOn(RelayOptions options, int atOnce, Duration enough)
            throws Exception {
        // the time is made to pass in leaps
        start(options.with(RelayLimit.IDLE_SECONDS, Integer.MAX_VALUE));
        listen(BOB);
        Circuit file = dial(ALICE, BOB);
        Circuit files = accepted();
        Circuit chat = dial(ALICE, BOB);
        Circuit chats = accepted();
        int all = 10 * atOnce;
        AtomicLong got = new AtomicLong();
        Thread reader = Thread.ofVirtual().start(() -> count(files, got));
        Thread writer = Thread.ofVirtual().start(() -> write(file, all));
        Nodes.await("the first bytes", () -> got.get() >= atOnce);
        Nodes.await("the limit", () -> relay.server.metrics().timesSlowed() > 0);
        for (int i = 0; i < 100; i++) {
            assertPasses(chat, chats, i);
            assertPasses(chats, chat, i);
        }
        long most = atOnce + Splice.FREE_AT_ONCE + 4 * (64 << 10);
        assertTrue(got.get() <= most, () -> got.get() + " bytes, " + most + " at most");

        // piece by piece: a piece waits by the relay's timer
        while (got.get() < all) {
            long before = got.get();
            pass(enough.dividedBy(50));
            Nodes.await("more", () -> got.get() > before || got.get() == all);
        }
        writer.join();
        file.endOutput();
        reader.join();
        assertEquals(all, got.get());
    }

    private static void count(Circuit circuit, AtomicLong count) {
        byte[] buffer = new byte[1 << 16];
        try {
            for (int n = circuit.input().read(buffer); n >= 0; n = circuit.input().read(buffer)) {
                count.addAndGet(n);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(Circuit circuit, int length) {
        try {
            circuit.output().write(new byte[length]);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anIdleCircuitIsCutAndOneOnWhichSomethingIsSaidStays() throws Exception {
        start(RelayLimit.IDLE_SECONDS, 60);
        listen(BOB);
        Circuit idle = dial(ALICE, BOB);
        Circuit idles = accepted();
        Circuit chat = dial(ALICE, BOB);
        Circuit chats = accepted();
        assertPasses(idle, idles, 1);
        pass(Duration.ofSeconds(50));
        assertPasses(chat, chats, 2);
        assertEquals(2, relay.server.circuits());
        pass(Duration.ofSeconds(20));
        Nodes.await("the end of the idle one", () -> relay.server.circuits() == 1);
        assertTrue(isCut(idle));
        assertPasses(chats, chat, 3);
    }

    private static boolean isCut(Circuit circuit) throws IOException {
        try {
            return circuit.input().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void aPeerThatSendsNoPingLosesItsPlace() throws Exception {
        start(RelayOptions.defaults());
        opened.add(relay.reserved(BOB));
        pass(Duration.ofSeconds(71));
        Nodes.await("the end of the place", () -> relay.server.places() == 0);
    }

    @Test
    void aPingIsASignOfLifeForAsLongAsAnother() throws Exception {
        start(RelayOptions.defaults());
        Place place =
                new Place(
                        opened.add(relay.raw(BOB)),
                        new Applicant(RelayScene.RELAY.id(), BOB.id(), Optional.empty()),
                        ahead::get);
        long silence = Duration.ofSeconds(70).toNanos();
        ahead.set(silence);
        assertFalse(place.isStuck(ahead.get(), silence, silence));
        place.heard();
        ahead.set(2 * silence);
        assertFalse(place.isStuck(ahead.get(), silence, silence));
        ahead.incrementAndGet();
        assertTrue(place.isStuck(ahead.get(), silence, silence));
    }

    @Test
    void aLinkOnWhichNothingIsSaidIsClosed() throws Exception {
        start(RelayOptions.defaults());
        Link silent = opened.add(relay.raw(ALICE));
        Nodes.await(
                "the end of the silent link",
                () -> {
                    pass(Duration.ofSeconds(11));
                    return isEnded(silent);
                });
    }

    private static boolean isEnded(Link link) {
        try {
            link.receive();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void linksOnWhichNothingIsSaidAreSoManyFromOneAddress() throws Exception {
        start(RelayOptions.defaults());
        List<Link> silent = new ArrayList<>();
        for (int i = 0; i < RelayOptions.MAX_UNDECIDED_PER_ADDRESS; i++) {
            silent.add(opened.add(relay.raw(ALICE)));
        }
        Nodes.await("one too many", () -> isDeclined(RelayCode.TOO_MANY));
        silent.forEach(Link::close);
        Nodes.await("room", () -> isDeclined(RelayCode.NOT_HERE));
    }

    private boolean isDeclined(RelayCode code) {
        try {
            return relay.ask(BOB, RelayScene.connect(CAROL)) instanceof RelayFrame.Failure failure
                    && failure.code().equals(code.word());
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aPeerThatDoesNotAnswerItsCallsHasFewWaiting() throws Exception {
        start(RelayOptions.defaults());
        opened.add(relay.reserved(BOB));
        List<Link> callers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Link caller = opened.add(relay.raw(ALICE));
            caller.send(RelayFrame.encode(RelayScene.connect(BOB)));
            callers.add(caller);
        }
        Nodes.await("busy", () -> isBusy());
        assertFalse(callers.isEmpty());
    }

    private boolean isBusy() {
        try {
            return relay.ask(CAROL, RelayScene.connect(BOB)) instanceof RelayFrame.Failure failure
                    && failure.code().equals(RelayCode.BUSY.word());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatWasUsedIsForgottenOnceItHasComeBack() throws Exception {
        start(RelayOptions.defaults());
        Shares shares = new Shares(RelayOptions.defaults(), ahead::get);
        shares.call(ALICE.id(), relay.address());
        shares.called(BOB.id(), relay.address());
        assertEquals(3, shares.remembered());
        shares.tidy();
        assertEquals(3, shares.remembered());
        ahead.addAndGet(MINUTE.toNanos());
        shares.tidy();
        assertEquals(0, shares.remembered());
    }

    @Test
    void aLimitBelowOneIsNone() {
        assertThrows(
                IllegalArgumentException.class,
                () -> RelayOptions.defaults().with(RelayLimit.CIRCUITS, 0));
    }
}
