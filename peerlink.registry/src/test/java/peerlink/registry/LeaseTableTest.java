package peerlink.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

final class LeaseTableTest {
    private static final Duration TTL = Duration.ofSeconds(90);

    /** 40,000 lists take a second or two where a walk through all names takes minutes. */
    @Example
    void heldNamesDoNotSlowDownLists() {
        var table = new LeaseTable(StoreSettings.of(TTL, 100_000), 0);
        for (int i = 0; i < 100_000; i++) {
            table.apply(new LogEntry.Leased(Registrant.record(i), 1));
            table.apply(new LogEntry.Removed(Registrant.id(i), 2, 1));
        }
        table.apply(new LogEntry.Leased(Registrant.record(100_000), 1));

        assertTimeout(
                Duration.ofSeconds(60),
                () -> {
                    for (int i = 0; i < 20_000; i++) {
                        assertEquals(1, table.page(null, 51, 2).records().size());
                        assertEquals(1, table.findByPrefix("peer-", 20, 2).size());
                    }
                });
    }

    /** Each is looked at when it is due, and no lease that has run out is overlooked for longer than two ticks. */
    @Property(tries = 500)
    void wheelComesRoundToEveryLease(
            @ForAll @Size(min = 1, max = 30) List<@LongRange(max = 200_000) Long> deadlines,
            @ForAll @Size(min = 1, max = 20)
                    List<@IntRange(min = 1, max = 150_000) Integer> steps) {
        var wheel = new LeaseWheel(TTL, 0);
        var waiting = new HashSet<Lease>();
        for (int i = 0; i < deadlines.size(); i++) {
            var lease = new Lease(Registrant.id(i));
            lease.grant(1 + deadlines.get(i));
            wheel.file(lease);
            waiting.add(lease);
        }
        long now = 0;
        for (int step : steps) {
            now += step;
            var early = new ArrayList<Lease>();
            for (Lease due = wheel.due(now); due != null; due = wheel.due(now)) {
                if (due.deadline() <= now) {
                    assertTrue(waiting.remove(due));
                } else {
                    early.add(due);
                    wheel.file(due);
                }
            }
            long sure = now - 100;
            assertTrue(waiting.stream().noneMatch(lease -> lease.deadline() <= sure));
            assertTrue(waiting.containsAll(early));
        }
    }
}
