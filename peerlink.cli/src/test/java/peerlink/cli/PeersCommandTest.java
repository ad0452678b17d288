package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

class PeersCommandTest {
    @Test
    void anAddressCanNotReverseItsRow() {
        PeerId id = PeerId.ofKey(new byte[] {1});
        Address address = Address.parse("tls://127.0.0.1:7001/\u202egnorw");
        assertEquals(
                "bob              " + id.shortForm() + "  127.0.0.1:7001/\uFFFDgnorw",
                PeersCommand.row(new Peer(id, new PeerName("bob"), List.of(address))));
    }
}
