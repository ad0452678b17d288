package peerlink.core.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Listener;
import peerlink.api.RefusedException;
import peerlink.core.model.RelayStatus;

/** A node keeps places at its relays, and knows which of them it has. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelaysTest {
    private static final Address ONE = Address.parse("relay://192.0.2.1:1/one");
    private static final Address TWO = Address.parse("relay://192.0.2.2:2/two");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<List<Address>> told = new CopyOnWriteArrayList<>();
    private final List<Address> offered = new CopyOnWriteArrayList<>();
    private final Servers servers = new Servers();
    private Relays relays = relays();

    private Relays relays(Address... named) {
        return new Relays(List.of(named), () -> offered, servers, told::add, timer, new Random(1));
    }

    @AfterEach
    void end() {
        relays.close();
        timer.shutdownNow();
    }

    private void start(Address... named) {
        relays = relays(named);
        relays.start();
    }

    /** The relays' servers, which give places at once, later, or not at all. */
    private static final class Servers implements RelayKeeper.Opener {
        final Map<Address, CountDownLatch> held = new ConcurrentHashMap<>();
        final Map<Address, IOException> refusing = new ConcurrentHashMap<>();
        final Map<Address, Consumer<IOException>> places = new ConcurrentHashMap<>();
        final List<Address> tries = new CopyOnWriteArrayList<>();
        final List<Address> closed = new CopyOnWriteArrayList<>();

        @Override
        public Listener open(Address place, Consumer<IOException> onLost) throws IOException {
            tries.add(place);
            CountDownLatch wait = held.get(place);
            try {
                if (wait != null) {
                    wait.await();
                }
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
            IOException refusal = refusing.get(place);
            if (refusal != null) {
                throw refusal;
            }
            places.put(place, onLost);
            return new Listener() {
                @Override
                public Address address() {
                    return place;
                }

                @Override
                public void close() {
                    closed.add(place);
                }
            };
        }

        void lose(Address place) {
            places.remove(place).accept(new IOException("lost"));
        }

        long tries(Address place) {
            return tries.stream().filter(place::equals).count();
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "has not come about: " + what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void theQuickestRelayComesFirst() {
        CountDownLatch slow = new CountDownLatch(1);
        servers.held.put(ONE, slow);
        start(ONE, TWO);
        await("the quick one", () -> told.equals(List.of(List.of(TWO))));
        slow.countDown();
        await("both", () -> relays.places().equals(List.of(TWO, ONE)));
        await("the news", () -> told.equals(List.of(List.of(TWO), List.of(TWO, ONE))));
    }

    @Test
    void aRelayThatADirectoryOffersIsTakenToo() {
        start(ONE);
        await("the named one", () -> relays.places().equals(List.of(ONE)));
        offered.add(ONE);
        offered.add(TWO);
        await("both", () -> relays.places().size() == 2);
        assertEquals(1, servers.tries(ONE));
    }

    @Test
    void noMoreThanAFewAreTaken() {
        List<Address> many = new ArrayList<>();
        for (int i = 1; i <= 2 * Relays.MAX_RELAYS; i++) {
            many.add(Address.parse("relay://192.0.2.1:%d/one".formatted(i)));
        }
        start(many.toArray(Address[]::new));
        await("some", () -> relays.places().size() == Relays.MAX_RELAYS);
        assertEquals(Relays.MAX_RELAYS, servers.tries.size());
    }

    @Test
    void oneThatGivesNoPlaceAgainAndAgainMakesRoomForTheNext() {
        List<Address> many = new ArrayList<>();
        for (int i = 1; i <= Relays.MAX_RELAYS; i++) {
            many.add(Address.parse("relay://192.0.2.1:%d/one".formatted(i)));
            servers.refusing.put(
                    many.getLast(), new RefusedException("too-many", "no", Duration.ZERO));
        }
        offered.add(TWO);
        start(many.toArray(Address[]::new));
        await(
                "the one that gives a place",
                () -> {
                    relays.networkChanged(); // which ends the pauses
                    return relays.places().equals(List.of(TWO));
                });
        assertEquals(Relays.MAX_RELAYS, relays.statuses().size());
    }

    @Test
    void oneThatNobodyOffersAnyMoreIsGivenUpOnceItIsLost() {
        offered.add(ONE);
        offered.add(TWO);
        start();
        await("both", () -> relays.places().size() == 2);
        servers.refusing.put(ONE, new IOException("no"));
        servers.refusing.put(TWO, new IOException("no"));
        offered.remove(ONE);
        servers.lose(TWO);
        await("the other", () -> servers.tries(TWO) > 1);
        assertEquals(List.of(ONE), relays.places(), "circuits go on by it");
        servers.lose(ONE);
        await("one alone", () -> relays.statuses().size() == 1);
        assertEquals(TWO, relays.statuses().getFirst().relay());
    }

    @Test
    void theStatusTellsOfPlacesAndOfFailures() {
        servers.refusing.put(TWO, new RefusedException("not-allowed", "ask the operator"));
        offered.add(TWO);
        start(ONE);
        await(
                "a failure",
                () -> relays.statuses().stream().anyMatch(one -> !one.failure().isEmpty()));
        await("the place", () -> relays.places().equals(List.of(ONE)));
        RelayStatus held = relays.statuses().getFirst();
        assertTrue(held.isNamed() && held.latency().isPresent(), held::toString);
        assertEquals(
                new RelayStatus(TWO, false, Optional.empty(), "ask the operator"),
                relays.statuses().getLast());
    }

    @Test
    void aLostPlaceIsToldAndTakenAgain() {
        start(ONE);
        await("the place", () -> relays.places().equals(List.of(ONE)));
        servers.lose(ONE);
        await("the place again", () -> servers.tries(ONE) == 2 && !relays.places().isEmpty());
        await("the news", () -> told.equals(List.of(List.of(ONE), List.of(), List.of(ONE))));
    }

    @Test
    void aRelayThatRefusesIsLeftAloneForAsLongAsItSays() throws Exception {
        servers.refusing.put(
                ONE, new RefusedException("too-many", "full", Duration.ofMillis(1_200)));
        long start = System.nanoTime();
        start(ONE);
        await("a try", () -> servers.tries(ONE) == 1);
        servers.refusing.clear();
        await("the place", () -> relays.places().equals(List.of(ONE)));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(1_200));
        assertEquals(2, servers.tries(ONE));
    }

    @Test
    void anotherNetworkMeansAnotherTryAtOnceAndNoGoodbyeToWhatMayLive() {
        servers.refusing.put(ONE, new RefusedException("not-allowed", "no", Duration.ofMinutes(5)));
        start(ONE, TWO);
        await("a place and a refusal", () -> servers.tries(ONE) == 1 && !told.isEmpty());
        servers.refusing.clear();
        relays.networkChanged();
        await("both", () -> relays.places().size() == 2);
        await("another try", () -> servers.tries(TWO) == 2);
        assertEquals(List.of(), servers.closed);
        assertFalse(told.contains(List.of()), "the place was held all the time");
    }

    @Test
    void aPlaceThatMayLiveAfterAChangeOfTheNetworkIsGivenUpInTheEnd() {
        start(ONE);
        await("the place", () -> relays.places().equals(List.of(ONE)));
        servers.refusing.put(ONE, new RefusedException("too-many", "no", Duration.ofMinutes(5)));
        relays.networkChanged();
        await("no place", () -> servers.tries(ONE) == 2 && relays.places().isEmpty());
        assertEquals(List.of(), servers.closed, "its circuits may be alive");
        relays.close();
        assertEquals(List.of(ONE), servers.closed);
    }

    @Test
    void aFormerPlaceThatIsLostIsForgottenAndTheNewOneIsNot() {
        start(ONE);
        await("the place", () -> relays.places().equals(List.of(ONE)));
        Consumer<IOException> former = servers.places.get(ONE);
        relays.networkChanged();
        await("the new place", () -> !former.equals(servers.places.get(ONE)));
        former.accept(new IOException("lost"));
        assertEquals(List.of(ONE), relays.places());
        relays.close();
        assertEquals(List.of(ONE), servers.closed, "the new one alone");
    }

    @Test
    void inTheEndAllPlacesAreGivenUp() {
        CountDownLatch never = new CountDownLatch(1);
        servers.held.put(TWO, never);
        start(ONE, TWO);
        await("the place", () -> relays.places().equals(List.of(ONE)));
        relays.close();
        assertEquals(List.of(ONE), servers.closed);
        assertEquals(List.of(), relays.places());
        never.countDown();
    }
}
