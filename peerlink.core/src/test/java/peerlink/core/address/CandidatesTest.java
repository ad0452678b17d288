package peerlink.core.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.core.fixture.FakeInterfaces;
import peerlink.core.model.Candidate;
import peerlink.core.model.OwnInterface;

class CandidatesTest {
    private static final Address EVERYWHERE = Address.parse("tls://0.0.0.0:7001");
    private static final Address REGISTRY = Address.parse("registry://198.51.100.9:7777");

    private final FakeInterfaces interfaces = new FakeInterfaces();
    private final Candidates candidates = new Candidates(interfaces);

    private List<String> listed() throws Exception {
        candidates.look();
        candidates.listening(List.of(EVERYWHERE));
        return candidates.now().stream().map(Address::hostAndPort).toList();
    }

    private static List<String> at7001(String... hosts) {
        return Stream.of(hosts).map(host -> host + ":7001").toList();
    }

    /** The machine of a developer: containers, virtual machines, a private network, Wi-Fi. */
    @Test
    void theWayToTheInternetComesFirstAndTunnelsLastAndBridgesNotAtAll() throws Exception {
        interfaces
                .with("docker0", "172.17.0.1")
                .with("br-0a1b2c3d4e5f", "172.18.0.1")
                .with("veth12ab", "fe80::1")
                .with("virbr0", "192.168.122.1")
                .with("tailscale0", "100.101.102.103", "fd7a:115c:a1e0::1")
                .with("eth0", "10.0.0.5")
                .with("wlan0", "192.168.1.20", "2001:db8:1::9~", "2001:db8:1::20", "fe80::20")
                .routedBy("192.168.1.20", "2001:db8:1::9");
        assertEquals(
                at7001(
                        "192.168.1.20",
                        "[2001:db8:1:0:0:0:0:20]",
                        "10.0.0.5",
                        "[2001:db8:1:0:0:0:0:9]",
                        "100.101.102.103",
                        "[fd7a:115c:a1e0:0:0:0:0:1]"),
                listed());
    }

    @Test
    void addressesOfPrivateNetworksAreNotPublishedUnlessTheUserNamesThem() throws Exception {
        interfaces.with("eth0", "192.168.1.20", "2001:db8:1::20").with("wg0", "10.9.0.2");
        Address named = Address.parse("tls://10.9.0.2:443");
        Address relay = Address.parse("relay://10.0.0.1:7779/" + "a".repeat(52));
        candidates.announce(List.of(named));
        candidates.relays(List.of(relay));
        listed();
        assertEquals(
                List.of(named, Address.parse("tls://[2001:db8:1:0:0:0:0:20]:7001"), relay),
                candidates.published(candidates.now()));
        // names may tell as much
        Address everywhere = Address.parse("tls://peer.example.org:7001");
        Address other = Address.parse("other://peer:1");
        assertEquals(
                List.of(everywhere, other),
                candidates.published(
                        List.of(
                                Address.parse("tls://laptop-7.corp.internal:7001"),
                                Address.parse("tls://laptop-7:7001"),
                                Address.parse("tls://laptop-7.local.:7001"),
                                Address.parse("tls://localhost:7001"),
                                everywhere,
                                other)));
    }

    @Test
    void eachAddressIsToldWithItsReason() throws Exception {
        interfaces
                .with("tun0", "10.8.0.2")
                .with("wlan0", "192.168.1.20", "2001:db8:1::9~")
                .routedBy("192.168.1.20");
        candidates.announce(List.of(Address.parse("tls://203.0.113.7:443")));
        listed();
        candidates.observed(REGISTRY, Address.parse("tls://198.51.100.7:40000"));
        candidates.relays(List.of(Address.parse("relay://198.51.100.9:7777/x")));
        assertEquals(
                List.of(
                        "NAMED ",
                        "ROUTE wlan0",
                        "PASSING wlan0",
                        "TUNNEL tun0",
                        "OBSERVED " + REGISTRY,
                        "RELAY "),
                candidates.described().stream().map(one -> one.origin() + " " + one.of()).toList());
        assertEquals(
                candidates.now(), candidates.described().stream().map(Candidate::address).toList());
        assertEquals(
                List.of(OwnInterface.Kind.TUNNEL, OwnInterface.Kind.ROUTE),
                candidates.interfaces().stream().map(OwnInterface::kind).toList());
        // a registry on this machine sees it there, too
        candidates.observed(REGISTRY, Address.parse("tls://127.0.0.1:40000"));
        candidates.listening(List.of(Address.parse("tls://127.0.0.1:7001")));
        assertTrue(
                candidates.described().stream()
                        .anyMatch(one -> one.origin() == Candidate.Origin.LISTENER));
    }

    @Test
    void aBridgeThatIsTheWayToTheInternetIsReal() throws Exception {
        interfaces.with("br-lan", "192.168.1.1").with("wg0", "10.9.0.2").routedBy("192.168.1.1");
        assertEquals(at7001("192.168.1.1", "10.9.0.2"), listed());
    }

    @Test
    void aTunnelThatTakesAllTrafficStillComesAfterTheCard() throws Exception {
        interfaces.with("tun0", "10.8.0.2").with("eth0", "192.168.1.20").routedBy("10.8.0.2");
        assertEquals(at7001("192.168.1.20", "10.8.0.2"), listed());
    }

    @Test
    void aMachineWithBridgesAloneAnnouncesThem() throws Exception {
        interfaces.with("docker0", "172.17.0.1");
        assertEquals(at7001("172.17.0.1"), listed());
    }

    @Test
    void linkLocalAddressesAreThereOnlyWhereNothingElseIs() throws Exception {
        interfaces.with("eth0", "169.254.7.8", "fe80::1");
        assertEquals(at7001("169.254.7.8"), listed());
        interfaces.with("wlan0", "192.168.1.20");
        assertEquals(at7001("192.168.1.20"), listed());
    }

    @Test
    void aMachineWithoutANetworkAnnouncesLoopback() throws Exception {
        assertEquals(at7001("127.0.0.1"), listed());
    }

    @Test
    void aListenerOnLoopbackComesAfterAllOthers() throws Exception {
        interfaces.with("eth0", "192.168.1.20");
        candidates.look();
        Address here = Address.parse("tls://127.0.0.1:7002");
        candidates.listening(List.of(here, EVERYWHERE));
        assertEquals(
                List.of("tls://192.168.1.20:7001", "tls://127.0.0.1:7002"),
                candidates.now().stream().map(Address::toString).toList());
    }

    @Test
    void fixedAddressesComeFirstObservedOnesAfterTheMachinesAndRelaysLast() throws Exception {
        interfaces.with("eth0", "192.168.1.20").routedBy("192.168.1.20");
        candidates.announce(List.of(Address.parse("tls://home.example.org:443")));
        candidates.relays(List.of(Address.parse("relay://192.0.2.9:7777/x")));
        candidates.observed(REGISTRY, Address.parse("tls://203.0.113.7:50123"));
        listed();
        assertEquals(
                List.of(
                        "tls://home.example.org:443",
                        "tls://192.168.1.20:7001",
                        "tls://203.0.113.7:7001",
                        "relay://192.0.2.9:7777/x"),
                candidates.now().stream().map(Address::toString).toList());
    }

    @Test
    void anObservedAddressIsOnlyTakenIfItMayLeadHere() throws Exception {
        interfaces.with("eth0", "192.168.1.20");
        for (String useless :
                List.of(
                        "tls://192.168.1.20:5",
                        "tls://127.0.0.1:5",
                        "tls://169.254.1.1:5",
                        "tls://224.0.0.1:5",
                        "tls://0.0.0.0:5",
                        "tls://victim.example.org:5")) {
            candidates.observed(REGISTRY, Address.parse(useless));
            assertEquals(at7001("192.168.1.20"), listed(), useless);
        }
        candidates.listening(List.of(Address.parse("tls://127.0.0.1:7001")));
        candidates.observed(REGISTRY, Address.parse("tls://203.0.113.7:5"));
        assertEquals(
                List.of(Address.parse("tls://127.0.0.1:7001")),
                candidates.now(),
                "nobody listens there");
    }

    @Test
    void aMappedAddressIsOneThatTheDirectoryCanSeeAndThatCanBeConnectedTo() throws Exception {
        listed();
        Optional<Address> local = Optional.of(Address.parse("tls://192.168.1.20:7001"));
        Address good = Address.parse("tls://203.0.113.7:40001");
        for (String useless :
                List.of(
                        "tls://127.0.0.1:7001",
                        "tls://192.168.1.1:7001",
                        "tls://203.0.113.7",
                        "tls://203.0.113.7:0",
                        "tls://203.0.113.7:65536",
                        "tls://203.0.113.7:7001/x",
                        "quic://203.0.113.7:7001",
                        "tls:///x",
                        "tls://victim.example.org:7001")) {
            candidates.observed(REGISTRY, good, local);
            assertEquals(List.of(good), candidates.mapped());
            candidates.observed(REGISTRY, Address.parse(useless), local);
            assertEquals(List.of(), candidates.mapped(), useless);
        }
        // a registry in the house sees the house
        Address house = Address.parse("registry://10.1.2.1:7777");
        Address inside = Address.parse("tls://10.1.2.3:7001");
        candidates.observed(house, inside, local);
        assertEquals(Optional.of(inside), candidates.mapped(house));
        candidates.observed(house, Address.parse("tls://127.0.0.1:7001"), local);
        assertEquals(Optional.empty(), candidates.mapped(house));
        Address here = Address.parse("registry://127.0.0.1:7777");
        candidates.observed(here, Address.parse("tls://127.0.0.1:7001"), local);
        assertEquals(1, candidates.mapped().size());
    }

    @Test
    void manyInterfacesLeaveRoomForWhatOthersSawAndForRelays() throws Exception {
        for (int i = 0; i < 20; i++) {
            interfaces.with("eth" + i, "10.0." + i + ".5");
        }
        List<Address> relays = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            candidates.observed(
                    Address.parse("registry://198.51.100.9:" + (7777 + i)),
                    Address.parse("tls://203.0.113." + i + ":5"));
            relays.add(Address.parse("relay://192.0.2.9:7777/" + i));
        }
        candidates.relays(relays);
        List<String> listed = listed();
        assertEquals(Peer.MAX_ADDRESSES, listed.size());
        assertEquals(at7001("10.0.0.5", "10.0.1.5", "10.0.2.5", "10.0.3.5"), listed.subList(0, 4));
        assertEquals(at7001("203.0.113.0", "203.0.113.1"), listed.subList(4, 6));
        assertEquals(relays.subList(0, 2), candidates.now().subList(6, 8));
    }

    @Test
    void whatIsAnnouncedFitsIntoARecord() throws Exception {
        interfaces.with("eth0", "192.168.1.20");
        List<Address> long8 = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long8.add(Address.parse("tls://" + "x".repeat(240) + i + ":7001"));
        }
        candidates.announce(long8);
        listed();
        assertEquals(long8.subList(0, 3), candidates.now().subList(0, 3));
        int characters = candidates.now().stream().mapToInt(a -> a.toString().length()).sum();
        assertTrue(characters <= CandidateOrder.MAX_CHARACTERS, () -> "" + candidates.now());
    }

    @Test
    void itsListenerHearsOfEachOtherListOnce() throws Exception {
        interfaces.with("eth0", "192.168.1.20");
        listed();
        List<List<Address>> told = new ArrayList<>();
        candidates.onChange(told::add);
        candidates.look();
        candidates.observed(REGISTRY, Address.parse("tls://192.168.1.20:5"));
        assertEquals(List.of(candidates.now()), told);
        interfaces.down().with("eth0", "192.168.7.1");
        assertTrue(candidates.look());
        assertEquals(Address.parse("tls://192.168.7.1:7001"), told.getLast().getFirst());
        assertEquals(2, told.size());
        assertFalse(candidates.look());
    }

    @Test
    void aNetworkThatIsAwayKeepsTheListAndIsAChangeWhenItIsBack() throws Exception {
        interfaces.with("eth0", "192.168.1.20").routedBy("192.168.1.20");
        List<String> before = listed();
        interfaces.down();
        assertTrue(candidates.look());
        assertFalse(candidates.look());
        assertEquals(before, listed());
        interfaces.with("eth0", "192.168.1.20").routedBy("192.168.1.20");
        assertTrue(candidates.look());
        assertEquals(before, listed());
    }

    @Test
    void anAddressThatNoInterfaceHasAnyMoreIsLost() throws Exception {
        Address here = Address.parse("tls://192.168.1.20:50123");
        interfaces.with("eth0", "192.168.1.20").with("docker0", "172.17.0.1");
        assertFalse(candidates.isLost(here), "nobody has looked");
        listed();
        assertFalse(candidates.isLost(here));
        assertFalse(candidates.isLost(Address.parse("tls://172.17.0.1:1")));
        assertFalse(candidates.isLost(Address.parse("tls://127.0.0.1:1")));
        assertFalse(candidates.isLost(Address.parse("loopback://alice:1")));
        interfaces.down().with("eth0", "192.168.7.1");
        candidates.look();
        assertTrue(candidates.isLost(here));
    }

    @Test
    void containersThatComeAndGoAreNoChange() throws Exception {
        interfaces.with("eth0", "192.168.1.20");
        listed();
        interfaces.with("docker0", "172.17.0.1").with("veth7", "fe80::7");
        assertFalse(candidates.look());
    }
}
