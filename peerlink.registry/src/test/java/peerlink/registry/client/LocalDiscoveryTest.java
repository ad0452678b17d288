package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.Query;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.server.RegistryOptions;
import peerlink.testkit.contract.TestIdentities;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LocalDiscoveryTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");
    private static final Identity CAROL = TestIdentities.ed25519("carol");

    private final List<Directory> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.reversed().forEach(Directory::close);
    }

    private synchronized Directory open(Address address, Identity identity) {
        Directory directory = new LocalDiscovery().open(address, Nodes.network(identity));
        opened.add(directory);
        return directory;
    }

    private static Address freeAddress() throws IOException {
        return Address.of("local", "127.0.0.1", Nodes.freePort());
    }

    @Test
    void anotherNodeTakesOverFromAHostThatLeavesAndTheRestRegisterThere() throws Exception {
        Address address = freeAddress();
        Directory host = open(address, ALICE);
        host.register(Nodes.announcement("alice"));
        Directory bobs = open(address, BOB);
        bobs.register(Nodes.announcement("bob"));
        Directory carols = open(address, CAROL);
        carols.register(Nodes.announcement("carol"));
        var events = new LinkedBlockingQueue<DirectoryEvent>();
        carols.watch(events::add);
        for (int i = 0; i < 3; i++) {
            Nodes.await(events, DirectoryEvent.Appeared.class::isInstance);
        }
        long left = System.nanoTime();
        host.close();

        Nodes.await(events, DirectoryEvent.Disconnected.class::isInstance);
        Nodes.await(events, new DirectoryEvent.Connected()::equals);
        Nodes.await("bob and carol find each other", () -> see(bobs, CAROL) && see(carols, BOB));
        long millis = Duration.ofNanos(System.nanoTime() - left).toMillis();
        assertTrue(millis < 10_000, "took over after " + millis + " ms");
        assertTrue(!see(carols, ALICE));
    }

    private static boolean see(Directory directory, Identity identity) {
        try {
            return !directory.find(new Query.ById(identity.id())).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void nodesThatStartAtOnceMeetInOneRegistry() throws Exception {
        Address address = freeAddress();
        int count = 6;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var starts = new ArrayList<Callable<Directory>>();
            for (int i = 0; i < count; i++) {
                String name = "node" + i;
                Identity identity = TestIdentities.ed25519(name);
                starts.add(
                        () -> {
                            Directory directory = open(address, identity);
                            directory.register(Nodes.announcement(name));
                            return directory;
                        });
            }
            for (var start : threads.invokeAll(starts)) {
                assertEquals(count, start.get().find(new Query.Everyone()).size());
            }
        }
    }

    @Test
    void aProgramThatHoldsThePortIsToldFromARegistry() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String place = "127.0.0.1:" + silent.getLocalPort();
            var joining =
                    new HostOrJoin(
                            Nodes.network(BOB),
                            Address.parse("tls://" + place),
                            RegistryOptions.defaults(),
                            Duration.ofMillis(200));
            assertEquals(
                    "the program at "
                            + place
                            + " accepts connections but does not answer as a registry",
                    assertThrows(IOException.class, joining::connect).getMessage());
            joining.close();
        }
    }

    @Test
    void hostsThatAreNotThisMachineAreRefused() {
        for (String text :
                List.of(
                        "local://192.168.1.1:7777",
                        "local://0.0.0.0:7777",
                        "local://example.org:7777",
                        "local://127.0.0.1:0",
                        "local://127.0.0.1:7777/x",
                        "local://127.0.0.1")) {
            assertThrows(
                    IllegalArgumentException.class, () -> open(Address.parse(text), BOB), text);
        }
    }
}
