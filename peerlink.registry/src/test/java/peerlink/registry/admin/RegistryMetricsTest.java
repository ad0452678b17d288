package peerlink.registry.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peerlink.registry.fixture.TestClock;

class RegistryMetricsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestClock clock = new TestClock();
    private final RegistryMetrics metrics = new RegistryMetrics(clock);

    private void tick(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(SECOND);
            metrics.swept(Duration.ZERO, SECOND);
            metrics.sample(1, 0, 5);
        }
    }

    @Test
    void aRateIsThatOfTheLastMinuteOrOfAsMuchAsThereIs() {
        metrics.count(Count.LOOKUP, 50);
        tick(10);
        assertEquals(5, metrics.snapshot().perSecond().get(Count.LOOKUP), 1e-9);
        tick(120);
        assertEquals(0, metrics.snapshot().perSecond().get(Count.LOOKUP));
        metrics.count(Count.LOOKUP, 120);
        assertEquals(2, metrics.snapshot().perSecond().get(Count.LOOKUP), 0.05);
        assertEquals(170, metrics.snapshot().totals().get(Count.LOOKUP));
    }

    @Test
    void aClockThatIsSetBackGivesNoNegativeRateAndNoNegativeUptime() {
        tick(30);
        metrics.count(Count.RENEWAL, 10);
        clock.advance(Duration.ofHours(-1));
        metrics.sample(1, 0, 5);
        Snapshot snapshot = metrics.snapshot();
        assertTrue(snapshot.perSecond().get(Count.RENEWAL) >= 0);
        assertEquals(Duration.ZERO, snapshot.uptime());
    }

    @Test
    void gaugesAreThoseOfTheLastSample() {
        metrics.sample(12, 7, 5);
        Snapshot snapshot = metrics.snapshot();
        assertEquals(12, snapshot.connections());
        assertEquals(7, snapshot.watchers());
        assertEquals(5, snapshot.leases());
        assertEquals(5, snapshot.leasesByMinute().getLast().orElseThrow());
    }

    @Test
    void refusalsAreCountedByTheirReason() {
        metrics.refused("name-taken");
        metrics.refused("bad-time");
        metrics.refused("name-taken");
        assertEquals(Map.of("name-taken", 2L, "bad-time", 1L), metrics.snapshot().refusals());
        assertEquals(2, metrics.refusals("name-taken"));
        assertEquals(0, metrics.refusals("malformed"));
    }

    @Test
    void aStoreIsReachableUntilItFailsAndAgainWhenItAnswers() {
        tick(1);
        assertTrue(metrics.snapshot().health().isGood());
        metrics.storeFailed();
        assertEquals(List.of("store-unreachable"), metrics.snapshot().health().problems());
        metrics.storeAnswered(Duration.ofMillis(3));
        assertTrue(metrics.snapshot().health().isGood());
        assertEquals(1, metrics.snapshot().store().total());
    }

    @Test
    void aSweepThatDoesNotComeIsLateAndGetsLater() {
        tick(1);
        clock.advance(Duration.ofSeconds(4));
        assertEquals(Duration.ofSeconds(3), metrics.snapshot().sweepLag());
        assertTrue(metrics.snapshot().health().isGood());
        clock.advance(Duration.ofSeconds(8));
        assertEquals(List.of("sweep-late"), metrics.snapshot().health().problems());
        metrics.swept(Duration.ofMillis(40), SECOND);
        assertEquals(Duration.ofMillis(40), metrics.snapshot().sweepLag());
        assertTrue(metrics.snapshot().health().isGood());
    }

    @Test
    void aRegistryThatIsDrainingIsNotHealthy() {
        tick(1);
        metrics.draining();
        Health health = metrics.snapshot().health();
        assertFalse(health.isGood());
        assertEquals("draining", health.words());
    }
}
