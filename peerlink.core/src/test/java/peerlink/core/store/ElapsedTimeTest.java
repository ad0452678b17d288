package peerlink.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElapsedTimeTest {
    private static final Instant START = Instant.parse("2026-08-01T12:00:00Z");

    private Instant clock = START;
    private long nanos = Long.MAX_VALUE - 1000;
    private Optional<MessageStore.Elapsed> kept = Optional.empty();

    private ElapsedTime run() {
        return new ElapsedTime(kept, () -> clock, () -> nanos);
    }

    /** Lets time pass while a node runs, whose timer sees it. */
    private void pass(Duration time) {
        nanos += time.toNanos();
        clock = clock.plus(time);
    }

    @ParameterizedTest
    @CsvSource({
        "PT1H, PT1H, an hour off",
        "PT72H, PT72H, a weekend off",
        "PT168H, PT168H, a week",
        "PT168H1S, PT0S, more than can be believed",
        "PT960H, PT0S, 40 days ahead",
        "P3650D, PT0S, ten years ahead",
        "-PT1H, PT0S, set back an hour",
        "-P40D, PT0S, 40 days back",
        "-P20000D, PT0S, before 1970"
    })
    void betweenRunsTheClockCountsAsFarAsItCanBeBelieved(
            Duration leap, Duration counted, String what) {
        ElapsedTime first = run();
        pass(Duration.ofMinutes(5));
        kept = Optional.of(first.follow());
        clock = clock.plus(leap);
        assertEquals(Duration.ofMinutes(5).plus(counted), Duration.ofMillis(run().millis()), what);
    }

    @Test
    void whileANodeRunsNobodySetsTheTime() {
        ElapsedTime time = run();
        for (Duration wrong : List.of(Duration.ofDays(40), Duration.ofDays(-20_000))) {
            clock = clock.plus(wrong);
            pass(Duration.ofHours(1));
            time.follow();
        }
        assertEquals(Duration.ofHours(2), Duration.ofMillis(time.millis()));
    }

    @Test
    void aMachineThatSleptHasMissedTheTimeAndFindsItOut() {
        ElapsedTime time = run();
        clock = clock.plus(Duration.ofHours(9)); // the timer stood still
        pass(Duration.ofHours(1));
        time.follow();
        assertEquals(Duration.ofHours(10), Duration.ofMillis(time.millis()));
    }

    @Test
    void aClockThatIsSetForthAndBackAgainAndAgainCountsOnce() {
        kept = Optional.of(run().follow());
        for (int i = 0; i < 20; i++) {
            clock = clock.plus(Duration.ofDays(6));
            kept = Optional.of(run().follow());
            clock = clock.minus(Duration.ofDays(6));
            kept = Optional.of(run().follow());
        }
        assertEquals(Duration.ofDays(6), Duration.ofMillis(run().millis()));
    }

    @Test
    void aDatabaseMadeIn1970CountsAsAnyOtherOnceTheClockIsRight() {
        clock = Instant.EPOCH;
        kept = Optional.of(run().follow());
        clock = START;
        kept = Optional.of(run().follow());
        assertEquals(0, run().millis());
        clock = clock.plus(Duration.ofDays(2));
        assertEquals(Duration.ofDays(2), Duration.ofMillis(run().millis()));
    }

    /** Runs of an hour, each with a clock that is off by another time. */
    @Property(tries = 200)
    void neverGoesBackAndRunsAlwaysCountAndALeapNoMoreThanAWeek(
            @ForAll @Size(max = 30) List<@IntRange(min = -60_000, max = 60_000) Integer> hoursOff) {
        clock = START;
        kept = Optional.empty();
        long before = 0;
        for (int off : hoursOff) {
            clock = START.plus(Duration.ofHours(off));
            ElapsedTime time = run();
            long begun = time.millis();
            assertTrue(begun >= before, "it went back");
            assertTrue(begun - before <= ElapsedTime.TRUSTED.toMillis(), "it leapt");
            pass(Duration.ofHours(1));
            assertEquals(begun + 3_600_000, time.millis());
            kept = Optional.of(time.follow());
            before = time.millis();
        }
    }
}
