package peerlink.plugin.lan;

import java.time.InstantSource;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.Network;
import peerlink.testkit.contract.DirectoryContractTest;

final class LanDiscoveryContractTest extends DirectoryContractTest {
    LanDiscoveryContractTest() {
        super(new LanDiscovery(LanScene.loopback(InstantSource.system())));
    }

    @Override
    protected Address start() {
        return new LanScene().address();
    }

    @Override
    protected void stop() {
        // each test has a port of its own
    }

    @Override
    protected Network network(Identity identity) {
        return LanScene.network(identity);
    }
}
