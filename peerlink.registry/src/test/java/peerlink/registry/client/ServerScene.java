package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.Network;
import peerlink.api.PeerName;
import peerlink.core.Networks;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.TestClock;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.Change;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.embedded.EmbeddedStore;
import peerlink.testkit.contract.LoopbackTransport;
import peerlink.testkit.contract.TestIdentities;

/** Starts a registry server with clients that need not keep to the rules, for tests to extend. */
abstract class ServerScene {
    static final Identity OPERATOR = TestIdentities.ed25519("registry");
    static final Identity ALICE = TestIdentities.ed25519("alice");
    static final Identity MALLORY = TestIdentities.p256("mallory");
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    final TestClock clock = new TestClock();
    final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
        scheduler.shutdownNow();
    }

    RegistryServer start(RegistryOptions options) throws IOException {
        return start(options, EmbeddedStore.inMemory(options.store(), clock));
    }

    RegistryServer start(RegistryOptions options, RegistryStore store) throws IOException {
        RegistryServer server =
                RegistryServer.start(
                        Nodes.network(OPERATOR), Nodes.ANY_PORT, options, store, clock, scheduler);
        opened.add(server);
        return server;
    }

    RegistryServer start() throws IOException {
        return start(RegistryOptions.defaults());
    }

    Link dial(RegistryServer server, Identity identity) throws IOException {
        Link link =
                Nodes.network(identity)
                        .open(server.address(), ProtocolLimits.PROTOCOL, OPERATOR.id());
        opened.add(link);
        return link;
    }

    RegistryLink client(RegistryServer server, Identity identity) throws IOException {
        return client(server, identity, new LinkedBlockingQueue<>());
    }

    RegistryLink client(
            RegistryServer server, Identity identity, LinkedBlockingQueue<Change> changes)
            throws IOException {
        var client =
                new RegistryLink(
                        dial(server, identity),
                        notice -> {
                            if (notice instanceof Answer.Changes told) {
                                changes.addAll(told.changes());
                            }
                        },
                        reason -> {});
        client.start();
        return client;
    }

    SignedRecord record(Identity identity, String name, long sequence) {
        return new RecordSigner(identity)
                .present(Nodes.announcement(name), sequence, clock.millis());
    }

    static void assertDeclined(ErrorCode code, RegistryLink client, Request request)
            throws IOException {
        Answer answer = client.request(request, TIMEOUT);
        assertEquals(code.word(), assertInstanceOf(Answer.Failure.class, answer).code());
    }

    static Answer.Leased register(RegistryLink client, SignedRecord record) throws IOException {
        return assertInstanceOf(
                Answer.Leased.class, client.request(new Request.Register(record), TIMEOUT));
    }

    static SignedRecord broken(SignedRecord record) {
        return new SignedRecord(record.record(), Bytes.wrap(new byte[ProtocolLimits.SIGNATURE]));
    }

    static Network network(LoopbackTransport transport, Identity identity) {
        return Networks.of(identity, new PeerName("somebody"), List.of(transport));
    }
}
