package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.protocol.Answer;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LinkKeeperTest {
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(16));

    private final AtomicLong nanos = new AtomicLong();

    /** Draws the shortest time, and keeps the bounds that were asked for. */
    private static final class Bounds extends Random {
        private static final long serialVersionUID = 1;

        private final transient List<Long> asked = new CopyOnWriteArrayList<>();

        @Override
        public long nextLong(long origin, long bound) {
            asked.add(bound - 1);
            return origin;
        }
    }

    /** Wants a link always, and does nothing with it. */
    private static final class Patient implements LinkKeeper.Owner {
        @Override
        public boolean isWanted() {
            return true;
        }

        @Override
        public void connected() {}

        @Override
        public Duration tend(RegistryLink link) {
            return Duration.ofMinutes(1);
        }

        @Override
        public void changed(Answer notice) {}

        @Override
        public void lost(String reason) {}
    }

    /**
     * A registry that is frozen accepts, and then says nothing for as long as a handshake may take.
     */
    @Test
    void triesThatTakeLongAreFailuresAllTheSame() throws Exception {
        var bounds = new Bounds();
        Connector frozen =
                () -> {
                    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
                    throw new IOException("no answer in time");
                };
        try (var keeper =
                new LinkKeeper(
                        "the registry", frozen, new Patient(), BACKOFF, 3, bounds, nanos::get)) {
            keeper.wake();
            Nodes.await("the longest pause", () -> usual(bounds.asked).size() >= 5);
            // between them are those for waiting callers, which stay short
            assertEquals(List.of(2L, 4L, 8L, 16L, 16L), usual(bounds.asked).subList(0, 5));
        }
    }

    /**
     * The registry is late, and has not asked to be left alone: its last failure is the reason, and
     * no wish of its own.
     */
    @Test
    void aRegistryThatAsksForNothingIsNotSaidToWantPeace() throws Exception {
        var bounds = new Bounds();
        Connector refusing =
                () -> {
                    throw new IOException("nobody listens");
                };
        try (var keeper =
                new LinkKeeper(
                        "the registry",
                        refusing,
                        new Patient(),
                        BACKOFF,
                        1_000_000,
                        bounds,
                        nanos::get)) {
            keeper.wake();
            Nodes.await("a failure", () -> !bounds.asked.isEmpty());
            var late =
                    assertThrows(
                            IOException.class,
                            () -> keeper.await(RequestDeadline.in(Duration.ofMillis(-1))));
            assertEquals("no answer in time from the registry", late.getMessage());
        }
    }

    /** Returns the usual pauses. Each try draws a usual pause and a quick one. */
    private static List<Long> usual(List<Long> asked) {
        var drawn = new ArrayList<Long>();
        for (int i = 0; i < asked.size(); i += 2) {
            drawn.add(asked.get(i));
        }
        return drawn;
    }

    /** After hours without a network the pause is minutes, and the user waits for a second. */
    @Test
    void anotherNetworkEndsThePause() throws Exception {
        AtomicLong tries = new AtomicLong();
        Backoff minutes =
                new Backoff(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5));
        try (LinkKeeper keeper =
                new LinkKeeper(
                        "the registry",
                        () -> {
                            tries.incrementAndGet();
                            throw new IOException("unreachable");
                        },
                        new Patient(),
                        minutes,
                        1,
                        new Random(),
                        System::nanoTime)) {
            keeper.wake();
            Nodes.await("a try", () -> tries.get() > 0);
            Nodes.await(
                    "more tries",
                    () -> {
                        keeper.hurry();
                        return tries.get() > 2;
                    });
        }
    }

    /** It may come from an address that the machine has no more: nobody will ever answer. */
    @Test
    void anotherNetworkEndsATryThatIsUnderWay() throws Exception {
        AtomicLong tries = new AtomicLong();
        try (LinkKeeper keeper =
                new LinkKeeper(
                        "the registry",
                        () -> {
                            tries.incrementAndGet();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                                throw new IOException("interrupted", e);
                            }
                            throw new IOException("nobody opens it");
                        },
                        new Patient(),
                        BACKOFF,
                        1,
                        new Random(),
                        System::nanoTime)) {
            keeper.wake();
            Nodes.await("a try", () -> tries.get() == 1);
            keeper.hurry();
            Nodes.await("the next try", () -> tries.get() == 2);
            keeper.hurry();
            Nodes.await("one more", () -> tries.get() == 3);
        }
    }
}
