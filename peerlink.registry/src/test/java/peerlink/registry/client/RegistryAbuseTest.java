package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.PeerName;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.StoreFake;
import peerlink.registry.fixture.TestPeers;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.server.RegistryLimit;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.embedded.EmbeddedStore;
import peerlink.testkit.contract.LoopbackTransport;

/** A client that wants more than its share is stopped, and others are served all the while. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RegistryAbuseTest extends ServerScene {
    private static final RegistryOptions DEFAULTS = RegistryOptions.defaults();

    private void assertServed(RegistryServer server) throws IOException {
        RegistryLink other = client(server, TestPeers.next());
        assertInstanceOf(Answer.Done.class, other.request(new Request.Ping(), TIMEOUT));
    }

    @Test
    void oneKeyGetsSoManyConnectionsAndNoMore() throws Exception {
        RegistryServer server = start(DEFAULTS.with(RegistryLimit.CONNECTIONS_PER_KEY, 2));
        RegistryLink first = client(server, MALLORY);
        RegistryLink second = client(server, MALLORY);
        for (RegistryLink link : new RegistryLink[] {first, second}) {
            assertInstanceOf(Answer.Done.class, link.request(new Request.Ping(), TIMEOUT));
        }
        assertSentAway("too many connections with this key", dial(server, MALLORY));
        assertServed(server);
        first.close(new IOException("enough"));
        Nodes.await("its place is free", () -> server.statistics().connections() == 2);

        RegistryLink third = client(server, MALLORY);
        assertInstanceOf(Answer.Done.class, third.request(new Request.Ping(), TIMEOUT));
    }

    @Test
    void oneAddressGetsSoManyConnectionsAndNoMore() throws Exception {
        RegistryServer server = start(DEFAULTS.with(RegistryLimit.CONNECTIONS_PER_ADDRESS, 1));
        assertServed(server);

        assertSentAway("too many connections from this address", dial(server, MALLORY));
    }

    private static void assertSentAway(String text, Link link) throws IOException {
        Answer.Numbered answer = Answer.decode(link.receive());
        assertEquals(0, answer.id());
        Answer.Failure failure = assertInstanceOf(Answer.Failure.class, answer.answer());
        assertEquals(ErrorCode.TOO_MANY.word(), failure.code());
        assertEquals(text, failure.text());
        assertEquals(30_000, failure.retryAfter().orElseThrow());
        assertThrows(IOException.class, link::receive);
    }

    /** Their signatures are all broken: none of them is looked at once there were too many. */
    @Test
    void floodOfRegistrationsIsStoppedBeforeItsSignaturesAreChecked() throws Exception {
        RegistryServer server = start(DEFAULTS.with(RegistryLimit.REGISTRATIONS_PER_KEY, 5));
        RegistryLink mallory = client(server, MALLORY);
        for (int i = 1; i <= 5; i++) {
            assertDeclined(
                    ErrorCode.BAD_SIGNATURE,
                    mallory,
                    new Request.Register(broken(record(MALLORY, "mallory", i))));
        }
        Request sixth = new Request.Register(broken(record(MALLORY, "mallory", 6)));
        assertDeclined(ErrorCode.RATE_LIMITED, mallory, sixth);
        assertDeclined(ErrorCode.RATE_LIMITED, client(server, MALLORY), sixth);
        register(client(server, ALICE), record(ALICE, "alice", 1));
        clock.advance(Duration.ofSeconds(12));

        assertDeclined(ErrorCode.BAD_SIGNATURE, mallory, sixth);
        assertEquals(2, server.statistics().refusalsByCode().get(ErrorCode.RATE_LIMITED));
    }

    @Test
    void requestsOfAKeyCountOnAllItsConnections() throws Exception {
        RegistryServer server = start(DEFAULTS.with(RegistryLimit.REQUESTS_PER_KEY, 1));
        RegistryLink first = client(server, MALLORY);
        RegistryLink second = client(server, MALLORY);
        for (int i = 0; i < 5; i++) {
            first.requestDone(new Request.Ping(), TIMEOUT);
            second.requestDone(new Request.Ping(), TIMEOUT);
        }

        assertDeclined(ErrorCode.RATE_LIMITED, first, new Request.Ping());
        assertDeclined(ErrorCode.RATE_LIMITED, second, new Request.LookupId(ALICE.id()));
        assertServed(server);
    }

    @Test
    void nameThatLooksLikeAnotherIsRefused() throws Exception {
        RegistryServer server = start();
        register(client(server, ALICE), record(ALICE, "alice.smith", 1));
        RegistryLink mallory = client(server, MALLORY);
        for (String name :
                new String[] {"Alice.Smith", "a1ice-smith", "aIice_srnith", "alice.smith-"}) {
            assertDeclined(
                    ErrorCode.NAME_TAKEN,
                    mallory,
                    new Request.Register(broken(record(MALLORY, name, 1))));
        }

        register(mallory, record(MALLORY, "alicesmith", 1));
    }

    @Test
    void noNumberOfKeysGetsANameThatLooksLikeAnothers() throws Exception {
        RegistryServer server = start();
        register(client(server, ALICE), record(ALICE, "alice", 1));
        for (String name : List.of("a1ice", "AL1CE", "alIce", "alice_", "Alice.")) {
            Identity fresh = TestPeers.next();
            assertDeclined(
                    ErrorCode.NAME_TAKEN,
                    client(server, fresh),
                    new Request.Register(broken(record(fresh, name, 1))));
        }

        assertEquals(1, server.statistics().leases());
    }

    @Test
    void oneKeyHasOneName() throws Exception {
        RegistryServer server = start();
        RegistryLink mallory = client(server, MALLORY);
        register(mallory, record(MALLORY, "alice", 1));
        register(mallory, record(MALLORY, "bob", 2));

        register(client(server, ALICE), record(ALICE, "alice", 1));
        assertEquals(2, server.statistics().leases());
    }

    @Test
    void recordedFramesAreOfNoUseToAnotherPeerNorAgain() throws Exception {
        RegistryServer server = start();
        RegistryLink alice = client(server, ALICE);
        SignedRecord old = record(ALICE, "alice", 1);
        SignedRecord tombstone = new RecordSigner(ALICE).gone(2, clock.millis());
        register(alice, old);
        alice.requestDone(new Request.Deregister(tombstone), TIMEOUT);
        register(alice, record(ALICE, "alice", 3));

        assertDeclined(ErrorCode.STALE_SEQUENCE, alice, new Request.Register(old));
        assertDeclined(ErrorCode.STALE_SEQUENCE, alice, new Request.Deregister(tombstone));
        RegistryLink mallory = client(server, MALLORY);
        assertDeclined(ErrorCode.FOREIGN_KEY, mallory, new Request.Register(old));
        assertDeclined(ErrorCode.FOREIGN_KEY, mallory, new Request.Deregister(tombstone));
        assertEquals(1, server.statistics().leases());
    }

    @Test
    void frameFarTooLongEndsItsLinkWithoutBeingTakenIn() throws Exception {
        RegistryServer server = start();
        Link mallory = dial(server, MALLORY);
        mallory.send(Bytes.wrap(new byte[ProtocolLimits.MAX_REQUEST_TAKEN + 1]));

        assertThrows(IOException.class, mallory::receive);
        assertServed(server);
    }

    /**
     * Arrays in arrays, maps in maps and tags of tags: a decoder that follows them needs a stack as
     * deep.
     */
    @Test
    void frameOfNothingButBeginningsEndsItsLinkAlone() throws Exception {
        RegistryServer server = start();
        for (byte[] beginning : new byte[][] {{(byte) 0x81}, {(byte) 0xbf, 0}, {(byte) 0xc1}}) {
            byte[] frame = new byte[ProtocolLimits.MAX_REQUEST];
            for (int i = 0; i < frame.length; i++) {
                frame[i] = beginning[i % beginning.length];
            }
            Link mallory = dial(server, MALLORY);
            mallory.send(Bytes.wrap(frame));
            Answer answer = Answer.decode(mallory.receive()).answer();

            assertEquals("malformed", assertInstanceOf(Answer.Failure.class, answer).code());
            assertThrows(IOException.class, mallory::receive);
            assertServed(server);
        }
    }

    @Test
    void clientThatAsksAndNeverReadsIsGivenUp() throws Exception {
        var transport = new LoopbackTransport();
        RegistryStore store = EmbeddedStore.inMemory(DEFAULTS.store(), clock);
        RegistryServer server =
                RegistryServer.start(
                        network(transport, OPERATOR),
                        Address.parse("loopback://127.0.0.1:0"),
                        DEFAULTS,
                        store,
                        clock,
                        scheduler);
        opened.add(server);
        Link mallory =
                network(transport, MALLORY).open(server.address(), ProtocolLimits.PROTOCOL, null);
        opened.add(mallory);
        Thread asker =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        for (long i = 1; ; i++) {
                                            mallory.send(Request.encode(i, new Request.Ping()));
                                        }
                                    } catch (IOException e) {
                                        // given up, as it should be
                                    }
                                });
        Nodes.await("it is connected", () -> server.statistics().connections() == 1);
        Link link = network(transport, ALICE).open(server.address(), ProtocolLimits.PROTOCOL, null);
        var alice = new RegistryLink(link, _ -> {}, _ -> {});
        alice.start();
        Nodes.await(
                "it is given up",
                () -> {
                    // a client is given up if it has not taken an answer for half a minute
                    clock.advance(Duration.ofSeconds(1));
                    requestDone(alice);
                    return server.statistics().connections() == 1;
                });

        assertTrue(asker.join(Duration.ofSeconds(20)));
        requestDone(alice);
    }

    private static void requestDone(RegistryLink link) {
        try {
            link.requestDone(new Request.Ping(), TIMEOUT);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void clientThatSaysNothingIsGivenUpAfterAWhile() throws Exception {
        RegistryServer server = start();
        Link silent = dial(server, MALLORY);
        Nodes.await("it is connected", () -> server.statistics().connections() == 1);
        clock.advance(Duration.ofMinutes(5).plusMillis(1));

        assertThrows(IOException.class, silent::receive);
    }

    @Test
    void storeThatFailsIsToldWithATimeToComeBack() throws Exception {
        var store =
                new StoreFake(EmbeddedStore.inMemory(DEFAULTS.store(), clock)) {
                    @Override
                    public Optional<SignedRecord> find(PeerName name) throws IOException {
                        throw new IOException("unplugged");
                    }
                };
        RegistryServer server = start(DEFAULTS, store);
        RegistryLink alice = client(server, ALICE);
        Answer answer = alice.request(new Request.LookupName(new PeerName("bob")), TIMEOUT);
        Answer.Failure failure = assertInstanceOf(Answer.Failure.class, answer);

        assertEquals("unavailable", failure.code());
        assertTrue(failure.retryAfter().orElseThrow() > 0);
        assertTrue(!failure.text().contains("unplugged"));
        register(alice, record(ALICE, "alice", 1));
    }

    @Test
    void drainSendsEverybodyAwayAndWaitsUntilTheyHaveLeft() throws Exception {
        RegistryServer server = start();
        RegistryLink alice = client(server, ALICE);
        register(alice, record(ALICE, "alice", 1));
        Link raw = dial(server, MALLORY);
        Nodes.await("both", () -> server.statistics().connections() == 2);
        var drained = new Thread(() -> drain(server));
        drained.start();

        assertInstanceOf(Answer.GoAway.class, Answer.decode(raw.receive()).answer());
        Nodes.await("alice leaves", () -> !alice.isOpen());
        assertEquals("the registry is going away", alice.end().getMessage());
        Link late = dial(server, TestPeers.next());
        assertInstanceOf(Answer.GoAway.class, Answer.decode(late.receive()).answer());
        assertTrue(drained.isAlive());
        raw.close();
        drained.join(TimeUnit.SECONDS.toMillis(20));
        assertEquals(Thread.State.TERMINATED, drained.getState());
    }

    private static void drain(RegistryServer server) {
        try {
            server.drain(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
