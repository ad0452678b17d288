package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Query;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.embedded.EmbeddedStore;
import peerlink.testkit.contract.TestIdentities;

/** A copied profile is noticed: two processes register with one key. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OneIdentityTwiceTest {
    private static final Identity OPERATOR = TestIdentities.ed25519("registry");
    private static final Identity ALICE = TestIdentities.ed25519("alice");

    private final List<AutoCloseable> opened = new ArrayList<>();
    private RegistryServer server;

    @BeforeEach
    void serve() throws IOException {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        opened.add(scheduler);
        // the server's clock stands still, so that no lease runs out while the machine is busy
        InstantSource clock = InstantSource.fixed(Instant.now());
        RegistryOptions options =
                RegistryOptions.defaults()
                        .withLease(Duration.ofMillis(600), Duration.ofMillis(100));
        server =
                RegistryServer.start(
                        Nodes.network(OPERATOR),
                        Nodes.ANY_PORT,
                        options,
                        EmbeddedStore.inMemory(options.store(), clock),
                        clock,
                        scheduler);
        opened.add(server);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
    }

    /** Represents a process of alice's. */
    private record Running(Directory directory, BlockingQueue<DirectoryEvent> events) {
        DirectoryEvent.Refused awaitRefusal() throws InterruptedException {
            return (DirectoryEvent.Refused)
                    Nodes.await(events, DirectoryEvent.Refused.class::isInstance);
        }

        /** Returns the bad news of this process's registration; empties the queue. */
        List<DirectoryEvent> told() {
            List<DirectoryEvent> all = new ArrayList<>();
            events.drainTo(all);
            return all.stream()
                    .filter(
                            event ->
                                    event instanceof DirectoryEvent.Refused
                                            || event instanceof DirectoryEvent.Conflict)
                    .toList();
        }
    }

    private Running run(int port) throws IOException {
        return run("tls://127.0.0.1:" + port);
    }

    private Running run(String address) throws IOException {
        return run(server, address);
    }

    private Running run(RegistryServer server, String address) throws IOException {
        Directory directory =
                new RegistryDiscovery(InstantSource.system(), Nodes.QUICK)
                        .open(Nodes.directory(server), Nodes.network(ALICE));
        opened.add(directory);
        var events = new LinkedBlockingQueue<DirectoryEvent>();
        directory.watch(events::add);
        directory.register(
                new Announcement(new PeerName("alice"), List.of(Address.parse(address))));
        return new Running(directory, events);
    }

    private int listedPort(Running asked) throws IOException {
        List<Peer> found = asked.directory.find(new Query.ById(ALICE.id()));
        return found.isEmpty() ? 0 : found.getFirst().addresses().getFirst().port();
    }

    private void awaitRenewals(int more) throws InterruptedException {
        long before = server.statistics().renewals();
        Nodes.await("renewals", () -> server.statistics().renewals() >= before + more);
    }

    @Test
    void theOneThatLosesTheRegistrationIsToldAndSoIsTheOneThatHasIt() throws Exception {
        Running first = run(7001);
        Running second = run(7002);
        DirectoryEvent.Refused refused = first.awaitRefusal();
        assertEquals("superseded", refused.code());
        assertTrue(
                refused.reason()
                        .startsWith(
                                "another process has registered with the same key, from tls://127.0.0.1:"),
                refused::reason);
        var conflict =
                (DirectoryEvent.Conflict)
                        Nodes.await(second.events, DirectoryEvent.Conflict.class::isInstance);
        assertTrue(
                conflict.reason()
                        .startsWith("another process uses the same key, from tls://127.0.0.1:"),
                conflict::reason);
        assertEquals(7002, listedPort(first));
        // once, and the lease stays the other one's
        awaitRenewals(5);
        assertEquals(List.of(), second.told());
        assertEquals(7002, listedPort(first));

        first.directory.close();
        assertEquals(7002, listedPort(second));
        awaitRenewals(2);
        assertEquals(List.of(), second.told());
    }

    @Test
    void theOneThatIsLeftIsListedAgainWhenTheOtherHasEnded() throws Exception {
        Running first = run(7001);
        Running second = run(7002);
        first.awaitRefusal();
        second.directory.close();
        Nodes.await(first.events, DirectoryEvent.Granted.class::isInstance);
        assertEquals(7001, listedPort(first));
        awaitRenewals(2);
    }

    /**
     * Its lease would be renewed in half a minute; until it registers again, others see that alice
     * has left.
     */
    @Test
    void theOneThatIsLeftIsListedAgainAtOnce() throws Exception {
        RegistryServer usual =
                RegistryServer.start(
                        Nodes.network(OPERATOR), Nodes.ANY_PORT, RegistryOptions.defaults());
        opened.add(usual);
        Running first = run(usual, "tls://127.0.0.1:7001");
        Running second = run(usual, "tls://127.0.0.1:7002");
        first.awaitRefusal();
        second.directory.close();
        Nodes.await(first.events, DirectoryEvent.Granted.class::isInstance);
        assertEquals(7001, listedPort(first));
    }

    /** The addresses have one hash code. */
    @Test
    void addressesThatLookAlikeToAHashAreTwo() throws Exception {
        assertEquals(
                Address.parse("tls://127.0.2.70:7001").hashCode(),
                Address.parse("tls://127.0.19.9:7011").hashCode());
        Running first = run("tls://127.0.2.70:7001");
        run("tls://127.0.19.9:7011");
        assertEquals("superseded", first.awaitRefusal().code());
    }

    @Test
    void oneThatReachesARegistryInTwoWaysIsNoOtherProcess() throws Exception {
        Running one = run(7001);
        Running other = run(7001);
        awaitRenewals(6);
        assertEquals(List.of(), one.told());
        assertEquals(List.of(), other.told());
        assertEquals(7001, listedPort(one));
    }

    @Test
    void aRestartAfterACrashIsNoOtherProcess() throws Exception {
        // a link on which no request comes any more, as that of a machine that is dead
        var link =
                new RegistryLink(
                        Nodes.network(ALICE).open(server.address(), ProtocolLimits.PROTOCOL, null),
                        _ -> {},
                        _ -> {});
        link.start();
        var signer = new RecordSigner(ALICE);
        link.request(
                new Request.Register(
                        signer.present(
                                Nodes.announcement("alice"),
                                System.currentTimeMillis(),
                                System.currentTimeMillis()),
                        Optional.empty()),
                Duration.ofSeconds(10));
        Running restarted = run(7003);
        awaitRenewals(5);
        assertEquals(List.of(), restarted.told());
        link.close(new IOException("the end"));
    }
}
