package peerlink.registry.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import peerlink.registry.fixture.Registrant;
import peerlink.registry.fixture.TestClock;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.StoreSettings;

/** The pause of a registry between two sweeps: long while no lease can run out. */
final class SweepPauseTest {
    private static final Duration TTL = Duration.ofSeconds(90);

    private final TestClock clock = new TestClock();
    private final RegistryStore store = EmbeddedStore.inMemory(StoreSettings.of(TTL, 10), clock);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aRegistryWithoutLeasesThatRunOutSleepsForASecond() throws Exception {
        store.sweep();
        assertEquals(RegistryStore.LONGEST_SWEEP_PERIOD, store.untilSweep());
        store.put(Registrant.record(1));
        store.sweep();
        assertEquals(RegistryStore.LONGEST_SWEEP_PERIOD, store.untilSweep());
    }

    @Test
    void itWakesWhenALeaseRunsOut() throws Exception {
        store.put(Registrant.record(1));
        Duration before = Duration.ofMillis(300);
        clock.advance(TTL.minus(before));
        assertEquals(0, store.sweep().ended());
        Duration pause = store.untilSweep();
        assertTrue(pause.compareTo(before.plus(RegistryStore.SWEEP_PERIOD)) <= 0, pause::toString);
        clock.advance(pause);
        assertEquals(1, store.sweep().ended(), () -> "after " + pause);
        assertEquals(RegistryStore.LONGEST_SWEEP_PERIOD, store.untilSweep());
    }

    @Test
    void aLeaseThatIsShorterThanTheLongestPauseEndsInTime() throws Exception {
        Duration brief = Duration.ofMillis(400);
        try (RegistryStore of = EmbeddedStore.inMemory(StoreSettings.of(brief, 10), clock)) {
            of.sweep();
            assertEquals(brief, of.untilSweep());
        }
    }
}
