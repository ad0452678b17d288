package peerlink.registry.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Directory;
import peerlink.api.Identity;
import peerlink.api.Network;
import peerlink.api.PeerName;
import peerlink.api.Query;
import peerlink.registry.fixture.Nodes;
import peerlink.testkit.contract.DirectoryContractTest;
import peerlink.testkit.contract.TestIdentities;

final class LocalDiscoveryContractTest extends DirectoryContractTest {
    private @Nullable Directory host;

    LocalDiscoveryContractTest() {
        super(new LocalDiscovery());
    }

    /**
     * A third node hosts, since the registry is new and empty if its host leaves in the midst of a
     * test.
     */
    @Override
    protected Address start() throws IOException {
        Address address = Address.of("local", "127.0.0.1", Nodes.freePort());
        host = new LocalDiscovery().open(address, network(TestIdentities.ed25519("host")));
        host.find(new Query.ByName(new PeerName("nobody")));
        return address;
    }

    @Override
    protected void stop() {
        if (host != null) {
            host.close();
        }
    }

    @Override
    protected Network network(Identity identity) {
        return Nodes.network(identity);
    }
}
