package peerlink.core.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.Address;

class HostScopeTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, PUBLIC",
        "100.63.255.255, PUBLIC",
        "100.64.0.1, PRIVATE",
        "100.127.255.255, PRIVATE",
        "100.128.0.0, PUBLIC",
        "10.0.0.1, PRIVATE",
        "172.15.0.1, PUBLIC",
        "172.16.0.1, PRIVATE",
        "192.168.1.10, PRIVATE",
        "198.18.0.1, PRIVATE",
        "198.20.0.1, PUBLIC",
        "169.254.0.1, LINK_LOCAL",
        "127.0.0.1, LOOPBACK",
        "0.0.0.0, NONE",
        "0.1.2.3, NONE",
        "224.0.0.1, NONE",
        "255.255.255.255, NONE",
        "[2001:db8::1], PUBLIC",
        "[fd00::1], PRIVATE",
        "[fc00::1], PRIVATE",
        "[fe80::1], LINK_LOCAL",
        "[fec0::1], PRIVATE",
        "[::1], LOOPBACK",
        "[::], NONE",
        "[ff02::1], NONE",
        "[::ffff:192.168.1.1], PRIVATE",
        "example.org, PUBLIC",
        "nas, PRIVATE",
        "nas.local, PRIVATE",
        "nas.home.arpa, PRIVATE",
        "nas.corp, PRIVATE",
        "nas.local., PRIVATE",
        "localhost, LOOPBACK",
        "localhost., LOOPBACK",
        "a.localhost, LOOPBACK"
    })
    void ofAHost(String host, HostScope scope) {
        assertEquals(Optional.of(scope), HostScope.of(Address.parse("tls://" + host + ":7001")));
    }
}
