package peerlink.core.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.testkit.contract.TestIdentities;

class PeerHostTest {
    private static final PeerId BOB = TestIdentities.ed25519("bob").id();

    private static PeerHost at(String address) {
        return PeerHost.of(BOB, Address.parse(address));
    }

    @Test
    void portsSchemesPathsAndTheRestOfANetworkAreOneHost() {
        assertEquals(at("tls://198.51.100.1:1"), at("tls://198.51.100.1:2"));
        assertEquals(at("tls://198.51.100.1:1"), at("relay://198.51.100.1:443/" + BOB.text()));
        assertEquals(at("tls://[2001:db8::1]:1"), at("tls://[2001:db8::2:9]:2"));
        assertEquals(at("tls://Home.example:1"), at("tls://home.example:2"));
    }

    @Test
    void anotherHostOrPeerIsAnother() {
        assertNotEquals(at("tls://198.51.100.1:1"), at("tls://198.51.100.2:1"));
        assertNotEquals(at("tls://[2001:db8::1]:1"), at("tls://[2001:db8:0:1::1]:1"));
        assertNotEquals(
                at("tls://198.51.100.1:1"),
                PeerHost.of(
                        TestIdentities.ed25519("carol").id(),
                        Address.parse("tls://198.51.100.1:1")));
    }
}
