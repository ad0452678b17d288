package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import peerlink.registry.fixture.TestClock;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.ClockSkew;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.server.TokenBucket;
import peerlink.registry.store.PeerRecord;

final class TimingTest {
    @Property
    void renewalIsNeverEarlierThanToldAndNeverPastHalfTheLease(
            @ForAll long seed,
            @ForAll @LongRange(min = 100, max = 1L << 53) long ttl,
            @ForAll @LongRange(max = 1L << 53) long renewAfter) {
        Duration delay = Backoff.renewal(new Answer.Leased(ttl, renewAfter, ""), new Random(seed));
        long latest = Math.min(ttl, Duration.ofHours(2).toMillis()) / 2;

        assertTrue(delay.toMillis() <= latest);
        assertTrue(delay.toMillis() >= Math.min(renewAfter, latest));
    }

    @Property
    void recordIsSignedAnewApartFromOthersAndBeforeItsLifeEnds(@ForAll long seed) {
        Duration delay = Backoff.resigning(new Random(seed));

        assertTrue(delay.compareTo(ProtocolLimits.RECORD_LIFE) <= 0);
        assertTrue(delay.compareTo(ProtocolLimits.RECORD_LIFE.dividedBy(2)) > 0);
    }

    /**
     * A peer that a registry takes believes every peer that it takes, for any state of the three
     * clocks, as long as records are signed anew in time.
     */
    @Property
    void clocksThatOneRegistryTakesBelieveEachOther(
            @ForAll @LongRange(min = -400, max = 400) long signer,
            @ForAll @LongRange(min = -400, max = 400) long reader,
            @ForAll @IntRange(max = 13 * 3_600) int age) {
        Instant registry = Instant.parse("2026-01-01T00:00:00Z");
        Duration limit = ProtocolLimits.MAX_SKEW;
        boolean areTaken =
                ClockSkew.of(registry.plusSeconds(signer).toEpochMilli(), registry)
                                .isWithin(limit, limit)
                        && ClockSkew.of(registry.plusSeconds(reader).toEpochMilli(), registry)
                                .isWithin(limit, limit);
        ClockSkew seen =
                ClockSkew.of(
                        registry.plusSeconds(signer).toEpochMilli(),
                        registry.plusSeconds(reader).plusSeconds(age));

        assertEquals(areTaken, Math.max(Math.abs(signer), Math.abs(reader)) <= 300);
        assertTrue(
                !areTaken || seen.isWithin(PeerRecord.MAX_AGE, ProtocolLimits.MAX_AHEAD),
                seen::toString);
    }

    @Example
    void skewIsToldInWords() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertEquals(
                "20 minutes ahead of",
                ClockSkew.of(now.toEpochMilli() + 1_200_000, now).toString());
        assertEquals(
                "3 hours behind", ClockSkew.of(now.toEpochMilli() - 10_800_000, now).toString());
        assertEquals("20454 days behind", ClockSkew.of(0, now).toString());
    }

    @Property
    void pausesStayBetweenFloorAndCap(
            @ForAll long seed, @ForAll @IntRange(max = 1_000_000) int failures) {
        Duration delay = Backoff.REMOTE.delay(failures, new Random(seed));

        assertTrue(delay.compareTo(Duration.ofMillis(50)) >= 0);
        assertTrue(delay.compareTo(Duration.ofMinutes(5)) <= 0);
        assertTrue(Backoff.LOCAL.delay(0, new Random(seed)).compareTo(Duration.ofMillis(500)) <= 0);
    }

    @Property
    void theTimeThatTheServerAsksForIsWaitedAndMoreOnTopButNotForLong(
            @ForAll long seed,
            @ForAll @IntRange(max = 1_000_000) int failures,
            @ForAll @LongRange(max = 1L << 53) long asked) {
        Duration heeded = Reconnect.asked(new Answer.GoAway(asked).refused());
        Duration delay = Backoff.REMOTE.delay(failures, heeded, new Random(seed));

        assertEquals(Math.min(asked, 300_000), heeded.toMillis(), "a lie silences nobody for long");
        assertTrue(delay.compareTo(heeded) > 0);
        assertTrue(delay.compareTo(heeded.plus(Duration.ofMinutes(5))) <= 0);
    }

    /** Clients with the same notice must not come back at the same time. */
    @Example
    void thoseWhoAreSentAwayTogetherComeBackApart() {
        Duration asked = Duration.ofSeconds(60);
        var random = new Random(1);
        LongSummaryStatistics pauses =
                IntStream.range(0, 1_000)
                        .mapToLong(i -> Backoff.REMOTE.delay(0, asked, random).toMillis())
                        .summaryStatistics();
        assertTrue(pauses.getMax() - pauses.getMin() > 25_000, pauses::toString);
    }

    @Example
    void aCallerThatWaitsForALinkHastensAGuessAndNotATimeThatTheServerHasAskedFor() {
        var slow = new Backoff(Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(2));
        var reconnect = new Reconnect(slow, new Random(1));
        reconnect.ended(new Answer.GoAway(60_000).refused(), Duration.ofHours(1));
        assertTrue(reconnect.askedFor().compareTo(Duration.ofSeconds(50)) > 0);
        assertTrue(reconnect.left(true).compareTo(Duration.ofMinutes(50)) > 0);

        var backoff = new Backoff(Duration.ZERO, Duration.ofMillis(1), Duration.ofHours(1 << 10));
        var guess = new Reconnect(backoff, new Random(1));
        for (int i = 0; i < 30; i++) {
            guess.ended(new IOException("no route"), Duration.ZERO);
        }
        assertTrue(guess.left(false).compareTo(Duration.ofMinutes(1)) > 0);
        assertTrue(guess.left(true).toMillis() <= 1);
        assertFalse(guess.askedFor().isPositive());
    }

    @Example
    void rateLimitTellsWhenToComeBack() {
        var limit = TokenBucket.perSecond(10, 0);
        assertEquals(0, limit.take(100, 0));
        assertEquals(100, limit.take(1, 0));
        assertEquals(0, limit.take(1, 100));
        assertEquals(100, limit.take(1, 100));
        // a clock set back gives nothing, takes nothing
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
        assertFalse(source.raise(ProtocolLimits.MAX_NUMBER));
        assertEquals(clock.millis() + 5_002, source.next());
        assertEquals(clock.millis(), new SequenceSource(clock).next());
    }
}
