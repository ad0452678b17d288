package peerlink.registry.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LeaseHistoryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final LeaseHistory history = new LeaseHistory();

    private static Instant minute(long minutes) {
        return START.plusSeconds(60 * minutes);
    }

    @Test
    void nothingIsKnownAtFirst() {
        List<OptionalLong> hour = history.lastHour(START);
        assertEquals(60, hour.size());
        assertEquals(0, hour.stream().filter(OptionalLong::isPresent).count());
    }

    @Test
    void theLastNoteOfAMinuteHolds() {
        history.note(START, 3);
        history.note(START.plusSeconds(59), 5);
        assertEquals(OptionalLong.of(5), history.lastHour(START.plusSeconds(59)).getLast());
    }

    @Test
    void aClockThatWasSetBackOverwritesNothing() {
        history.note(minute(10), 7);
        history.note(minute(3), 99);
        assertEquals(OptionalLong.of(7), history.lastHour(minute(10)).getLast());
        assertEquals(OptionalLong.of(7), history.lastHour(minute(3)).getLast());
    }

    /** The history is compared with a map that keeps everything. */
    @Property
    void holdsEachMinuteOfTheHourAndNoneBefore(
            @ForAll @Size(max = 40) List<@IntRange(max = 90) Integer> steps) {
        Map<Long, Long> all = new HashMap<>();
        LeaseHistory ring = new LeaseHistory();
        long minute = 0;
        for (int step : steps) {
            minute += step;
            ring.note(minute(minute), minute * 3);
            all.put(minute, minute * 3);
            List<OptionalLong> hour = ring.lastHour(minute(minute + step));
            for (int i = 0; i < 60; i++) {
                Long kept = all.get(minute + step - 59 + i);
                assertEquals(
                        kept == null ? OptionalLong.empty() : OptionalLong.of(kept), hour.get(i));
            }
        }
    }
}
