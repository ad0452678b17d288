package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.core.fixture.FakeInterfaces;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.model.NodeEvent;

/** Nodes whose machines move from one network to another. */
@Timeout(30)
class MovingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration OFTEN = Duration.ofMillis(20);

    private final FakeInterfaces interfaces =
            new FakeInterfaces().with("eth0", "192.168.1.20").routedBy("192.168.1.20");
    private TestNetwork network;

    @BeforeEach
    void start(@TempDir Path home) {
        network = new TestNetwork(home);
    }

    @AfterEach
    void stop() {
        network.close();
    }

    private TestNetwork.Member moving() throws Exception {
        return network.start(
                "alice",
                "alice",
                builder ->
                        builder.listen(Address.parse("loopback://0.0.0.0:7001"))
                                .interfaces(interfaces, OFTEN));
    }

    private static void awaitAt(TestNetwork.Member who, String... places) throws Exception {
        List<Address> addresses =
                List.of(places).stream()
                        .map(place -> Address.parse("loopback://" + place))
                        .toList();
        who.events()
                .await(
                        NodeEvent.PeerAppeared.class,
                        event -> event.peer().addresses().equals(addresses));
    }

    @Test
    void theAddressesOfAnotherNetworkAreAnnouncedWithoutARestart() throws Exception {
        TestNetwork.Member alice = moving();
        TestNetwork.Member bob = network.start("bob");
        awaitAt(bob, "192.168.1.20:7001");
        interfaces.down();
        interfaces.with("wlan0", "10.1.2.3").routedBy("10.1.2.3");
        awaitAt(bob, "10.1.2.3:7001");
        assertEquals(
                List.of(Address.parse("loopback://10.1.2.3:7001")),
                alice.node().self().addresses());
    }

    @Test
    void aNodeThatStartsWithoutANetworkIsAnnouncedOnceThereIsOne() throws Exception {
        interfaces.down();
        moving();
        TestNetwork.Member bob = network.start("bob");
        awaitAt(bob, "127.0.0.1:7001");
        interfaces.with("wlan0", "10.1.2.3").routedBy("10.1.2.3");
        awaitAt(bob, "10.1.2.3:7001");
    }

    /** Otherwise the pause after so many failures would be minutes. */
    @Test
    void messagesThatWaitLeaveAsSoonAsTheNetworkIsBack() throws Exception {
        TestNetwork.Member alice = moving();
        TestNetwork.Member bob = network.start("bob");
        alice.node().conversation(alice.node().find("bob")).sendText("one").await(PATIENCE);
        network.transport().cutLinks();
        interfaces.down();
        interfaces.with("wlan0", "10.1.2.3").routedBy("10.1.2.3");
        alice.node().conversation(alice.node().find("bob")).sendText("two").await(PATIENCE);
        assertEquals(
                2, bob.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, 2).size());
    }
}
