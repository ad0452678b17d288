package peerlink.core.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.PeerName;
import peerlink.api.RefusedException;
import peerlink.core.fixture.TestPeers;
import peerlink.core.link.AgreedLink;
import peerlink.core.model.Attempt;
import peerlink.core.model.Attempt.Result;

@Timeout(20)
class DialRaceTest {
    private static final Address ONE = at(1);
    private static final Address TWO = at(2);
    private static final Address THREE = at(3);

    private final Map<Address, Place> places = new HashMap<>();
    private final List<Address> begun = Collections.synchronizedList(new ArrayList<>());
    private final List<FakeLink> links = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger hellos = new AtomicInteger();
    private final Semaphore hostTries = new Semaphore(1_000);
    private final DialQuota<Address> quota = new DialQuota<>(System::nanoTime);
    private final DialRace race = race(Duration.ofSeconds(10));

    /** The behaviour of an address. */
    private interface Place {
        Link connect() throws IOException;
    }

    private static Address at(int number) {
        return Address.parse("loopback://192.0.2." + number + ":7001");
    }

    private DialRace race(Duration limit) {
        return new DialRace(
                new DialRace.Opener() {
                    @Override
                    public Link connect(Address address) throws IOException {
                        begun.add(address);
                        return places.getOrDefault(address, DialRaceTest::swallow).connect();
                    }

                    @Override
                    public boolean mayTryHost(Address address) {
                        return hostTries.tryAcquire();
                    }

                    @Override
                    public AgreedLink agree(Link link) throws IOException {
                        hellos.incrementAndGet();
                        return new AgreedLink(link, new PeerName("bob"), false, _ -> {});
                    }
                },
                limit,
                quota);
    }

    private static Link swallow() throws IOException {
        try {
            new CountDownLatch(1).await();
            throw new IllegalStateException("nobody opens it");
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private FakeLink link() {
        FakeLink link = new FakeLink();
        links.add(link);
        return link;
    }

    private static Rendezvous.Asking noHelp(Rendezvous.Found found) {
        found.ended();
        return () -> {};
    }

    private AgreedLink run(Address... known) throws Exception {
        return race.run(List.of(known), List::of, false, List.of(), DialRaceTest::noHelp);
    }

    private List<Result> results() {
        return race.attempts().stream().map(Attempt::result).toList();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "it did not happen");
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void anAddressThatSwallowsEverythingHoldsNobodyUp() throws Exception {
        places.put(TWO, this::link);
        long start = System.nanoTime();
        assertNotNull(run(ONE, TWO, THREE));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(DialRace.STAGGER) >= 0, "the first has a start: " + took);
        assertTrue(took.compareTo(Duration.ofSeconds(1)) < 0, () -> "" + took);
        assertEquals(List.of(ONE, TWO), begun);
        assertEquals(List.of(Result.GIVEN_UP, Result.LINKED, Result.SKIPPED), results());
        assertEquals(Optional.of(TWO), race.reachedAt());
    }

    @Test
    void anAddressThatFailsIsFollowedAtOnce() throws Exception {
        Place refused =
                () -> {
                    throw new IOException("nobody listens there");
                };
        for (int i = 1; i < 20; i++) {
            places.put(at(i), refused);
        }
        places.put(at(20), this::link);
        List<Address> all = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            all.add(at(i));
        }
        long start = System.nanoTime();
        assertNotNull(run(all.toArray(Address[]::new)));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(DialRace.STAGGER.multipliedBy(8)) < 0, () -> "" + took);
        assertEquals(all, begun);
        assertEquals("nobody listens there", race.attempts().getFirst().detail());
    }

    @Test
    void onlyOneLinkIsKeptAndOnlyOneSaysHello() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        for (Address address : List.of(ONE, TWO, THREE)) {
            places.put(
                    address,
                    () -> {
                        all.countDown();
                        await(() -> all.getCount() == 0);
                        return link();
                    });
        }
        AgreedLink won = run(ONE, TWO, THREE);
        assertNotNull(won);
        await(() -> links.size() == 3 && links.stream().filter(FakeLink::isOpen).count() == 1);
        assertEquals(1, hellos.get());
        assertEquals(1, Collections.frequency(results(), Result.LINKED));
    }

    @Test
    void aRefusalByThePeerEndsTheDial() {
        places.put(
                ONE,
                () -> {
                    throw new RefusedException("blocked", "go away");
                });
        places.put(TWO, this::link);
        assertThrows(RefusedException.class, () -> run(ONE, TWO));
        assertEquals(List.of(Result.REFUSED, Result.SKIPPED), results());
    }

    @Test
    void anotherKeyIsNotThere() throws Exception {
        places.put(
                ONE,
                () -> {
                    throw new IdentityMismatchException(TestPeers.id(1), TestPeers.id(2));
                });
        places.put(TWO, this::link);
        assertNotNull(run(ONE, TWO));
        assertEquals(List.of(Result.ANOTHER_KEY, Result.LINKED), results());
    }

    @Test
    void whatASearchFindsComesBeforeThoseThatWaitAndTheLastKnownComeLast() throws Exception {
        AgreedLink link =
                race(Duration.ofSeconds(2))
                        .run(
                                List.of(ONE, TWO, at(5)),
                                () -> List.of(THREE, ONE),
                                true,
                                List.of(at(4)),
                                DialRaceTest::noHelp);
        assertNull(link);
        assertEquals(List.of(ONE, TWO, THREE, at(5), at(4)), begun);
    }

    /** Such as at a relay, where a peer that has only just started takes a place. */
    @Test
    void anAddressThatTheNextSearchFindsIsTriedThoughAllOthersHaveFailed() throws Exception {
        places.put(
                ONE,
                () -> {
                    throw new IOException("nobody listens there");
                });
        places.put(TWO, this::link);
        AtomicInteger searches = new AtomicInteger();
        assertNotNull(
                race.run(
                        List.of(),
                        () -> searches.incrementAndGet() == 1 ? List.of(ONE) : List.of(ONE, TWO),
                        false,
                        List.of(),
                        DialRaceTest::noHelp));
        assertEquals(List.of(ONE, TWO), begun);
    }

    @Test
    void addressesOfBeforeHaveLittleTimeIfThePeerIsRegisteredNowhere() throws Exception {
        long start = System.nanoTime();
        DialRace.Search nowhere =
                new DialRace.Search() {
                    @Override
                    public List<Address> find() {
                        return List.of();
                    }

                    @Override
                    public boolean isAway() {
                        return true;
                    }
                };
        assertNull(race.run(List.of(ONE), nowhere, true, List.of(), DialRaceTest::noHelp));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(Duration.ofSeconds(6)) < 0, took::toString);
    }

    @Test
    void otherPortsOfAHostAreNoWayToMoreTriesOfIt() throws Exception {
        hostTries.drainPermits();
        hostTries.release(2);
        assertNull(
                race(Duration.ofSeconds(2))
                        .run(
                                List.of(ONE, TWO, THREE),
                                List::of,
                                false,
                                List.of(),
                                DialRaceTest::noHelp));
        assertEquals(List.of(ONE, TWO), begun);
    }

    @Test
    void aSearchThatFailsLeavesTheRest() throws Exception {
        places.put(at(4), this::link);
        DialRace.Search broken =
                () -> {
                    throw new IOException("no registry answers");
                };
        assertNotNull(race.run(List.of(), broken, false, List.of(at(4)), DialRaceTest::noHelp));
        assertEquals("no registry answers", race.searchFailure().getMessage());
    }

    @Test
    void noMoreThanTheUsualNumberOfAddressesIsTried() throws Exception {
        List<Address> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(at(i));
            places.put(
                    at(i),
                    () -> {
                        throw new IOException("no");
                    });
        }
        assertNull(race.run(many, List::of, false, List.of(), DialRaceTest::noHelp));
        assertEquals(DialAttempts.MAX_ADDRESSES, begun.size());
    }

    @Test
    void whoeverIsInterruptedGivesEverythingUp() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread dialling =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        run(ONE, TWO);
                                    } catch (InterruptedException e) {
                                        interrupted.set(true);
                                    } catch (Exception e) {
                                        throw new AssertionError(e);
                                    }
                                });
        await(() -> begun.size() == 2);
        dialling.interrupt();
        dialling.join();
        assertTrue(interrupted.get());
        assertEquals(List.of(Result.GIVEN_UP, Result.GIVEN_UP), results());
    }

    @Test
    void everythingIsGivenUpInTheEnd() throws Exception {
        DialRace brief = race(Duration.ofMillis(600));
        assertNull(brief.run(List.of(ONE, TWO), List::of, false, List.of(), DialRaceTest::noHelp));
        assertEquals(
                List.of("no answer in time", "no answer in time"),
                brief.attempts().stream().map(Attempt::detail).toList());
    }

    /** A connection that began at an address which the machine has lost gets no answer. */
    @Test
    void anotherNetworkHasItBeginAnew() throws Exception {
        Thread changing =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    await(() -> begun.size() == 1);
                                    places.put(ONE, this::link);
                                    race.networkChanged();
                                });
        assertNotNull(run(ONE));
        changing.join();
        assertEquals(List.of(ONE, ONE), begun);
        assertEquals(List.of(Result.LINKED), results());
    }

    /** Anybody may announce the address of somebody else. */
    @Test
    void anAddressWhereNoPeerWasEverFoundIsTriedAFewTimesAMinute() throws Exception {
        places.put(
                ONE,
                () -> {
                    throw new IOException("no");
                });
        for (int i = 0; i < 50; i++) {
            assertNull(
                    race(Duration.ofSeconds(5))
                            .run(List.of(ONE), List::of, false, List.of(), DialRaceTest::noHelp));
        }
        assertTrue(begun.size() <= DialQuota.AT_ONCE + 2, () -> "" + begun.size());
        quota.proven(ONE);
        int before = begun.size();
        assertNull(race.run(List.of(ONE), List::of, false, List.of(), DialRaceTest::noHelp));
        assertEquals(before + 1, begun.size());
    }

    private static final class FakeLink implements Link {
        private final AtomicBoolean closed = new AtomicBoolean();

        boolean isOpen() {
            return !closed.get();
        }

        @Override
        public LinkInfo info() {
            return new LinkInfo(
                    TestPeers.id(1),
                    ONE,
                    TWO,
                    LinkInfo.Origin.DIALLED,
                    "loopback",
                    "none",
                    "none",
                    "none",
                    Instant.EPOCH);
        }

        @Override
        public void send(List<Bytes> frames) {}

        @Override
        public Bytes receive() throws IOException {
            throw new EOFException("closed");
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
