package peerlink.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

final class TimingTest {
    @Property
    void renewalIsNeverEarlierThanToldAndNeverPastHalfTheLease(
            @ForAll long seed,
            @ForAll @LongRange(min = 100, max = 1L << 53) long ttl,
            @ForAll @LongRange(max = 1L << 53) long renewAfter) {
        Duration delay = Backoff.renewal(new Reply.Leased(ttl, renewAfter, ""), new Random(seed));
        long latest = Math.min(ttl, Duration.ofDays(1).toMillis()) / 2;

        assertTrue(delay.toMillis() <= latest);
        assertTrue(delay.toMillis() >= Math.min(renewAfter, latest));
    }

    @Property
    void pausesStayBetweenFloorAndCap(
            @ForAll long seed, @ForAll @IntRange(max = 1_000_000) int failures) {
        Duration delay = Backoff.REMOTE.delay(failures, new Random(seed));

        assertTrue(delay.compareTo(Duration.ofMillis(50)) >= 0);
        assertTrue(delay.compareTo(Duration.ofMinutes(5)) <= 0);
        assertTrue(Backoff.LOCAL.delay(0, new Random(seed)).compareTo(Duration.ofMillis(500)) <= 0);
    }

    @Example
    void rateLimitTellsWhenToComeBack() {
        var limit = new RateLimit(10, 0);
        assertEquals(0, limit.take(100, 0));
        assertEquals(100, limit.take(1, 0));
        assertEquals(0, limit.take(1, 100));
        assertEquals(100, limit.take(1, 100));
        // set back: gives nothing, takes nothing
        assertEquals(100, limit.take(1, 50));
    }

    @Example
    void sequenceGrowsWithinAMillisecondAndFollowsWhatTheServerHasSeen() {
        var clock = new TestClock();
        var source = new SequenceSource(clock);
        assertEquals(clock.millis(), source.next());
        assertEquals(clock.millis() + 1, source.next());
        assertTrue(source.raise(clock.millis() + 5_000));
        assertEquals(clock.millis() + 5_001, source.next());
        assertFalse(source.raise(Limits.MAX_NUMBER));
        assertEquals(clock.millis() + 5_002, source.next());
        assertEquals(clock.millis(), new SequenceSource(clock).next());
    }
}
