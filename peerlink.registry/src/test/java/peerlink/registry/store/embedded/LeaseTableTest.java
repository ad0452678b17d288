package peerlink.registry.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import peerlink.api.PeerName;
import peerlink.api.Visibility;
import peerlink.registry.fixture.Registrant;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.StoreSettings;

final class LeaseTableTest {
    private static final Duration TTL = Duration.ofSeconds(90);

    /** A list walks past the entries that have a lease, and not past the held names. */
    @Example
    void heldNamesDoNotSlowDownLists() {
        var table = new LeaseTable(StoreSettings.of(TTL, 100_000), 0);
        for (int i = 0; i < 1_000; i++) {
            table.apply(new LogEntry.Leased(Registrant.record(i), 1));
            table.apply(
                    i % 2 == 0
                            ? new LogEntry.Removed(Registrant.id(i), 2, 1)
                            : new LogEntry.Ended(Registrant.id(i), 1));
        }
        assertTrue(table.tidy(1, 100));
        tidy(table);
        table.apply(new LogEntry.Leased(Registrant.record(1_000), 1));

        assertEquals(1_000, table.statistics().heldNames());
        assertEquals(1, table.listed());
        assertEquals(1, table.page(null, 51, 2).records().size());
        assertEquals(1, table.findByPrefix("peer-", 20, 2).size());
    }

    @Example
    void renewedLeasesThatCameTogetherAreNotLookedAtWithThoseThatEnded() {
        var wheel = new LeaseWheel(TTL, 0);
        var leases = new ArrayList<Lease>();
        for (int i = 0; i < 1_000; i++) {
            var lease = new Lease(Registrant.id(i));
            lease.grant(90_000);
            wheel.file(lease);
            leases.add(lease);
        }
        leases.subList(0, 990).forEach(lease -> lease.renew(30_000, 120_000));
        for (long now = 60_000; now < 90_000; now += 50) {
            wheel.lookAhead(now, 10);
            assertNull(wheel.due(now));
        }
        for (int i = 0; i < 10; i++) {
            assertEquals(90_000, wheel.due(90_100).deadline());
        }
        assertNull(wheel.due(90_100));
    }

    @Example
    void aLeaseThatHasRunOutIsInNoListBeforeItIsTakenOutOfThem() throws Exception {
        var table = new LeaseTable(StoreSettings.of(TTL, 100), 0);
        table.apply(new LogEntry.Leased(record("alice", 1, Visibility.PUBLIC), 1));
        table.apply(new LogEntry.Ended(Registrant.id(1), 2));
        assertEquals(0, table.page(null, 9, 3).records().size());
        assertEquals(0, table.findByPrefix("al", 9, 3).size());
        // back before that, under the same name, under another, and as one that is not listed
        table.apply(new LogEntry.Leased(record("alice", 2, Visibility.PUBLIC), 4));
        tidy(table);
        assertEquals(1, table.page(null, 9, 5).records().size());
        assertEquals(1, table.findByPrefix("al", 9, 5).size());
        table.apply(new LogEntry.Ended(Registrant.id(1), 6));
        table.apply(new LogEntry.Leased(record("bob", 3, Visibility.PUBLIC), 7));
        tidy(table);
        assertEquals(1, table.page(null, 9, 8).records().size());
        assertEquals(0, table.findByPrefix("al", 9, 8).size());
        assertEquals(1, table.findByPrefix("bo", 9, 8).size());
        table.apply(new LogEntry.Ended(Registrant.id(1), 9));
        table.apply(new LogEntry.Leased(record("bob", 4, Visibility.HIDDEN), 10));
        assertEquals(0, table.page(null, 9, 11).records().size());
        assertEquals(0, table.findByPrefix("bo", 9, 11).size());
        tidy(table);
        table.apply(new LogEntry.Leased(record("bob", 5, Visibility.PUBLIC), 12));
        assertEquals(1, table.findByPrefix("bo", 9, 13).size());
    }

    private static void tidy(LeaseTable table) {
        while (table.tidy(5, 100)) {
            // the next ones
        }
    }

    private static PeerRecord record(String name, long sequence, Visibility visibility) {
        PeerRecord other = Registrant.record(1);
        return new PeerRecord(
                other.signed(), other.id(), sequence, 1, new PeerName(name), visibility);
    }

    /**
     * Each lease is looked at when it is due, and none that has run out is overlooked for longer
     * than two ticks.
     */
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
            wheel.lookAhead(now, 7);
            long sure = now - 100;
            assertTrue(waiting.stream().noneMatch(lease -> lease.deadline() <= sure));
            assertTrue(waiting.containsAll(early));
        }
    }
}
