package peerlink.registry.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.Network;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.testkit.contract.DirectoryContractTest;
import peerlink.testkit.contract.TestIdentities;

final class RegistryDiscoveryContractTest extends DirectoryContractTest {
    private static final Identity OPERATOR = TestIdentities.ed25519("registry");

    private @Nullable RegistryServer server;

    RegistryDiscoveryContractTest() {
        super(new RegistryDiscovery());
    }

    @Override
    protected Address start() throws IOException {
        server =
                RegistryServer.start(network(OPERATOR), Nodes.ANY_PORT, RegistryOptions.defaults());
        return Address.parse(Nodes.directory(server) + "/" + OPERATOR.id());
    }

    @Override
    protected void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected Network network(Identity identity) {
        return Nodes.network(identity);
    }
}
