package peerlink.registry.relay;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import peerlink.api.Address;
import peerlink.api.Carrier;
import peerlink.api.Identity;
import peerlink.api.Network;
import peerlink.registry.carrier.RelayCarrier;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.Opened;
import peerlink.testkit.contract.CarrierContractTest;

/** The carrier {@code relay} keeps the contract over real sockets and TLS. */
final class RelayCarrierContractTest extends CarrierContractTest {
    @RegisterExtension final Opened opened = new Opened();
    private RelayScene relay;

    @BeforeEach
    void start() throws IOException {
        relay = opened.add(new RelayScene());
    }

    @Override
    protected Carrier carrier() {
        return new RelayCarrier();
    }

    @Override
    protected Address place() {
        return relay.place;
    }

    @Override
    protected Network network(Identity identity) {
        return Nodes.network(identity);
    }

    @Override
    protected void endServer() {
        relay.close();
    }
}
