package peerlink.bench.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import peerlink.bench.chaos.Oracle.Verdict;

class OracleTest {
    private static final List<List<String>> ACCEPTED =
            List.of(List.of("a1", "a2", "a3"), List.of("b1", "b2"));

    private static Shown shown(String text) {
        return shown(text, 0);
    }

    private static Shown shown(String text, int run) {
        return new Shown("id-" + text, text, false, run);
    }

    private static Shown again(String text, int run) {
        return new Shown("id-" + text, text, true, run);
    }

    private static Verdict judge(Shown... shown) {
        return Oracle.judge(ACCEPTED, Set.of(0), List.of(shown));
    }

    @Test
    void sequencesMayMixInAnyWay() {
        Verdict verdict = judge(shown("b1"), shown("a1"), shown("a2"), shown("b2"), shown("a3"));
        assertTrue(verdict.clean());
        assertEquals(5, verdict.accepted());
        assertEquals(5, verdict.shown());
        assertEquals(0, verdict.unasked());
        assertEquals(0, verdict.redelivered());
    }

    @Test
    void findsWhatIsLost() {
        Verdict verdict = judge(shown("a1"), shown("a3"), shown("b1"));
        assertFalse(verdict.clean());
        assertEquals(List.of("a2", "b2"), verdict.lost());
        assertEquals(List.of(), verdict.reordered());
    }

    @Test
    void findsWhatIsDoubledInARun() {
        Verdict verdict =
                judge(shown("a1"), shown("a1"), shown("a2"), shown("a3"), shown("b1"), shown("b2"));
        assertFalse(verdict.clean());
        assertEquals(List.of("a1"), verdict.doubled());
    }

    @Test
    void findsWhatALaterRunDoublesWithoutSayingSo() {
        Verdict verdict =
                judge(
                        shown("a1"),
                        shown("a1", 1),
                        shown("a2", 1),
                        shown("a3", 1),
                        shown("b1", 1),
                        shown("b2", 1));
        assertEquals(List.of("a1"), verdict.doubled());
        assertEquals(0, verdict.redelivered());
    }

    @Test
    void letsARunThatFollowsAKillRepeatWhatItSays() {
        Verdict verdict =
                judge(
                        shown("a1"),
                        again("a1", 1),
                        shown("a2", 1),
                        shown("a3", 1),
                        shown("b1", 1),
                        shown("b2", 1));
        assertTrue(verdict.clean());
        assertEquals(1, verdict.redelivered());
        assertEquals(5, verdict.shown());
    }

    @Test
    void aRepeatNeedsAKillBeforeIt() {
        List<Shown> shown = List.of(shown("a1"), again("a1", 1));
        assertEquals(List.of("a1"), Oracle.judge(ACCEPTED, Set.of(), shown).doubled());
        assertEquals(List.of("a1"), judge(shown("a1"), again("a1", 0)).doubled());
        assertEquals(
                List.of("a1"),
                Oracle.judge(ACCEPTED, Set.of(0), List.of(shown("a1", 1), again("a1", 2)))
                        .doubled());
    }

    @Test
    void anotherMessageWithTheSameTextIsDoubled() {
        Shown other = new Shown("other", "a1", true, 1);
        assertEquals(List.of("a1"), judge(shown("a1"), other).doubled());
    }

    @Test
    void findsWhatIsReordered() {
        Verdict verdict = judge(shown("a2"), shown("a1"), shown("a3"), shown("b1"), shown("b2"));
        assertFalse(verdict.clean());
        assertEquals(List.of("a2"), verdict.reordered());
    }

    @Test
    void aMessageThatNobodySawAcceptedMayBeShownOnce() {
        Verdict verdict =
                judge(shown("a1"), shown("x"), shown("a2"), shown("a3"), shown("b1"), shown("b2"));
        assertTrue(verdict.clean());
        assertEquals(1, verdict.unasked());
        assertEquals(6, verdict.shown());
        verdict = judge(shown("x"), shown("x"));
        assertEquals(List.of("x"), verdict.doubled());
    }

    @Test
    void sumsUpTwoDirections() {
        Verdict one = judge(shown("a1"), shown("a1"));
        Verdict both = one.plus(one);
        assertEquals(10, both.accepted());
        assertEquals(List.of("a1", "a1"), both.doubled());
        assertEquals(8, both.lost().size());
    }
}
