package peerlink.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.function.Executable;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.TestIdentities;

final class LeaseTableTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");
    private static final Identity CAROL = TestIdentities.ed25519("carol");
    private static final Duration TTL = Duration.ofSeconds(90);

    private TestClock clock = new TestClock();
    private LeaseTable table = new LeaseTable(TTL, 2);

    /** The tries of one property share an instance. */
    @BeforeTry
    void startAnew() {
        clock = new TestClock();
        table = new LeaseTable(TTL, 2);
    }

    private SignedRecord.Verified record(Identity identity, String name, long sequence) {
        // the table takes it for granted that somebody has looked at the signature
        var content =
                new Statement.Present(
                        Bytes.wrap(identity.certificate().getPublicKey().getEncoded()),
                        sequence,
                        clock.millis(),
                        new PeerName(name),
                        List.of());
        var signed = new SignedRecord(content.encode(), Bytes.wrap(new byte[Limits.SIGNATURE]));
        return new SignedRecord.Verified(signed, content);
    }

    private Optional<Change> put(Identity identity, String name, long sequence) throws Rejection {
        return table.put(record(identity, name, sequence), clock.instant());
    }

    private static void assertRejected(ErrorCode code, Executable call) {
        assertEquals(code, assertThrows(Rejection.class, call).code());
    }

    private boolean isThere(Identity identity) {
        return table.isLeased(identity.id(), clock.instant());
    }

    @Example
    void leaseHoldsUntilItsEndAndIsThenToldOnce() throws Exception {
        put(ALICE, "alice", 1);
        clock.advance(TTL.minusMillis(1));
        assertTrue(isThere(ALICE));
        assertEquals(List.of(), table.expire(clock.instant()));
        clock.advance(Duration.ofMillis(1));

        assertEquals(Optional.empty(), table.find(ALICE.id(), clock.instant()));
        assertEquals(List.of(new Change.Went(ALICE.id())), table.expire(clock.instant()));
        assertEquals(List.of(), table.expire(clock.instant()));
        assertEquals(0, table.leases());
    }

    @Example
    void renewedLeaseHoldsOnAndAnExpiredOneIsNotRenewed() throws Exception {
        put(ALICE, "alice", 1);
        clock.advance(Duration.ofSeconds(60));
        table.renew(ALICE.id(), clock.instant());
        clock.advance(Duration.ofSeconds(60));
        assertEquals(List.of(), table.expire(clock.instant()));
        assertTrue(isThere(ALICE));
        clock.advance(TTL);

        assertRejected(ErrorCode.NOT_REGISTERED, () -> table.renew(ALICE.id(), clock.instant()));
    }

    /** Nobody would believe it: better the peer hears of it than that it is listed for nobody. */
    @Example
    void leaseOfARecordThatIsADayOldIsNotRenewed() throws Exception {
        Duration lease = Limits.MAX_AGE;
        table = new LeaseTable(lease.plusSeconds(1), 2);
        put(ALICE, "alice", 1);
        clock.advance(lease);
        table.renew(ALICE.id(), clock.instant());
        clock.advance(Duration.ofMillis(1));

        assertRejected(ErrorCode.NOT_REGISTERED, () -> table.renew(ALICE.id(), clock.instant()));
        put(ALICE, "alice", 2);
        table.renew(ALICE.id(), clock.instant());
    }

    @Example
    void nameIsHeldThirtyDaysAfterTheLastLease() throws Exception {
        put(ALICE, "alice", 1);
        clock.advance(TTL);
        table.expire(clock.instant());
        assertRejected(ErrorCode.NAME_TAKEN, () -> put(BOB, "alice", 1));
        assertRejected(ErrorCode.NAME_TAKEN, () -> put(BOB, "ALICE", 1));
        clock.advance(Limits.NAME_HOLD.minusMillis(1));
        assertRejected(ErrorCode.NAME_TAKEN, () -> put(BOB, "alice", 1));
        clock.advance(Duration.ofMillis(1));

        put(BOB, "alice", 1);
        table.expire(clock.instant());
        assertTrue(table.find(new PeerName("alice"), clock.instant()).isPresent());
        assertEquals(1, table.leases());
    }

    @Example
    void leaseTakenAgainWhileTheNameIsHeldEndsInItsTurn() throws Exception {
        put(ALICE, "alice", 1);
        clock.advance(TTL);
        table.expire(clock.instant());
        put(ALICE, "alice", 2);
        clock.advance(TTL);

        assertEquals(List.of(new Change.Went(ALICE.id())), table.expire(clock.instant()));
    }

    @Example
    void anotherNameGivesTheFirstOneBack() throws Exception {
        put(ALICE, "alice", 1);
        put(ALICE, "alicia", 2);

        put(BOB, "alice", 1);
        assertRejected(ErrorCode.NAME_TAKEN, () -> put(ALICE, "alice", 3));
    }

    @Example
    void sequenceOnlyGrowsAlsoPastATombstone() throws Exception {
        SignedRecord.Verified first = record(ALICE, "alice", 5);
        table.put(first, clock.instant());
        assertEquals(Optional.empty(), table.put(first, clock.instant()));
        assertRejected(ErrorCode.STALE_SEQUENCE, () -> put(ALICE, "alicia", 5));
        assertRejected(ErrorCode.STALE_SEQUENCE, () -> put(ALICE, "alice", 4));
        assertRejected(
                ErrorCode.STALE_SEQUENCE, () -> table.remove(ALICE.id(), 5, clock.instant()));
        table.remove(ALICE.id(), 6, clock.instant());

        assertRejected(ErrorCode.STALE_SEQUENCE, () -> table.put(first, clock.instant()));
        assertTrue(put(ALICE, "alice", 7).isPresent());
    }

    @Example
    void fullTableTakesNobodyNewAndForgetsTheOldestHeldNames() throws Exception {
        put(ALICE, "alice", 1);
        put(BOB, "bob", 1);
        assertRejected(ErrorCode.TOO_MANY, () -> put(CAROL, "carol", 1));
        put(ALICE, "alice", 2);
        table.remove(ALICE.id(), 3, clock.instant());
        clock.advance(Duration.ofMillis(1));
        table.remove(BOB.id(), 3, clock.instant());
        put(CAROL, "carol", 1);
        clock.advance(Duration.ofMillis(1));
        table.remove(CAROL.id(), 3, clock.instant());
        table.expire(clock.instant());

        put(BOB, "alice", 4);
        assertRejected(ErrorCode.NAME_TAKEN, () -> put(ALICE, "carol", 1));
    }

    @Example
    void prefixAndPagesAreInOrderAndBounded() throws Exception {
        put(BOB, "alicia", 1);
        put(ALICE, "alice", 1);
        var now = clock.instant();

        assertEquals(2, table.findByPrefix("al", 20, now).size());
        assertEquals("alice", content(table.findByPrefix("al", 1, now).getFirst()).name().text());
        PeerId first = table.page(null, 1, now).getFirst().content().id();
        PeerId second = table.page(first, 5, now).getFirst().content().id();
        assertTrue(first.compareTo(second) < 0);
        assertEquals(List.of(), table.page(second, 5, now));
    }

    /** Whatever happens, who is told to have come and not gone is exactly who is leased, after each sweep. */
    @Property(tries = 300)
    void changesAddUpToWhoIsThere(@ForAll @Size(max = 40) List<@IntRange(max = 8) Integer> steps)
            throws Exception {
        var crowd = List.of(ALICE, BOB);
        Set<PeerId> told = new HashSet<>();
        long sequence = 0;
        for (int step : steps) {
            Identity who = crowd.get(step % 2);
            sequence++;
            switch (step / 2) {
                case 0 -> put(who, "name-" + step % 2, sequence).ifPresent(c -> tell(told, c));
                case 1 ->
                        table.remove(who.id(), sequence, clock.instant())
                                .ifPresent(c -> tell(told, c));
                case 2 -> {
                    if (isThere(who)) {
                        table.renew(who.id(), clock.instant());
                    }
                }
                default -> clock.advance(Duration.ofSeconds(step * 7L));
            }
            table.expire(clock.instant()).forEach(c -> tell(told, c));
            for (Identity each : crowd) {
                assertEquals(isThere(each), told.contains(each.id()));
            }
            assertEquals(told.size(), table.leases());
            Set<PeerId> listed = new HashSet<>();
            table.page(null, 9, clock.instant()).forEach(r -> listed.add(r.content().id()));
            assertEquals(told, listed);
            assertEquals(told.size(), table.findByPrefix("name-", 9, clock.instant()).size());
        }
    }

    /** 2,000 lists take milliseconds where a walk through all names takes half a minute. */
    @Example
    void heldNamesDoNotSlowDownLists() throws Exception {
        table = new LeaseTable(TTL, 100_000);
        var now = clock.instant();
        for (int i = 0; i < 100_000; i++) {
            var content =
                    new Statement.Present(
                            Bytes.utf8("key " + i), 1, 0, new PeerName("peer-" + i), List.of());
            var signed = new SignedRecord(Bytes.utf8("record " + i), Bytes.utf8("signature"));
            table.put(new SignedRecord.Verified(signed, content), now);
            table.remove(content.id(), 2, now);
        }
        put(ALICE, "peer-alice", 1);

        assertTimeout(
                Duration.ofSeconds(5),
                () -> {
                    for (int i = 0; i < 1_000; i++) {
                        assertEquals(1, table.page(null, 51, now).size());
                        assertEquals(1, table.findByPrefix("peer-", 20, now).size());
                    }
                });
    }

    private static void tell(Set<PeerId> told, Change change) {
        switch (change) {
            case Change.Came(SignedRecord record) -> told.add(content(record).id());
            case Change.Went(PeerId id) -> assertTrue(told.remove(id));
        }
    }

    private static Statement.Present content(SignedRecord record) {
        try {
            return Statement.Present.decode(record.record());
        } catch (ProtocolViolationException e) {
            throw new AssertionError(e);
        }
    }
}
