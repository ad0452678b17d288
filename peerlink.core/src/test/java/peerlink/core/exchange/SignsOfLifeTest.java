package peerlink.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignsOfLifeTest {
    private static final long NOW = Long.MAX_VALUE - 5;

    private final SignsOfLife signs = new SignsOfLife(NOW);

    @Test
    void aSilentLinkIsDeadWithin20Seconds() {
        long now = NOW;
        int pings = 0;
        while (!signs.isDead(now)) {
            pings += signs.pingIfQuiet(now) ? 1 : 0;
            signs.suspectIfSilent(now);
            now += signs.nanosUntilDue(now);
        }
        assertEquals(1, pings);
        assertTrue(now - NOW <= Duration.ofSeconds(20).toNanos());
        assertTrue(now - NOW >= Duration.ofSeconds(10).toNanos());
    }

    @Test
    void aSignOfLifeKeepsItAlive() {
        long now = NOW;
        for (int i = 0; i < 10; i++) {
            now += signs.nanosUntilDue(now);
            assertTrue(signs.pingIfQuiet(now));
            assertFalse(signs.pingIfQuiet(now), "asked once");
            assertTrue(signs.takePing());
            assertFalse(signs.takePing());
            now += Duration.ofSeconds(5).toNanos();
            assertFalse(signs.heard(now), "nobody waited for it");
            assertFalse(signs.isDead(now));
        }
    }

    @Test
    void aLinkThatOwesAnAnswerIsSuspectedUntilASignOfLife() {
        long asked = NOW + SignsOfLife.QUIET.toNanos();
        assertTrue(signs.pingIfQuiet(asked));
        assertEquals(SignsOfLife.ANSWER.toNanos(), signs.nanosUntilDue(asked));
        assertFalse(signs.suspectIfSilent(asked + SignsOfLife.ANSWER.toNanos() - 1));
        long late = asked + SignsOfLife.ANSWER.toNanos();
        assertTrue(signs.suspectIfSilent(late));
        assertFalse(signs.suspectIfSilent(late), "once");
        assertTrue(signs.isSuspected());
        assertFalse(signs.isDead(late));
        signs.heard(late);
        assertFalse(signs.isSuspected());
    }

    @Test
    void aProbeIsToBeAnsweredSoonEvenIfAnAnswerIsDueAlready() {
        signs.pingIfQuiet(NOW + SignsOfLife.QUIET.toNanos());
        assertTrue(signs.takePing());
        long probed = NOW + SignsOfLife.QUIET.toNanos() + 1;
        signs.probe(probed);
        assertTrue(signs.takePing(), "asked again");
        assertFalse(signs.suspectIfSilent(probed + SignsOfLife.PROOF.toNanos() - 1));
        assertTrue(signs.suspectIfSilent(probed + SignsOfLife.PROOF.toNanos()));
    }

    @Test
    void theAnswerToAPingTellsTheRoundTrip() {
        assertEquals(Optional.empty(), signs.roundTrip());
        signs.ponged(NOW);
        assertEquals(0, signs.pongs(), "nobody has asked");
        signs.measure(NOW);
        signs.ponged(NOW + 1);
        assertEquals(Optional.empty(), signs.roundTrip(), "the ping is not written yet");
        assertTrue(signs.takePing());
        signs.ponged(NOW + 3);
        assertEquals(Optional.of(Duration.ofNanos(3)), signs.roundTrip());
        assertFalse(signs.suspectIfSilent(NOW + SignsOfLife.ANSWER.toNanos()), "it was no proof");
    }

    @Test
    void theAnswerToAChallengeIsNotTakenForThatToALaterPing() {
        signs.challenge();
        assertTrue(signs.takePing());
        signs.measure(NOW);
        assertTrue(signs.takePing());
        signs.ponged(NOW + 1);
        assertEquals(Optional.empty(), signs.roundTrip());
        signs.ponged(NOW + 9);
        assertEquals(Optional.of(Duration.ofNanos(9)), signs.roundTrip());
        assertEquals(2, signs.pongs());
    }

    @Test
    void aChallengeIsMetByWhateverComesNext() {
        signs.challenge();
        assertTrue(signs.hasSignDue());
        assertTrue(signs.heard(NOW));
        assertFalse(signs.heard(NOW));
    }
}
