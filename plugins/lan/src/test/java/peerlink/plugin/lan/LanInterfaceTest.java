package peerlink.plugin.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;

final class LanInterfaceTest {
    private static LanInterface loopback() throws Exception {
        return LanInterface.all().stream()
                .filter(LanInterface::isLoopback)
                .findFirst()
                .orElseThrow();
    }

    private static LanInterface with(LanInterface.Link... links) throws Exception {
        return new LanInterface(loopback().card(), false, true, List.of(links));
    }

    private static LanInterface.Link link(String address, int prefix) {
        return new LanInterface.Link(InetAddress.ofLiteral(address), prefix, List.of());
    }

    private static List<Address> addresses(String... texts) {
        return List.of(texts).stream().map(Address::parse).toList();
    }

    @Test
    void onlyAddressesOfItsNetworksAreOnIt() throws Exception {
        LanInterface one = with(link("192.0.2.2", 25), link("2001:db8:1::2", 64));
        assertTrue(one.reaches(InetAddress.ofLiteral("192.0.2.126")));
        assertFalse(one.reaches(InetAddress.ofLiteral("192.0.2.128")));
        assertTrue(one.reaches(InetAddress.ofLiteral("2001:db8:1::ffff")));
        assertFalse(one.reaches(InetAddress.ofLiteral("2001:db8:2::2")));
        byte[] linkLocal = InetAddress.ofLiteral("fe80::9").getAddress();
        assertTrue(one.reaches(Inet6Address.getByAddress(null, linkLocal, one.index())));
        assertFalse(one.reaches(Inet6Address.getByAddress(null, linkLocal, one.index() + 1)));
    }

    @Test
    void addressesOfTheInterfaceAreToldFirstAndOnlyThoseOfUse() throws Exception {
        LanInterface one = with(link("192.0.2.2", 24), link("fe80::2", 64));
        List<Address> announced =
                addresses(
                        "tls://10.0.0.1:7001",
                        "tls://127.0.0.1:7001",
                        "tls://192.0.2.2:7001",
                        "tls://[fe80::1]:7001",
                        "tls://[fe80::2]:7001",
                        "tls://[::1]:7001",
                        "tls://localhost:7001",
                        "other:///place");
        assertEquals(
                addresses(
                        "tls://192.0.2.2:7001",
                        "tls://[fe80::2]:7001",
                        "tls://10.0.0.1:7001",
                        "other:///place"),
                LanAddresses.told(announced, one));
        assertEquals(announced.size(), LanAddresses.told(announced, loopback()).size());
    }

    @Test
    void loopbackAddressesCountOnTheirOwnMachineAlone() {
        InetSocketAddress socket = new InetSocketAddress("192.0.2.7", 1);
        List<Address> told = addresses("tls://127.0.0.1:7001", "tls://0.0.0.0:7001");
        assertEquals(
                List.of(),
                LanAddresses.heard(told, new LanSource(socket, false, OptionalInt.of(2))));
        assertEquals(
                told, LanAddresses.heard(told, new LanSource(socket, true, OptionalInt.of(2))));
    }
}
