package peerlink.core.signal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Directory;
import peerlink.api.Identity;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.testkit.contract.TestIdentities;

/**
 * A registry that lies, swaps, replays or floods, and a peer that would have others connect to a
 * victim.
 */
class SignalGateTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.p256("bob");
    private static final Identity MALLORY = TestIdentities.ed25519("mallory");
    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final Bytes APPEAL = Bytes.wrap(new byte[Signal.NUMBER]);
    private static final List<Address> ADDRESSES =
            Stream.of("tls://198.51.100.11:7001", "tls://192.168.1.10:7001")
                    .map(Address::parse)
                    .toList();
    private static final Optional<Address> SEEN =
            Optional.of(Address.parse("tls://198.51.100.11:50000"));

    private static final FakeRoute REGISTRY =
            new FakeRoute(Address.parse("registry://192.0.2.1:7777"), false);
    private static final FakeRoute HOUSE =
            new FakeRoute(Address.parse("registry://10.1.2.1:7777"), false);

    private final AtomicLong nanos = new AtomicLong();
    private final Set<PeerId> contacts = new HashSet<>(Set.of(ALICE.id()));
    private final Set<PeerId> blocked = new HashSet<>();
    private final SignalGate gate =
            new SignalGate(
                    BOB.id(),
                    contacts::contains,
                    peer -> !blocked.contains(peer),
                    () -> NOW,
                    nanos::get,
                    true);

    private static Signal signal(Identity from, Identity to, Instant at, List<Address> addresses) {
        Bytes key = Bytes.wrap(from.certificate().getPublicKey().getEncoded());
        return new Signal(key, to.id(), at, APPEAL, Signal.Step.WANT, addresses);
    }

    private static Bytes sealed(Identity from, Identity to, Instant at) {
        return SealedSignal.of(signal(from, to, at, ADDRESSES), from);
    }

    private void check(PeerId from, Bytes data) throws ProtocolViolationException {
        gate.check(from, SealedSignal.read(data));
    }

    private String refusal(PeerId from, Bytes data) {
        return assertThrows(ProtocolViolationException.class, () -> check(from, data)).getMessage();
    }

    @Test
    void aSignalArrivesAsItWasSaidWithEitherKindOfKey() throws Exception {
        for (Identity sender : List.of(ALICE, BOB)) {
            Bytes data = sealed(sender, MALLORY, NOW);
            assertTrue(data.size() <= Directory.MAX_SIGNAL);
            SealedSignal read = SealedSignal.read(data);
            read.requireSigned();
            assertEquals(signal(sender, MALLORY, NOW, ADDRESSES), read.signal());
            assertEquals(sender.id(), read.signal().from());
        }
    }

    @Test
    void theLongestAddressesLeaveRoomForTheRest() throws Exception {
        List<Address> long8 =
                IntStream.range(0, Signal.MAX_ADDRESSES)
                        .mapToObj(i -> Address.parse("tls://h" + i + "x".repeat(200) + ":7001"))
                        .toList();
        Bytes data = SealedSignal.of(signal(BOB, ALICE, NOW, long8), BOB);
        assertTrue(data.size() <= Directory.MAX_SIGNAL, () -> "" + data.size());
        Signal read = SealedSignal.read(data).signal();
        assertEquals(long8.subList(0, read.addresses().size()), read.addresses());
        assertFalse(read.addresses().isEmpty());
    }

    @Test
    void aRegistryCanNotChangeASignal() throws Exception {
        Bytes data = sealed(ALICE, BOB, NOW);
        assertDoesNotThrow(() -> check(ALICE.id(), data));
        int refused = 0;
        for (int i = 0; i < data.size(); i++) {
            byte[] changed = data.toByteArray();
            changed[i] ^= 1;
            assertThrows(
                    ProtocolViolationException.class, () -> check(ALICE.id(), Bytes.wrap(changed)));
            refused++;
        }
        assertEquals(data.size(), refused);
    }

    @Test
    void aRegistryCanNotNameAnotherSenderOrHandItToAnotherPeer() {
        assertEquals(
                "another peer has signed the signal",
                refusal(ALICE.id(), sealed(MALLORY, BOB, NOW)));
        assertEquals(
                "the signal is for another peer", refusal(ALICE.id(), sealed(ALICE, MALLORY, NOW)));
    }

    @Test
    void aSignalOfLongAgoDoesNotCount() {
        assertDoesNotThrow(() -> check(ALICE.id(), sealed(ALICE, BOB, NOW.minusSeconds(590))));
        assertEquals(
                "the signal is 601 s old",
                refusal(ALICE.id(), sealed(ALICE, BOB, NOW.minusSeconds(601))));
        assertEquals(
                "the signal is -601 s old",
                refusal(ALICE.id(), sealed(ALICE, BOB, NOW.plusSeconds(601))));
    }

    @Test
    void aSignalThatIsToldAgainDoesNotCount() {
        Signal want = signal(ALICE, BOB, NOW, ADDRESSES);
        assertTrue(gate.isNew(want));
        assertFalse(gate.isNew(want));
    }

    @Test
    void nobodyMayAskOftenAndStrangersTogetherNotOftenEither() {
        assertEquals(6, admitted(ALICE.id(), 100));
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertEquals(6, admitted(ALICE.id(), 100));
        int strangers = 0;
        for (int i = 0; i < 50; i++) {
            strangers += admitted(PeerId.ofKey(new byte[] {(byte) i}), 2);
        }
        assertEquals(6, strangers);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertEquals(6, admitted(ALICE.id(), 100), "strangers use up nothing of a contact's");
    }

    @Test
    void aBlockedPeerMayNotAsk() {
        assertTrue(gate.isHeard(ALICE.id(), REGISTRY));
        blocked.add(ALICE.id());
        assertFalse(gate.isHeard(ALICE.id(), REGISTRY));
    }

    @Test
    void whatARegistrySaysInAPeersNameUsesUpNothingOfThePeersOwnByAnother() {
        int heard = 0;
        for (int i = 0; i < 100; i++) {
            heard += gate.isHeard(ALICE.id(), REGISTRY) ? 1 : 0;
            gate.isHeard(MALLORY.id(), REGISTRY);
        }
        assertEquals(6, heard);
        assertTrue(gate.isHeard(ALICE.id(), HOUSE));
        assertTrue(gate.isHeard(MALLORY.id(), HOUSE));
        assertEquals(6, admitted(ALICE.id(), 100));
    }

    @Test
    void aRegistryHasOnlySoManySignaturesOfStrangersChecked() {
        int heard = 0;
        for (int i = 0; i < 200; i++) {
            heard += gate.isHeard(PeerId.ofKey(new byte[] {(byte) i}), REGISTRY) ? 1 : 0;
        }
        assertEquals(60, heard);
        assertTrue(gate.isHeard(ALICE.id(), REGISTRY), "a contact is heard all the same");
    }

    private int admitted(PeerId peer, int times) {
        int admitted = 0;
        for (int i = 0; i < times; i++) {
            admitted += gate.mayAsk(peer) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void aStrangerIsMetOnlyWhereItsOwnLinkToTheDirectoryComesFrom() {
        List<Address> named = new ArrayList<>(ADDRESSES);
        named.add(Address.parse("tls://203.0.113.1:443"));
        named.add(Address.parse("tls://127.0.0.1:22"));
        Signal want = signal(MALLORY, BOB, NOW, named);
        assertEquals(ADDRESSES.subList(0, 1), gate.tried(want, SEEN));
        assertEquals(List.of(), gate.tried(want, Optional.empty()));
    }

    @Test
    void aContactIsMetElsewhereToo() {
        List<Address> named = new ArrayList<>(ADDRESSES);
        named.add(Address.parse("tls://127.0.0.1:22"));
        named.add(Address.parse("tls://169.254.1.1:7001"));
        named.add(Address.parse("tls://victim.example:7001"));
        named.add(Address.parse("quic://198.51.100.11:7001"));
        named.add(Address.parse("tls://198.51.100.11:0"));
        assertEquals(ADDRESSES, gate.tried(signal(ALICE, BOB, NOW, named), SEEN));
    }

    @Test
    void nobodyCanHaveAVictimConnectedToAgainAndAgain() {
        assertEquals(12, connections(50));
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertEquals(1, connections(50));
    }

    /** Returns the connections to a victim's ports, of so many to each. */
    private int connections(int times) {
        int connections = 0;
        for (int i = 0; i < times; i++) {
            for (int port : List.of(22, 80, 443, 25)) {
                Address address = Address.of("tls", "203.0.113.1", port);
                connections += gate.mayConnect(address) ? 1 : 0;
            }
        }
        return connections;
    }

    @Test
    void aPeerThatIsFoundFreesItsOwnPortAlone() {
        Address found = Address.parse("tls://203.0.113.1:7001");
        gate.proven(found);
        assertEquals(12, connections(50));
        assertTrue(gate.mayConnect(found));
    }

    @Test
    void aRegistryOnTheInternetCanNotHaveANodeConnectToItsOwnMachineOrNetwork() {
        for (String near : List.of("127.0.0.1", "192.168.1.1", "100.64.0.1", "169.254.1.1")) {
            Optional<Address> seen = Optional.of(Address.of("tls", near, 50_000));
            assertEquals(Optional.empty(), SignalGate.origin(REGISTRY, seen), near);
        }
        Optional<Address> house = Optional.of(Address.parse("tls://10.1.2.3:50000"));
        Optional<Address> here = Optional.of(Address.parse("tls://127.0.0.1:50000"));
        assertEquals(SEEN, SignalGate.origin(REGISTRY, SEEN));
        assertEquals(house, SignalGate.origin(HOUSE, house));
        assertEquals(Optional.empty(), SignalGate.origin(HOUSE, here));
        FakeRoute registryHere = new FakeRoute(Address.parse("registry://127.0.0.1:7777"), false);
        assertEquals(here, SignalGate.origin(registryHere, here));
        FakeRoute link = new FakeRoute(here.get(), true);
        assertEquals(here, SignalGate.origin(link, here), "a link's other end is no one's word");
    }

    @Test
    void aStrangerMayNotAskOverALink() {
        FakeRoute link = new FakeRoute(SEEN.get(), true);
        assertTrue(gate.isHeard(ALICE.id(), link));
        assertFalse(gate.isHeard(MALLORY.id(), link));
        assertTrue(gate.isHeard(MALLORY.id(), REGISTRY));
    }

    @Test
    void nobodyCanKeepThisNodeBusyOverALink() {
        int read = 0;
        for (int i = 0; i < 1000; i++) {
            read += gate.isReadOverLink(ALICE.id()) ? 1 : 0;
        }
        assertEquals(60, read);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        read = 0;
        for (int i = 0; i < 1000; i++) {
            read += gate.isReadOverLink(ALICE.id()) ? 1 : 0;
        }
        assertEquals(2, read);
    }

    @Test
    void aContactThatAsksOverALinkIsConnectedToWhereItWasReachedForThatLink() {
        Optional<Address> direct = Optional.of(Address.parse("tls://198.51.100.11:7001"));
        Signal want = signal(ALICE, BOB, NOW, List.of());
        assertEquals(direct, gate.triedAgain(want, direct));
        assertEquals(Optional.empty(), gate.triedAgain(want, Optional.empty()));
    }

    @Test
    void overARelayNobodyConnectsBackUnlessThePeerWantsIt() {
        Address place = Address.parse("relay://192.0.2.9:7777/" + MALLORY.id());
        Signal want = signal(ALICE, BOB, NOW, ADDRESSES);
        assertEquals(Optional.empty(), gate.triedAgain(want, Optional.of(place)));
        Signal relayed = signal(ALICE, BOB, NOW, List.of(place));
        assertEquals(Optional.of(place), gate.triedAgain(relayed, Optional.of(place)));
        assertEquals(
                Optional.empty(),
                gate.triedAgain(relayed, Optional.empty()),
                "a relay that only the peer names");
        assertEquals(List.of(), gate.tried(relayed, Optional.of(place)));
    }

    @Test
    void aNodeWithoutDirectLinksConnectsToNoAddressThatASignalBrings() {
        SignalGate shy =
                new SignalGate(
                        BOB.id(), contacts::contains, _ -> true, () -> NOW, nanos::get, false);
        Signal want = signal(ALICE, BOB, NOW, ADDRESSES);
        assertEquals(List.of(), shy.tried(want, SEEN));
        assertEquals(List.of(), shy.triedOfAsked(want, SEEN));
        assertEquals(Optional.empty(), shy.triedAgain(want, SEEN));
    }

    @Test
    void fourAddressesOfASignalAreTriedAtMost() {
        List<Address> many =
                IntStream.range(1, 9)
                        .mapToObj(i -> Address.parse("tls://198.51.100.11:" + i))
                        .toList();
        assertEquals(many.subList(0, 4), gate.tried(signal(ALICE, BOB, NOW, many), SEEN));
    }
}
