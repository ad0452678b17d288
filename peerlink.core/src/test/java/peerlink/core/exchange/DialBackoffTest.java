package peerlink.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DialBackoffTest {
    private static final long NOW = Long.MAX_VALUE - 5;

    private final DialBackoff redial = new DialBackoff(new SplittableRandom(1));

    @Test
    void theBoundDoublesUpToFiveMinutes() {
        Duration bound = DialBackoff.FIRST;
        for (int failures = 0; failures < 40; failures++) {
            assertJitter(failures, bound);
            bound = bound.multipliedBy(2);
            if (bound.compareTo(DialBackoff.LONGEST) > 0) {
                bound = DialBackoff.LONGEST;
            }
        }
        assertEquals(Duration.ofMinutes(5), bound);
    }

    @Test
    void aPlannedAttemptComesNearerAsTimePasses() {
        redial.plan(NOW);
        long due = redial.nanosUntilDue(NOW);
        redial.plan(NOW + 1);
        assertEquals(due - 1, redial.nanosUntilDue(NOW + 1), "planned once");
        assertEquals(0, redial.nanosUntilDue(NOW + due), "though the clock overflowed");
        redial.begun(NOW + due);
        assertEquals(Long.MAX_VALUE, redial.nanosUntilDue(NOW + due));
    }

    @Test
    void anEventAndASuccessBeginAnew() {
        for (int i = 0; i < DialBackoff.PATIENCE; i++) {
            assertTrue(redial.isPatient(NOW));
            redial.failed();
        }
        assertFalse(redial.isPatient(NOW));
        redial.hurry(NOW);
        assertEquals(0, redial.nanosUntilDue(NOW));
        assertTrue(redial.isPatient(NOW));
        redial.failed();
        redial.succeeded();
        assertEquals(Long.MAX_VALUE, redial.nanosUntilDue(NOW));
        redial.plan(NOW);
        assertTrue(redial.nanosUntilDue(NOW) < DialBackoff.FIRST.toNanos());
    }

    /**
     * Such events come from a directory that comes and goes, or a peer that registers anew all the
     * time.
     */
    @Test
    void eventsThatComeAgainAndAgainAreNoReasonToHurry() {
        redial.hurry(NOW);
        redial.begun(NOW);
        for (int i = 0; i < DialBackoff.PATIENCE; i++) {
            redial.failed();
        }
        redial.hurry(NOW + 1);
        assertEquals(Duration.ofSeconds(1).toNanos() - 1, redial.nanosUntilDue(NOW + 1));
        assertFalse(redial.isPatient(NOW + 1));
        long later = NOW + DialBackoff.LONGEST.toNanos();
        redial.hurry(later);
        assertEquals(0, redial.nanosUntilDue(later));
        assertTrue(redial.isPatient(NOW));
    }

    @Test
    void aUserWhoTypesWaitsASecondAtMost() {
        redial.ask(NOW);
        assertEquals(0, redial.nanosUntilDue(NOW));
        redial.begun(NOW);
        redial.failed();
        redial.ask(NOW + 1);
        assertEquals(Duration.ofSeconds(1).toNanos() - 1, redial.nanosUntilDue(NOW + 1));
    }

    /** After so many failures the next attempt comes at any time up to a bound. */
    private static void assertJitter(int failures, Duration bound) {
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 200; i++) {
            DialBackoff one = new DialBackoff(new Random(i));
            for (int j = 0; j < failures; j++) {
                one.failed();
            }
            one.plan(NOW);
            least = Math.min(least, one.nanosUntilDue(NOW));
            most = Math.max(most, one.nanosUntilDue(NOW));
        }
        assertTrue(most < bound.toNanos(), failures + " failures: " + most);
        assertTrue(most > bound.toNanos() / 10 * 9, failures + " failures: " + most);
        assertTrue(least < bound.toNanos() / 10, failures + " failures: " + least);
    }
}
