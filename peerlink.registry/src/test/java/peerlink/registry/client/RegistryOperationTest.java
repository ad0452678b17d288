package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.PeerId;
import peerlink.registry.access.Verdict;
import peerlink.registry.admin.AdminServer;
import peerlink.registry.admin.Count;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.StoreFake;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.StoreStatistics;
import peerlink.registry.store.Sweep;
import peerlink.registry.store.embedded.EmbeddedStore;
import peerlink.testkit.contract.TestIdentities;

/** An operator sees a registry at work, and nothing that belongs to its peers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RegistryOperationTest {
    private static final Identity OPERATOR = TestIdentities.ed25519("registry");
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Set<PeerId> admitted = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isStoreGone = new AtomicBoolean();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private RegistryServer server;
    private AdminServer admin;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
    }

    private void start() throws IOException {
        start(
                new MayGo(
                        EmbeddedStore.inMemory(
                                RegistryOptions.defaults().store(), InstantSource.system())));
    }

    private void start(RegistryStore store) throws IOException {
        RegistryOptions options = RegistryOptions.defaults();
        opened.add(store);
        admitted.addAll(Set.of(ALICE.id(), BOB.id()));
        server =
                RegistryServer.start(
                        Nodes.network(OPERATOR),
                        Nodes.ANY_PORT,
                        options,
                        applicant ->
                                admitted.contains(applicant.peer())
                                        ? Verdict.ADMITTED
                                        : Verdict.UNKNOWN,
                        store);
        opened.add(server);
        admin =
                AdminServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Set.of(),
                        server.metrics(),
                        "1.2.3");
        opened.add(admin);
    }

    @Test
    void leasesThatWereKeptAreCountedFromTheFirstAnswerOn() throws Exception {
        start(
                new StoreFake(
                        EmbeddedStore.inMemory(
                                RegistryOptions.defaults().store(), InstantSource.system())) {
                    @Override
                    public StoreStatistics statistics() {
                        return new StoreStatistics(4, 0);
                    }
                });
        String metrics = get("/metrics").body();
        assertTrue(metrics.contains("\npeerlink_registry_leases 4\n"), metrics);
    }

    /** Keeps leases, and can be made to fail. */
    private final class MayGo extends StoreFake {
        MayGo(RegistryStore store) {
            super(store);
        }

        private void requireThere() throws IOException {
            if (isStoreGone.get()) {
                throw new IOException("gone");
            }
        }

        @Override
        public void probe() throws IOException {
            requireThere();
            super.probe();
        }

        @Override
        public Sweep sweep() throws IOException {
            requireThere();
            return super.sweep();
        }

        @Override
        public StoreStatistics statistics() throws IOException {
            requireThere();
            return super.statistics();
        }
    }

    private RegistryLink client(Identity identity) throws IOException {
        Link link =
                Nodes.network(identity)
                        .open(server.address(), ProtocolLimits.PROTOCOL, OPERATOR.id());
        opened.add(link);
        RegistryLink client = new RegistryLink(link, _ -> {}, _ -> {});
        client.start();
        return client;
    }

    private static Answer register(RegistryLink client, Identity identity, String name)
            throws IOException {
        long now = System.currentTimeMillis();
        return client.request(
                new Request.Register(
                        new RecordSigner(identity).present(Nodes.announcement(name), now, now)),
                TIMEOUT);
    }

    private record Page(int status, String body) {}

    private Page get(String path) {
        try {
            var http =
                    (HttpURLConnection)
                            URI.create("http://127.0.0.1:" + admin.address().getPort() + path)
                                    .toURL()
                                    .openConnection();
            int status = http.getResponseCode();
            try (var in = status < 400 ? http.getInputStream() : http.getErrorStream()) {
                return new Page(status, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void countsWhatItDoes() throws Exception {
        start();
        RegistryLink alice = client(ALICE);
        assertInstanceOf(Answer.Leased.class, register(alice, ALICE, "alice"));
        assertInstanceOf(Answer.Leased.class, alice.request(new Request.Renew(), TIMEOUT));
        alice.request(new Request.LookupId(BOB.id()), TIMEOUT);
        alice.request(new Request.ListPage(null), TIMEOUT);
        assertInstanceOf(Answer.Failure.class, register(client(BOB), BOB, "alice"));
        assertEquals(1, server.metrics().total(Count.REGISTRATION));
        assertEquals(1, server.metrics().total(Count.RENEWAL));
        assertEquals(1, server.metrics().total(Count.LOOKUP));
        assertEquals(1, server.metrics().total(Count.LIST));
        assertEquals(2, server.metrics().total(Count.CONNECTION));
        Nodes.await(
                "the next look around",
                () -> get("/metrics").body().contains("\npeerlink_registry_connections 2\n"));
        String metrics = get("/metrics").body();
        assertTrue(metrics.contains("\npeerlink_registry_leases 1\n"), metrics);
        assertTrue(
                metrics.contains("\npeerlink_registry_refusals_total{code=\"name-taken\"} 1\n"),
                metrics);
        assertTrue(metrics.contains("\npeerlink_registry_changes_total 1\n"), metrics);
    }

    @Test
    void nothingOfAPeerIsOnAnyPage() throws Exception {
        start();
        String name = "a-name-that-stands-nowhere-else";
        register(client(ALICE), ALICE, name);
        register(client(BOB), BOB, name);
        Nodes.await(
                "the next look around",
                () -> get("/metrics").body().contains("\npeerlink_registry_leases 1\n"));
        for (String path : List.of("/", "/metrics", "/healthz", "/livez", "/" + name)) {
            String body = get(path).body();
            for (String secret :
                    List.of(
                            name,
                            ALICE.id().text(),
                            ALICE.id().text().substring(0, 4) + " ",
                            BOB.id().text(),
                            "7001",
                            "127.0.0.1")) {
                assertFalse(body.contains(secret), secret + " is on " + path + ":\n" + body);
            }
        }
    }

    @Test
    void aStoreThatIsGoneMakesItUnhealthyUntilItIsBack() throws Exception {
        start();
        assertEquals(new Page(200, "ok\n"), get("/healthz"));
        isStoreGone.set(true);
        Nodes.await(
                "unhealthy", () -> get("/healthz").equals(new Page(503, "store-unreachable\n")));
        assertEquals(200, get("/livez").status());
        isStoreGone.set(false);
        Nodes.await("healthy", () -> get("/healthz").equals(new Page(200, "ok\n")));
    }

    @Test
    void aPeerThatIsNotAdmittedCannotRegisterAndOneThatNoLongerIsCannotRenew() throws Exception {
        start();
        admitted.remove(BOB.id());
        assertNotAllowed(register(client(BOB), BOB, "bob"));
        RegistryLink alice = client(ALICE);
        register(alice, ALICE, "alice");
        admitted.remove(ALICE.id());
        assertNotAllowed(alice.request(new Request.Renew(), TIMEOUT));
        assertEquals(
                1,
                server.metrics().total(Count.REGISTRATION),
                "only alice's, while she was admitted");
    }

    private static void assertNotAllowed(Answer answer) {
        assertEquals(
                ErrorCode.NOT_ALLOWED.word(),
                assertInstanceOf(Answer.Failure.class, answer).code());
    }
}
