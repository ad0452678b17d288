package peerlink.registry;

import peerlink.api.Identity;
import peerlink.api.contract.TestIdentities;

/** Makes peers that nobody has met before. */
final class TestPeers {
    private TestPeers() {}

    static Identity next() {
        return TestIdentities.ed25519("somebody");
    }
}
