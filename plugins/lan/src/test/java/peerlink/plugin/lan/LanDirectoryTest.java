package peerlink.plugin.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.Directory;
import peerlink.api.DirectoryContext;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Query;
import peerlink.api.Registration;
import peerlink.api.Visibility;
import peerlink.plugin.lan.LanScene.Events;
import peerlink.testkit.contract.TestIdentities;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LanDirectoryTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.p256("bob");

    private final LanScene scene = new LanScene();

    @AfterEach
    void end() throws Exception {
        scene.close();
    }

    private static Peer peer(Identity identity, String name) {
        return new Peer(identity.id(), new PeerName(name), LanScene.HERE);
    }

    @Test
    void whoComesSeesThoseWhoAreThereAndTheySeeIt() throws Exception {
        Directory alices = scene.visible(ALICE);
        alices.register(LanScene.called("alice"));
        Events alice = Events.of(alices);
        Directory bobs = scene.visible(BOB);
        Events bob = Events.of(bobs);
        bobs.register(LanScene.called("bob"));

        bob.await(new DirectoryEvent.Appeared(peer(ALICE, "alice")));
        alice.await(new DirectoryEvent.Appeared(peer(BOB, "bob")));
    }

    @Test
    void aGoodbyeIsHeardAtOnce() throws Exception {
        Directory alices = scene.visible(ALICE);
        Registration alice = alices.register(LanScene.called("alice"));
        Events bob = Events.of(scene.visible(BOB));
        bob.await(new DirectoryEvent.Appeared(peer(ALICE, "alice")));
        alice.close();

        bob.await(new DirectoryEvent.Left(ALICE.id()));
    }

    @Test
    void bothProcessesOfAnIdentityThatRunsTwiceAreTold() throws Exception {
        for (String show : List.of("visible", "contacts")) {
            Directory one = scene.open(ALICE, show, Set.of());
            Directory other = scene.open(ALICE, show, Set.of());
            Events first = Events.of(one);
            Events second = Events.of(other);
            one.register(LanScene.called("alice"));
            other.register(
                    new Announcement(
                            new PeerName("alice"), List.of(Address.parse("tls://127.0.0.1:7002"))));
            DirectoryEvent conflict =
                    new DirectoryEvent.Conflict(
                            "another process uses the same key, from 127.0.0.1");
            first.await(conflict);
            second.await(conflict);
            assertEquals(1, one.find(new Query.ById(ALICE.id())).size());
            one.close();
            other.close();
        }
    }

    /** It may have the local network twice among its directories. */
    @Test
    void oneProcessIsNotTakenForTwo() throws Exception {
        Directory one = scene.visible(ALICE);
        Directory other = scene.visible(ALICE);
        Events first = Events.of(one);
        one.register(LanScene.called("alice"));
        other.register(LanScene.called("alice"));
        scene.visible(BOB).register(LanScene.called("bob"));
        // bob is later than what the two say of themselves
        List<DirectoryEvent> before = first.beforeAppearance(BOB.id());
        assertEquals(
                List.of(),
                before.stream().filter(DirectoryEvent.Conflict.class::isInstance).toList());
    }

    @Test
    void severalPeersMayGoByOneName() throws Exception {
        scene.visible(ALICE).register(LanScene.called("bob"));
        scene.visible(BOB).register(LanScene.called("bob"));

        Directory asking = scene.visible(TestIdentities.ed25519("carol"));
        assertEquals(
                Set.of(peer(ALICE, "bob"), peer(BOB, "bob")),
                Set.copyOf(asking.find(new Query.ByName(new PeerName("bob")))));
        assertFalse(asking.isAuthority());
    }

    @Test
    void whoShowsItselfToContactsIsSeenByThemAlone() throws Exception {
        Directory alices = scene.open(ALICE, "contacts", Set.of());
        alices.register(LanScene.called("alice"));
        Events friend = Events.of(scene.open(BOB, "visible", Set.of(ALICE.id())));
        friend.await(new DirectoryEvent.Appeared(peer(ALICE, "alice")));

        Directory stranger = scene.visible(TestIdentities.ed25519("mallory"));
        assertEquals(List.of(), stranger.find(new Query.Everyone()));
        // an id in hand, from an invite, is as good
        assertEquals(List.of(peer(ALICE, "alice")), stranger.find(new Query.ById(ALICE.id())));
        alices.close();
        friend.await(new DirectoryEvent.Left(ALICE.id()));
    }

    @Test
    void strangersHearNothingThatStaysTheSame() throws Exception {
        Ear stranger = scene.ear();
        Directory alices = scene.open(ALICE, "contacts", Set.of());
        Registration registration = alices.register(LanScene.called("alice"));
        Set<Bytes> quarters = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            Bytes heard = stranger.hear(LanDatagram.Sealed.class::isInstance);
            assertEquals(LanDatagram.MAX_LENGTH, heard.size());
            LanDatagram.Sealed sealed = (LanDatagram.Sealed) Ear.read(heard);
            for (int at = 0; at + 4 <= heard.size() - LanDatagram.HEADER; at += 4) {
                // the beginning alone is the same
                quarters.add(Bytes.copyOf(heard.toByteArray(), LanDatagram.HEADER + at, 4));
            }
            assertTrue(sealed.ciphertext().size() > 1_000);
            String text = new String(heard.toByteArray(), StandardCharsets.ISO_8859_1);
            assertFalse(text.contains("alice") || text.contains("127.0.0.1"));
            if (i < 3) {
                registration = alices.register(LanScene.called("alice"));
            }
        }
        // of random ones, two in 1,200 are equal with a probability of 1 in 6,000
        assertTrue(quarters.size() >= 4 * 297 - 1, quarters.size() + " different parts");
        registration.close();
        // the goodbye looks like all else
        stranger.hear(LanDatagram.Sealed.class::isInstance);
    }

    @Test
    void whoIsNotListedInRegistriesIsNotShownInClearHereEither() throws Exception {
        Ear stranger = scene.ear();
        scene.visible(ALICE).register(LanScene.called("alice", Visibility.LOOKUP_ONLY));
        stranger.hear(
                datagram -> {
                    assertFalse(datagram instanceof LanDatagram.Signed, datagram::toString);
                    return datagram instanceof LanDatagram.Sealed;
                });
    }

    @Test
    void aQuestionNamesNobody() throws Exception {
        Ear stranger = scene.ear();
        Directory bobs = scene.visible(BOB);
        assertEquals(List.of(), bobs.find(new Query.ById(ALICE.id())));
        byte[] query = stranger.hear(LanDatagram.Query.class::isInstance).toByteArray();
        assertEquals(LanDatagram.MAX_LENGTH, query.length);
        for (int i = LanDatagram.Query.SHORTEST; i < query.length; i++) {
            assertEquals(0, query[i]);
        }
    }

    @Test
    void anAnswerIsNeverLongerThanItsQuery() throws Exception {
        List<Address> many =
                IntStream.range(0, 8)
                        .mapToObj(i -> Address.parse("tls://192.0.2.7:" + (7_001 + i)))
                        .toList();
        scene.visible(ALICE).register(new Announcement(new PeerName("alice"), many));
        scene.open(BOB, "contacts", Set.of()).register(LanScene.called("bob"));
        Ear stranger = scene.ear();
        stranger.say(query(1, 240));
        Bytes answer = stranger.hearAnswer(LanDatagram.Signed.class::isInstance);
        assertTrue(answer.size() <= 240, answer.size() + " bytes");
        LanDatagram.Signed statement = (LanDatagram.Signed) Ear.read(answer);
        assertEquals(many.subList(0, 3), LanRecord.decode(statement.body()).addresses());
        // too short for anybody
        stranger.say(query(2, LanDatagram.Query.SHORTEST));
        stranger.say(query(3, LanDatagram.MAX_LENGTH));
        LanDatagram first = Ear.read(stranger.hearAnswer(_ -> true));
        LanDatagram second = Ear.read(stranger.hearAnswer(_ -> true));
        assertEquals(
                1,
                List.of(first, second).stream()
                        .filter(LanDatagram.Sealed.class::isInstance)
                        .count());
    }

    @Test
    void aFloodOfQueriesGetsAFewAnswers() throws Exception {
        scene.visible(ALICE).register(LanScene.called("alice"));
        Ear stranger = scene.ear();
        for (int i = 0; i < 100; i++) {
            stranger.say(query(100 + i, LanDatagram.MAX_LENGTH));
        }
        int answers = stranger.countAnswers(500);
        assertTrue(answers >= 5 && answers <= 20, answers + " answers");
    }

    @Test
    void aForgedStatementShowsNobody() throws Exception {
        Directory bobs = scene.visible(BOB);
        Events bob = Events.of(bobs);
        bob.await(new DirectoryEvent.Connected());
        Ear stranger = scene.ear();
        LanKey mallory = new LanKey(TestIdentities.ed25519("mallory"));
        byte[] body =
                new LanRecord(Duration.ofSeconds(60), new PeerName("alice"), LanScene.HERE)
                        .encode(500);
        byte[] forged =
                LanDatagram.Signed.encode(
                        LanDatagram.Kind.PRESENT,
                        mallory,
                        1,
                        System.currentTimeMillis(),
                        LanDatagram.UNASKED,
                        body);
        forged[forged.length - 1] ^= 1;
        stranger.say(forged);
        scene.visible(ALICE).register(LanScene.called("alice"));

        assertEquals(
                new DirectoryEvent.Appeared(peer(ALICE, "alice")),
                bob.await(DirectoryEvent.Appeared.class::isInstance));
    }

    @Test
    void whatWasRecordedBringsNobodyBack() throws Exception {
        Ear stranger = scene.ear();
        Directory alices = scene.visible(ALICE);
        Registration alice = alices.register(LanScene.called("alice"));
        byte[] recorded = stranger.hear(LanDatagram.Signed.class::isInstance).toByteArray();
        Directory bobs = scene.visible(BOB);
        Events bob = Events.of(bobs);
        bob.await(new DirectoryEvent.Appeared(peer(ALICE, "alice")));
        alice.close();
        bob.await(new DirectoryEvent.Left(ALICE.id()));
        stranger.say(recorded);
        scene.visible(TestIdentities.ed25519("carol")).register(LanScene.called("carol"));

        DirectoryEvent next = bob.await(DirectoryEvent.Appeared.class::isInstance);
        assertTrue(next.toString().contains("carol"), next.toString());
    }

    @Test
    void aWrongClockHidesNobody() throws Exception {
        InstantSource wrong = () -> Instant.EPOCH.plus(Duration.ofDays(365));
        Directory alices = scene.open(ALICE, "visible", Set.of(), wrong);
        Events alice = Events.of(alices);
        alices.register(LanScene.called("alice"));
        Directory bobs = scene.visible(BOB);
        Events bob = Events.of(bobs);
        bobs.register(LanScene.called("bob"));

        bob.await(new DirectoryEvent.Appeared(peer(ALICE, "alice")));
        alice.await(new DirectoryEvent.Appeared(peer(BOB, "bob")));
    }

    @Test
    void aPortThatIsNotSharedIsSaidPlainly() throws Exception {
        try (DatagramSocket selfish =
                new DatagramSocket(scene.port, InetAddress.ofLiteral("0.0.0.0"))) {
            Directory alices = scene.visible(ALICE);
            IOException failure =
                    assertThrows(
                            IOException.class, () -> alices.register(LanScene.called("alice")));
            assertTrue(
                    failure.getMessage()
                            .startsWith(
                                    "UDP port %d is used by a program that does not share it"
                                            .formatted(selfish.getLocalPort())),
                    failure.getMessage());
            Events.of(alices).await(DirectoryEvent.Disconnected.class::isInstance);
            // it goes on without it: asking needs a port of its own alone
            assertEquals(List.of(), scene.visible(BOB).find(new Query.Everyone()));
        }
    }

    @Test
    void settingsAndAddressesThatAreNoneAreRefused() {
        LanDiscovery discovery = new LanDiscovery();
        DirectoryContext odd =
                DirectoryContext.of(LanScene.network(ALICE), Map.of("show", "me"), Set.of());
        assertEquals(
                "show = 'me' (allowed: visible, contacts or off)",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> discovery.open(scene.address(), odd))
                        .getMessage());
        for (String address : List.of("lan://192.0.2.1:7776", "lan:///", "lan://239.255.80.76:0")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> discovery.open(Address.parse(address), LanScene.network(ALICE)),
                    address);
        }
    }

    private static byte[] query(int number, int length) {
        byte[] nonce = new byte[LanDatagram.NONCE];
        nonce[0] = (byte) number;
        nonce[1] = 1;
        return new LanDatagram.Query(Bytes.wrap(nonce), length).encode();
    }
}
