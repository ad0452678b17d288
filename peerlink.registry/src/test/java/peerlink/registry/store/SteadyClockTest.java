package peerlink.registry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import peerlink.api.PeerId;
import peerlink.registry.fixture.Registrant;
import peerlink.registry.fixture.TestClock;
import peerlink.registry.store.embedded.EmbeddedStore;

class SteadyClockTest {
    private static final Duration TTL = Duration.ofSeconds(90);
    private static final PeerId ONE = Registrant.id(1);

    private final TestClock world = new TestClock();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final SteadyClock steady = new SteadyClock(world.instant(), nanos::get);

    private EmbeddedStore store() throws Exception {
        EmbeddedStore store = EmbeddedStore.inMemory(StoreSettings.of(TTL, 10), world, steady);
        PeerRecord record = Registrant.record(1);
        store.put(
                new PeerRecord(
                        record.signed(),
                        record.id(),
                        1,
                        world.millis(),
                        record.name(),
                        record.visibility()));
        return store;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void goesByItsTimerThoughThatWrapsRound() {
        long before = steady.millis();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(7));
        assertEquals(before + 7_000, steady.millis());
        assertEquals(before + 7_000, steady.instant().toEpochMilli());
    }

    @Test
    void aClockThatIsSetForwardEndsNoLease() throws Exception {
        try (EmbeddedStore store = store()) {
            world.advance(Duration.ofHours(2));
            assertEquals(Sweep.NOTHING, store.sweep());
            assertTrue(store.find(ONE).isPresent());
            assertEquals(List.of(Renewal.RENEWED), store.renew(List.of(ONE)));
            assertEquals(world.instant(), store.now());
        }
    }

    @Test
    void aClockThatIsSetBackKeepsNoLeaseAlive() throws Exception {
        try (EmbeddedStore store = store()) {
            world.advance(Duration.ofHours(-2));
            pass(TTL.plusMillis(1));
            assertFalse(store.isLeased(ONE));
            pass(Duration.ofSeconds(1));
            assertEquals(1, store.sweep().ended());
        }
    }

    @Test
    void theAgeOfARecordGoesByTheWorldsTime() throws Exception {
        try (EmbeddedStore store = store()) {
            world.advance(Duration.ofHours(25));
            store.sweep();
            assertEquals(List.of(Renewal.STALE_RECORD), store.renew(List.of(ONE)));
        }
    }

    @Test
    void onlyTheSystemsClockNeedsATimerBesideIt() {
        assertSame(world, SteadyClock.beside(world));
        assertTrue(SteadyClock.beside(InstantSource.system()) instanceof SteadyClock);
    }
}
