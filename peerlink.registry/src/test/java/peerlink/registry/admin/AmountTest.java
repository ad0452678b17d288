package peerlink.registry.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AmountTest {
    @Test
    void shortTimesHaveTwoDigitsAtMostBehindThePoint() {
        assertEquals("0 ms", Amount.shortTime(Duration.ZERO));
        assertEquals("0.01 ms", Amount.shortTime(Duration.ofNanos(10_000)));
        assertEquals("0.5 ms", Amount.shortTime(Duration.ofNanos(500_000)));
        assertEquals("2.5 ms", Amount.shortTime(Duration.ofNanos(2_500_000)));
        assertEquals("10 ms", Amount.shortTime(Duration.ofMillis(10)));
        assertEquals("100 ms", Amount.shortTime(Duration.ofMillis(100)));
        assertEquals("1.0 s", Amount.shortTime(Duration.ofSeconds(1)));
        assertEquals("5400.0 s", Amount.shortTime(Duration.ofMinutes(90)));
    }

    @Test
    void longTimesHaveTwoUnits() {
        assertEquals("0 s", Amount.longTime(Duration.ofSeconds(-5)));
        assertEquals("0 s", Amount.longTime(Duration.ZERO));
        assertEquals("0 s", Amount.longTime(Duration.ofMillis(900)));
        assertEquals("59 s", Amount.longTime(Duration.ofSeconds(59)));
        assertEquals("5 min 20 s", Amount.longTime(Duration.ofSeconds(320)));
        assertEquals("2 h 5 min", Amount.longTime(Duration.ofSeconds(2 * 3600 + 5 * 60 + 59)));
        assertEquals("3 h 0 min", Amount.longTime(Duration.ofSeconds(3 * 3600 + 59)));
        assertEquals("3 d 4 h", Amount.longTime(Duration.ofHours(76)));
    }

    @Test
    void ratesAreNoMoreExactThanAnyoneReads() {
        assertEquals("0", Amount.rate(0));
        assertEquals("< 0.1", Amount.rate(0.03));
        assertEquals("12.3", Amount.rate(12.34));
        assertEquals("1,235", Amount.rate(1_234.5678));
    }
}
