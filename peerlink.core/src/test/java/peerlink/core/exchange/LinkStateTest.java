package peerlink.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peerlink.api.ProtocolViolationException;
import peerlink.core.store.StreamId;

class LinkStateTest {
    private static final long NOW = Long.MAX_VALUE - 5;

    private final LinkState link = new LinkState(true, true, true, LinkState.Route.DIRECT, NOW);

    @Test
    void aSilentLinkIsDeadWithin20Seconds() {
        long now = NOW;
        int pings = 0;
        while (!link.isDead(now)) {
            pings += link.pingIfQuiet(now) ? 1 : 0;
            link.suspectIfSilent(now);
            now += link.nanosUntilDue(now);
        }
        assertEquals(1, pings);
        assertTrue(now - NOW <= Duration.ofSeconds(20).toNanos());
        assertTrue(now - NOW >= Duration.ofSeconds(10).toNanos());
    }

    @Test
    void aSignOfLifeKeepsItAlive() {
        long now = NOW;
        for (int i = 0; i < 10; i++) {
            now += link.nanosUntilDue(now);
            assertTrue(link.pingIfQuiet(now));
            assertFalse(link.pingIfQuiet(now), "asked once");
            assertTrue(link.takePing());
            assertFalse(link.takePing());
            now += Duration.ofSeconds(5).toNanos();
            assertFalse(link.heard(now), "nobody waited for it");
            assertFalse(link.isDead(now));
        }
    }

    @Test
    void aLinkThatOwesAnAnswerIsSuspectedUntilASignOfLife() {
        long asked = NOW + LinkState.QUIET.toNanos();
        assertTrue(link.pingIfQuiet(asked));
        assertEquals(LinkState.ANSWER.toNanos(), link.nanosUntilDue(asked));
        assertFalse(link.suspectIfSilent(asked + LinkState.ANSWER.toNanos() - 1));
        long late = asked + LinkState.ANSWER.toNanos();
        assertTrue(link.suspectIfSilent(late));
        assertFalse(link.suspectIfSilent(late), "once");
        assertTrue(link.isSuspected());
        assertFalse(link.isDead(late));
        link.heard(late);
        assertFalse(link.isSuspected());
    }

    @Test
    void aProbeIsToBeAnsweredSoonEvenIfAnAnswerIsDueAlready() {
        link.pingIfQuiet(NOW + LinkState.QUIET.toNanos());
        assertTrue(link.takePing());
        long probed = NOW + LinkState.QUIET.toNanos() + 1;
        link.probe(probed);
        assertTrue(link.takePing(), "asked again");
        assertFalse(link.suspectIfSilent(probed + LinkState.PROOF.toNanos() - 1));
        assertTrue(link.suspectIfSilent(probed + LinkState.PROOF.toNanos()));
    }

    @Test
    void theAnswerToAPingTellsTheRoundTrip() {
        assertEquals(Optional.empty(), link.roundTrip());
        link.ponged(NOW);
        assertEquals(0, link.pongs(), "nobody has asked");
        link.measure(NOW);
        link.ponged(NOW + 1);
        assertEquals(Optional.empty(), link.roundTrip(), "the ping is not written yet");
        assertTrue(link.takePing());
        link.ponged(NOW + 3);
        assertEquals(Optional.of(Duration.ofNanos(3)), link.roundTrip());
        assertFalse(link.suspectIfSilent(NOW + LinkState.ANSWER.toNanos()), "it was no proof");
    }

    @Test
    void theAnswerToAChallengeIsNotTakenForThatToALaterPing() {
        link.challenge();
        assertTrue(link.takePing());
        link.measure(NOW);
        assertTrue(link.takePing());
        link.ponged(NOW + 1);
        assertEquals(Optional.empty(), link.roundTrip());
        link.ponged(NOW + 9);
        assertEquals(Optional.of(Duration.ofNanos(9)), link.roundTrip());
        assertEquals(2, link.pongs());
    }

    @Test
    void aChallengeIsMetByWhateverComesNext() {
        link.challenge();
        assertTrue(link.hasSignDue());
        assertTrue(link.heard(NOW));
        assertFalse(link.heard(NOW));
    }

    @Test
    void itsStreamIsAnnouncedAndAnsweredOnce() throws Exception {
        assertThrows(ProtocolViolationException.class, () -> link.ready(0));
        assertTrue(link.begin());
        assertFalse(link.begin());
        link.ready(3);
        assertEquals(3, link.sentSeq());
        assertThrows(ProtocolViolationException.class, () -> link.ready(3));
    }

    @Test
    void theOtherSideIsToldOnceHowFarItsStreamIsKept() throws Exception {
        link.remoteBegins(new StreamId(1, 2));
        assertFalse(link.isConfirmationDue(5), "the answer comes first");
        assertTrue(link.takeAnswer(5));
        assertFalse(link.takeAnswer(5));
        assertFalse(link.takeConfirmation(5));
        assertTrue(link.takeConfirmation(6));
        assertFalse(link.takeConfirmation(6));
        assertThrows(ProtocolViolationException.class, () -> link.remoteBegins(new StreamId(1, 2)));
    }
}
