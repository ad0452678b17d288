package peerlink.plugin.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.plugin.lan.LanReception.Judgement;
import peerlink.testkit.contract.TestIdentities;

final class LanReceptionTest {
    private static final Identity SELF = TestIdentities.ed25519("self");
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final LanKey ALICES = new LanKey(ALICE);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final List<String> HOSTS =
            List.of(
                    "192.0.2.7",
                    "127.0.0.1",
                    "localhost",
                    "",
                    "a_b",
                    "h.example.org",
                    "0",
                    "256.1.1.1",
                    "[fe80::7]",
                    "[fe80::7%9]",
                    "[fe80::7%25eth0]",
                    "[fe80::7%none]",
                    "[::1]",
                    "[::]",
                    "[ff02::1]",
                    "[::ffff:192.0.2.7]",
                    "[v1.x]",
                    "\u00e9");
    private static final List<String> PORTS =
            List.of("", ":", ":0", ":7001", ":65536", ":99999", ":2147483648", ":-1", ":x");
    private static final LanSource THERE = from("192.0.2.7");

    private final Random random = new Random(1);
    private final LanQueries queries = new LanQueries(random);
    private Set<PeerId> contacts = Set.of();
    private final Neighbours neighbours = new Neighbours(id -> contacts.contains(id));
    private Instant clock = Instant.parse("2026-01-02T13:05:00Z");
    private final LanReception reception =
            new LanReception(
                    SELF.id(),
                    neighbours,
                    new LanLimits(0),
                    queries,
                    () -> contacts,
                    id -> contacts.contains(id),
                    () -> clock);

    private static LanSource from(String address) {
        return new LanSource(
                new InetSocketAddress(InetAddress.ofLiteral(address), 40_000),
                false,
                OptionalInt.of(3));
    }

    /** Returns a statement of alice that tells these addresses, signed as it should be. */
    private Bytes telling(long sequence, List<String> addresses) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {0, 100, 5, 'a', 'l', 'i', 'c', 'e', (byte) addresses.size()});
        for (String address : addresses) {
            body.write(address.length());
            body.writeBytes(address.getBytes(StandardCharsets.ISO_8859_1));
        }
        return Bytes.wrap(
                LanDatagram.Signed.encode(
                        LanDatagram.Kind.PRESENT,
                        ALICES,
                        sequence,
                        clock.toEpochMilli(),
                        LanDatagram.UNASKED,
                        body.toByteArray()));
    }

    private static Bytes statement(
            LanDatagram.Kind kind, LanKey key, long sequence, Instant time, Bytes nonce) {
        byte[] body =
                kind == LanDatagram.Kind.GONE
                        ? new byte[0]
                        : new LanRecord(
                                        Duration.ofSeconds(100),
                                        new PeerName("alice"),
                                        List.of(
                                                Address.parse("tls://192.0.2.7:7001"),
                                                Address.parse("tls://127.0.0.1:7001"),
                                                Address.parse("tls://[fe80::7]:7001")))
                                .encode(500);
        return Bytes.wrap(
                LanDatagram.Signed.encode(kind, key, sequence, time.toEpochMilli(), nonce, body));
    }

    private Bytes present(long sequence) {
        return statement(LanDatagram.Kind.PRESENT, ALICES, sequence, clock, LanDatagram.UNASKED);
    }

    private Bytes gone(long sequence) {
        return statement(LanDatagram.Kind.GONE, ALICES, sequence, clock, LanDatagram.UNASKED);
    }

    private Judgement judge(Bytes datagram, long now) {
        return reception.judge(datagram, THERE, now);
    }

    private List<DirectoryEvent> events(Judgement judgement) {
        return assertInstanceOf(Judgement.Changed.class, judgement).events();
    }

    private static Peer alice() {
        return new Peer(
                ALICE.id(),
                new PeerName("alice"),
                List.of(
                        Address.parse("tls://192.0.2.7:7001"),
                        // its zone is this machine's word for the network
                        Address.parse("tls://[fe80:0:0:0:0:0:0:7%3]:7001")));
    }

    @Test
    void aStatementShowsItsPeerWithTheAddressesThatAreOfUseHere() {
        assertEquals(List.of(new DirectoryEvent.Appeared(alice())), events(judge(present(1), 0)));
        assertEquals(List.of(), events(judge(present(2), 0)));
        assertEquals(List.of(alice()), neighbours.all());
    }

    @Test
    void aStatementThatComesAgainOrLateChangesNothing() {
        judge(present(20_000), 0);
        assertInstanceOf(Judgement.Nothing.class, judge(present(20_000), 0));
        // overtaken by a later one on another way
        assertInstanceOf(Judgement.Nothing.class, judge(present(19_000), 0));
        // its lifetime has not begun anew
        assertEquals(List.of(), neighbours.expire(99 * SECOND));
        judge(present(20_000), 99 * SECOND);
        assertEquals(List.of(new DirectoryEvent.Left(ALICE.id())), neighbours.expire(101 * SECOND));
    }

    @Test
    void aGoodbyeHoldsAgainstStatementsOfBefore() {
        judge(present(50_000), 0);
        Bytes before = present(30_000);
        assertEquals(List.of(new DirectoryEvent.Left(ALICE.id())), events(judge(gone(50_001), 0)));
        assertInstanceOf(Judgement.Challenge.class, judge(before, 0));
        assertInstanceOf(Judgement.Nothing.class, judge(gone(60_000), 0));
        assertEquals(List.of(), neighbours.all());
        assertEquals(1, events(judge(present(60_001), 0)).size());
    }

    @Test
    void anOldStatementOfAnUnknownPeerIsNotBelievedButItsSourceIsAsked() {
        for (Duration off : List.of(Duration.ofMinutes(6), Duration.ofMinutes(-6))) {
            Bytes old =
                    statement(
                            LanDatagram.Kind.PRESENT,
                            ALICES,
                            1,
                            clock.plus(off),
                            LanDatagram.UNASKED);
            assertEquals(
                    old.size(),
                    assertInstanceOf(Judgement.Challenge.class, judge(old, 0)).length());
        }
        assertEquals(List.of(), neighbours.all());
    }

    @Test
    void anAnswerToAQueryCountsWhateverTheClocksAndSequencesSay() {
        judge(present(50_000), 0);
        Bytes nonce = queries.ask(100, 0).nonce();
        Bytes answer = statement(LanDatagram.Kind.PRESENT, ALICES, 7, Instant.EPOCH, nonce);
        events(judge(answer, 9 * SECOND));
        assertEquals(7, neighbours.sequence(ALICE.id()).orElseThrow());
        Bytes late = statement(LanDatagram.Kind.PRESENT, ALICES, 6, Instant.EPOCH, nonce);
        assertFalse(judge(late, 11 * SECOND) instanceof Judgement.Changed);
    }

    @Test
    void aStatementOfAnotherKeyOrKindIsNotVerified() {
        byte[] bytes = present(1).toByteArray();
        for (int at : List.of(8, 30, 60, 70, 100, bytes.length - 1)) {
            byte[] changed = bytes.clone();
            changed[at] ^= 3;
            assertFalse(judge(Bytes.wrap(changed), 0) instanceof Judgement.Changed, "byte " + at);
        }
        assertInstanceOf(Judgement.Changed.class, judge(Bytes.wrap(bytes), 0));
    }

    @Test
    void anAddressThatNobodyCanUseIsRefusedOrLeftOut() {
        for (String port : List.of("65536", "99999", "2147483647", "4294967296")) {
            Bytes told = telling(1, List.of("tls://192.0.2.7:7001", "tls://[fe80::7]:" + port));
            if (judge(told, 0) instanceof Judgement.Changed(List<DirectoryEvent> events)) {
                fail(port + ": " + events);
            }
        }
        // with the zone that it gets here it would be too long
        String longest = "a".repeat(230) + "://[fe80::7]:7001";
        assertEquals(
                List.of(
                        new DirectoryEvent.Appeared(
                                new Peer(
                                        ALICE.id(),
                                        new PeerName("alice"),
                                        List.of(Address.parse("tls://192.0.2.7:7001"))))),
                events(judge(telling(2, List.of(longest, "tls://192.0.2.7:7001")), 0)));
    }

    @Property(tries = 200)
    void anyAddressesOfAStatementAreTakenOrRefused(@ForAll long seed) {
        Random any = new Random(seed);
        List<String> addresses = new ArrayList<>();
        for (int i = any.nextInt(9); i > 0; i--) {
            String scheme = any.nextInt(4) == 0 ? "x".repeat(any.nextInt(240)) : "tls";
            String host = HOSTS.get(any.nextInt(HOSTS.size()));
            String port = PORTS.get(any.nextInt(PORTS.size()));
            String text = scheme + "://" + host + port + (any.nextInt(4) == 0 ? "/path" : "");
            addresses.add(text.substring(0, Math.min(255, text.length())));
        }
        Bytes datagram = telling(1, addresses);
        if (datagram.size() <= LanDatagram.MAX_LENGTH) {
            // fails on its thread if it throws
            assertNotNull(judge(datagram, 0), addresses::toString);
        }
    }

    @Test
    void limitsComeBeforeTheSignature() {
        byte[] forged = present(1).toByteArray();
        forged[forged.length - 1] ^= 1;
        for (int i = 0; i < 300; i++) {
            // of many sources, so that none of them is above its own limit
            reception.judge(Bytes.wrap(forged), from("192.0.2." + i % 250), 0);
        }
        assertInstanceOf(Judgement.Nothing.class, judge(present(1), 0));
        assertInstanceOf(Judgement.Changed.class, judge(present(1), SECOND));
    }

    @Test
    void oneSourceIsNotLookedAtForEver() {
        Bytes garbage = Bytes.utf8("PeerLAN?");
        for (int i = 0; i < 200; i++) {
            judge(garbage, 0);
        }
        assertInstanceOf(Judgement.Nothing.class, judge(present(1), 0));
        assertInstanceOf(
                Judgement.Changed.class, reception.judge(present(1), from("192.0.2.8"), 0));
    }

    @Test
    void challengesAreFew() {
        int challenges = 0;
        for (int i = 0; i < 200; i++) {
            Bytes old =
                    statement(
                            LanDatagram.Kind.PRESENT,
                            ALICES,
                            i,
                            Instant.EPOCH,
                            LanDatagram.UNASKED);
            challenges += judge(old, 0) instanceof Judgement.Challenge ? 1 : 0;
        }
        assertEquals(3, challenges);
    }

    @Test
    void aQueryIsAnsweredOnceOnWhateverWaysItComes() {
        Bytes query = Bytes.wrap(new LanQueries(random).ask(300, 0).encode());
        assertEquals(300, assertInstanceOf(Judgement.Answer.class, judge(query, 0)).limit());
        assertInstanceOf(Judgement.Nothing.class, judge(query, 0));
    }

    @Test
    void onlyAnAnswerToItsOwnQueryTellsANodeThatItsIdentityRunsTwice() {
        LanKey own = new LanKey(SELF);
        Bytes told = statement(LanDatagram.Kind.PRESENT, own, 1, clock, LanDatagram.UNASKED);
        // anybody can tell again what this node has told
        assertEquals(
                told.size(), assertInstanceOf(Judgement.Challenge.class, judge(told, 0)).length());
        LanDatagram.Query query = queries.ask(300, 0);
        Bytes nonce = query.nonce();
        // nobody gets the answer from this node itself
        assertInstanceOf(Judgement.Nothing.class, judge(Bytes.wrap(query.encode()), 0));
        byte[] forged = statement(LanDatagram.Kind.PRESENT, own, 1, clock, nonce).toByteArray();
        forged[forged.length - 1] ^= 1;
        assertInstanceOf(Judgement.Nothing.class, judge(Bytes.wrap(forged), 0));
        Bytes goodbye = statement(LanDatagram.Kind.GONE, own, 1, clock, nonce);
        assertInstanceOf(Judgement.Nothing.class, judge(goodbye, 0));
        Bytes answer = statement(LanDatagram.Kind.PRESENT, own, 1, clock, nonce);
        assertEquals(
                3, assertInstanceOf(Judgement.Twin.class, judge(answer, 1)).addresses().size());
        reception.twinTold(SECOND);
        assertInstanceOf(Judgement.Nothing.class, judge(told, SECOND), "told for a minute");
        assertInstanceOf(Judgement.Challenge.class, judge(told, 61 * SECOND));
        assertEquals(List.of(), neighbours.all());
    }

    @Test
    void aSealedStatementIsOpenedByWhoKnowsTheIdAndBelievedIfSigned() {
        LanSeal alices = new LanSeal(ALICE.id());
        Bytes sealed = Bytes.wrap(alices.seal(present(1).toByteArray(), random));
        assertInstanceOf(Judgement.Nothing.class, judge(sealed, 0));
        contacts = Set.of(SELF.id(), ALICE.id());
        Bytes again = Bytes.wrap(alices.seal(present(1).toByteArray(), random));
        // who knows the id can seal, but not sign, nor hide another peer behind it
        Bytes others =
                statement(
                        LanDatagram.Kind.PRESENT,
                        new LanKey(TestIdentities.ed25519("mallory")),
                        1,
                        clock,
                        LanDatagram.UNASKED);
        assertInstanceOf(
                Judgement.Nothing.class,
                judge(Bytes.wrap(alices.seal(others.toByteArray(), random)), 0));
        byte[] forged = present(1).toByteArray();
        forged[forged.length - 1] ^= 1;
        assertInstanceOf(
                Judgement.Nothing.class, judge(Bytes.wrap(alices.seal(forged, random)), 0));
        byte[] changed = again.toByteArray();
        changed[changed.length - 1] ^= 1;
        changed[LanDatagram.HEADER] ^= 1;
        assertInstanceOf(Judgement.Nothing.class, judge(Bytes.wrap(changed), 0));
        assertEquals(List.of(new DirectoryEvent.Appeared(alice())), events(judge(again, 0)));
        assertEquals(LanDatagram.MAX_LENGTH, sealed.size());
    }

    @Test
    void newcomersAreFewAtATimeUnlessTheyAreContacts() {
        Neighbours many = new Neighbours(_ -> false);
        int shown = 0;
        for (int i = 0; i < 260; i++) {
            LanKey key = new LanKey(TestIdentities.ed25519("peer"));
            Bytes bytes = statement(LanDatagram.Kind.PRESENT, key, 1, clock, LanDatagram.UNASKED);
            Judgement judgement = reception.judge(bytes, from("192.0.2." + i % 250), 0);
            shown +=
                    judgement instanceof Judgement.Changed(List<DirectoryEvent> events)
                                    && !events.isEmpty()
                            ? 1
                            : 0;
        }
        assertEquals(200, shown);
        contacts = Set.of(ALICE.id());
        assertEquals(1, events(judge(present(1), 0)).size());
        assertTrue(many.all().isEmpty());
    }
}
