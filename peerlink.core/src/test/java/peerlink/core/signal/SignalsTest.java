package peerlink.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Network;
import peerlink.api.PeerName;
import peerlink.api.RefusedException;
import peerlink.api.Transport;
import peerlink.core.Networks;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.address.Candidates;
import peerlink.core.fixture.FakeInterfaces;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.RequestPolicy;
import peerlink.testkit.contract.TestIdentities;

/** Others who send signals can do little to a node, and learn little. */
@Timeout(30)
class SignalsTest {
    private static final Address REGISTRY = Address.parse("registry://192.0.2.1:7777");

    @TempDir private Path home;

    @Test
    void whoWasNotAskedCanNotOpenALinkByReversal() throws Exception {
        List<Transport> transports =
                ServiceLoader.load(Transport.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        Network mallory =
                Networks.of(TestIdentities.ed25519("mallory"), new PeerName("mallory"), transports);
        try (Node alice =
                new NodeBuilder(IdentityStore.loadOrCreate(home), new PeerName("alice"))
                        .dataDirectory(home)
                        .transports(transports)
                        .requests(RequestPolicy.ACCEPT)
                        .start()) {
            Address address = alice.self().addresses().getFirst();
            RefusedException refused =
                    assertThrows(
                            RefusedException.class,
                            () -> mallory.open(address, Signals.REVERSE, alice.self().id()));
            assertEquals("refused", refused.code());
            assertEquals("nobody here waits for you", refused.getMessage());
        }
    }

    @Test
    void aStrangerIsToldNoPrivateAddress() throws Exception {
        FakeInterfaces interfaces =
                new FakeInterfaces()
                        .with("eth0", "192.168.1.20", "2001:db8::20")
                        .routedBy("192.168.1.20", "2001:db8::20");
        Candidates candidates = new Candidates(interfaces);
        candidates.look();
        candidates.listening(List.of(Address.parse("tls://0.0.0.0:7001")));
        candidates.relays(List.of(Address.parse("relay://192.0.2.9:7777/x")));
        candidates.observed(
                REGISTRY,
                Address.parse("tls://203.0.113.7:40001"),
                Optional.of(Address.parse("tls://192.168.1.20:7001")));
        OwnPlaces places = new OwnPlaces(candidates, true);
        SignalRoute route = new FakeRoute(REGISTRY, false);
        assertEquals(
                addresses(
                        "tls://203.0.113.7:40001",
                        "tls://[2001:db8:0:0:0:0:0:20]:7001",
                        "tls://203.0.113.7:7001"),
                places.forPeer(route, false));
        assertEquals(
                addresses(
                        "tls://203.0.113.7:40001",
                        "tls://192.168.1.20:7001",
                        "tls://[2001:db8:0:0:0:0:0:20]:7001",
                        "tls://203.0.113.7:7001"),
                places.forPeer(route, true));
        OwnPlaces withoutDirectLinks = new OwnPlaces(candidates, false);
        assertEquals(List.of(), withoutDirectLinks.forPeer(route, true));
        assertEquals(addresses("relay://192.0.2.9:7777/x"), withoutDirectLinks.withRelays());
    }

    @Test
    void anAddressThatWasSeenOfAnotherPortIsNoneToMeetAt() throws Exception {
        Candidates candidates = new Candidates(new FakeInterfaces().with("eth0", "192.168.1.20"));
        candidates.look();
        candidates.listening(List.of(Address.parse("tls://0.0.0.0:7001")));
        Address seen = Address.parse("tls://203.0.113.7:40001");
        candidates.observed(REGISTRY, seen, Optional.of(Address.parse("tls://192.168.1.20:7001")));
        assertEquals(List.of(seen), candidates.mapped());
        candidates.observed(REGISTRY, seen, Optional.of(Address.parse("tls://192.168.1.20:50001")));
        assertEquals(List.of(), candidates.mapped());
    }

    @Test
    void whatADirectorySaysOfThisNodeGoesToNobodyByAnotherOne() throws Exception {
        Candidates candidates = new Candidates(new FakeInterfaces());
        candidates.look();
        candidates.listening(List.of(Address.parse("tls://127.0.0.1:7001")));
        Address house = Address.parse("registry://10.1.2.1:7777");
        Address other = Address.parse("registry://192.0.2.2:7777");
        Optional<Address> local = Optional.of(Address.parse("tls://10.1.2.3:7001"));
        candidates.observed(house, Address.parse("tls://10.1.2.3:7001"), local);
        candidates.observed(other, Address.parse("tls://203.0.113.8:7001"), local);
        candidates.observed(REGISTRY, Address.parse("tls://203.0.113.7:7001"), local);
        OwnPlaces places = new OwnPlaces(candidates, true);
        List<Address> contact = addresses("tls://203.0.113.7:7001", "tls://127.0.0.1:7001");
        assertEquals(contact, places.forPeer(new FakeRoute(REGISTRY, false), true));
        assertEquals(contact.subList(0, 1), places.forPeer(new FakeRoute(REGISTRY, false), false));
        // a registry of the house brings those together who are in it
        assertEquals(
                addresses("tls://10.1.2.3:7001"),
                places.forPeer(new FakeRoute(house, false), false));
        // over a link it comes from this node itself; two at most, the Internet's first
        List<Address> overLink =
                addresses(
                        "tls://203.0.113.8:7001", "tls://203.0.113.7:7001", "tls://127.0.0.1:7001");
        FakeRoute link = new FakeRoute(Address.parse("tls://192.0.2.3:7001"), true);
        assertEquals(overLink, places.forPeer(link, true));
        assertEquals(overLink, places.withRelays());
    }

    private static List<Address> addresses(String... texts) {
        return Stream.of(texts).map(Address::parse).toList();
    }
}
