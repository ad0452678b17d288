package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.DirectoryProbe;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.PeerName;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.TestClock;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.protocol.Statement;
import peerlink.registry.server.Openness;
import peerlink.registry.server.RegistryLimit;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.Change;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.embedded.EmbeddedStore;
import peerlink.testkit.contract.LoopbackTransport;
import peerlink.testkit.contract.TestIdentities;

/** A real server declines clients that don't keep to the rules, over real links. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RegistryServerTest extends ServerScene {
    @Test
    void leaseCarriesItsTimesAndTheObservedAddress() throws Exception {
        RegistryServer server = start();
        Link link = dial(server, ALICE);
        var client = new RegistryLink(link, changes -> {}, reason -> {});
        client.start();

        Answer.Leased lease = register(client, record(ALICE, "alice", 1));
        assertEquals(90_000, lease.ttl());
        assertEquals(30_000, lease.renewAfter());
        assertEquals(link.info().localAddress().toString(), lease.observed());
        assertEquals(1, server.statistics().leases());
        assertEquals(1, server.statistics().registrations());
    }

    @Test
    void aProbeTellsTheClockAndTheObservedAddress() throws Exception {
        RegistryServer server = start();
        Link link = dial(server, ALICE);
        var client = new RegistryLink(link, changes -> {}, reason -> {});
        client.start();
        DirectoryProbe told =
                OwnProbe.ask(
                        client, 7001, TIMEOUT, () -> clock.instant().plusSeconds(61), () -> {});
        assertEquals(link.info().localAddress(), told.local());
        assertEquals(link.info().localAddress(), told.observed());
        assertEquals(Duration.ofSeconds(61), told.clockLead());
        assertEquals(Optional.empty(), told.reachable(), "never on the registry's own machine");
    }

    @Test
    void forgedRecordsAreDeclined() throws Exception {
        RegistryServer server = start();
        RegistryLink alice = client(server, ALICE);
        SignedRecord good = record(ALICE, "alice", 10);
        SignedRecord other = record(MALLORY, "alice", 10);

        assertDeclined(
                ErrorCode.BAD_SIGNATURE,
                alice,
                new Request.Register(new SignedRecord(good.record(), other.signature())));
        // signed well, but by a key that isn't the link's
        assertDeclined(ErrorCode.FOREIGN_KEY, alice, new Request.Register(other));
        assertDeclined(
                ErrorCode.FOREIGN_KEY,
                client(server, MALLORY),
                new Request.Deregister(new RecordSigner(ALICE).gone(11, clock.millis())));
        register(alice, good);
        assertDeclined(
                ErrorCode.STALE_SEQUENCE, alice, new Request.Register(record(ALICE, "alice", 9)));
        // a registration's signature is none for a tombstone
        assertDeclined(
                ErrorCode.BAD_SIGNATURE, alice, new Request.Deregister(record(ALICE, "alice", 12)));
        // a stale statement is not worth checking a signature for
        assertDeclined(
                ErrorCode.STALE_SEQUENCE, alice, new Request.Deregister(record(ALICE, "alice", 9)));
        assertEquals(1, server.statistics().leases());
    }

    /**
     * None of these is worth a signature's check: each is refused for a fault that is cheaper to
     * see, though its signature is broken.
     */
    @Test
    void cheapChecksComeBeforeTheSignature() throws Exception {
        RegistryServer server = start(RegistryOptions.defaults().with(RegistryLimit.LEASES, 2));
        RegistryLink alice = client(server, ALICE);
        Identity bobs = TestIdentities.ed25519("bob");
        register(alice, record(ALICE, "alice", 10));
        RegistryLink bob = client(server, bobs);
        assertDeclined(
                ErrorCode.NAME_TAKEN, bob, new Request.Register(broken(record(bobs, "alice", 1))));
        register(bob, record(bobs, "bob", 1));
        RegistryLink mallory = client(server, MALLORY);

        assertDeclined(
                ErrorCode.TOO_MANY,
                mallory,
                new Request.Register(broken(record(MALLORY, "mallory", 1))));
        assertDeclined(
                ErrorCode.FOREIGN_KEY,
                mallory,
                new Request.Register(broken(record(ALICE, "alice", 11))));
        assertDeclined(
                ErrorCode.STALE_SEQUENCE,
                alice,
                new Request.Register(broken(record(ALICE, "alice", 9))));
        long late = clock.millis() + ProtocolLimits.MAX_SKEW.toMillis() + 1;
        assertDeclined(
                ErrorCode.BAD_TIME,
                alice,
                new Request.Register(
                        broken(
                                new RecordSigner(ALICE)
                                        .present(Nodes.announcement("alice"), 11, late))));
        assertDeclined(
                ErrorCode.BAD_TIME,
                alice,
                new Request.Deregister(broken(new RecordSigner(ALICE).gone(11, late))));
        assertDeclined(
                ErrorCode.BAD_SIGNATURE,
                alice,
                new Request.Register(broken(record(ALICE, "alice", 11))));
        assertEquals(2, server.statistics().leases());
    }

    @Test
    void tombstoneRemovesItsOwnPeersRecordAloneAndIsGoodForOnce() throws Exception {
        RegistryServer server = start();
        RegistryLink alice = client(server, ALICE);
        RegistryLink mallory = client(server, MALLORY);
        SignedRecord alices = record(ALICE, "alice", 1);
        register(alice, alices);
        register(mallory, record(MALLORY, "mallory", 1));
        SignedRecord tombstone = new RecordSigner(ALICE).gone(2, clock.millis());
        SignedRecord disguised =
                Nodes.sign(ALICE, Statement.Present.DOMAIN, tombstone.record().toByteArray());

        assertDeclined(ErrorCode.BAD_SIGNATURE, alice, new Request.Deregister(disguised));
        assertDeclined(ErrorCode.MALFORMED, alice, new Request.Register(tombstone));
        // alice's tombstone in mallory's hands, and mallory's own
        assertDeclined(ErrorCode.FOREIGN_KEY, mallory, new Request.Deregister(tombstone));
        SignedRecord mallorys = new RecordSigner(MALLORY).gone(2, clock.millis());
        assertInstanceOf(
                Answer.Done.class, mallory.request(new Request.Deregister(mallorys), TIMEOUT));
        assertEquals(
                new Answer.Records(List.of(alices), null),
                mallory.request(new Request.ListPage(null), TIMEOUT));

        assertInstanceOf(
                Answer.Done.class, alice.request(new Request.Deregister(tombstone), TIMEOUT));
        assertEquals(0, server.statistics().leases());
        assertDeclined(ErrorCode.STALE_SEQUENCE, alice, new Request.Register(alices));
        register(alice, record(ALICE, "alice", 3));
        assertDeclined(ErrorCode.STALE_SEQUENCE, alice, new Request.Deregister(tombstone));
        assertEquals(1, server.statistics().leases());
    }

    @Test
    void wrongClockIsNamedToItsOwner() throws Exception {
        RegistryLink alice = client(start(), ALICE);
        SignedRecord record =
                new RecordSigner(ALICE)
                        .present(
                                Nodes.announcement("alice"),
                                1,
                                clock.millis() - Duration.ofHours(3).toMillis());
        Answer answer = alice.request(new Request.Register(record), TIMEOUT);

        assertEquals(
                "your clock is 3 hours behind the registry's: check both clocks",
                assertInstanceOf(Answer.Failure.class, answer).text());
    }

    @Test
    void recordTooLargeOrOutOfTimeIsDeclined() throws Exception {
        RegistryLink alice = client(start(), ALICE);
        Address address = Address.parse("tls://" + "a".repeat(200) + ".example:7001");
        var large =
                new Announcement(
                        new PeerName("alice"),
                        List.of(address, address, address, address, address));
        var signer = new RecordSigner(ALICE);
        var small = Nodes.announcement("alice");

        assertDeclined(
                ErrorCode.RECORD_TOO_LARGE,
                alice,
                new Request.Register(signer.present(large, 1, clock.millis())));
        for (long skew : List.of(-6L * 60_000, 6L * 60_000)) {
            assertDeclined(
                    ErrorCode.BAD_TIME,
                    alice,
                    new Request.Register(signer.present(small, 1, clock.millis() + skew)));
        }
    }

    @Test
    void searchesAreForRegisteredPeersAndListsForTheAudience() throws Exception {
        RegistryServer server = start(RegistryOptions.defaults().withOpenness(Openness.REGISTERED));
        RegistryLink alice = client(server, ALICE);
        assertDeclined(ErrorCode.NOT_REGISTERED, alice, new Request.Prefix("al"));
        assertDeclined(ErrorCode.NOT_REGISTERED, alice, new Request.ListPage(null));
        assertDeclined(ErrorCode.NOT_REGISTERED, alice, new Request.Watch(null));
        assertDeclined(ErrorCode.NOT_REGISTERED, alice, new Request.Renew());
        register(alice, record(ALICE, "alice", 1));
        assertInstanceOf(Answer.Records.class, alice.request(new Request.ListPage(null), TIMEOUT));

        RegistryServer secretive =
                start(RegistryOptions.defaults().withOpenness(Openness.LOOKUP_ONLY));
        assertDeclined(ErrorCode.NOT_ALLOWED, client(secretive, ALICE), new Request.ListPage(null));
        assertEquals(Openness.LOOKUP_ONLY, Openness.AUTOMATIC.on(Address.parse("tls://0.0.0.0:1")));
        assertEquals(
                Openness.REGISTERED, Openness.AUTOMATIC.on(Address.parse("tls://192.168.1.1:1")));
        assertEquals(Openness.PUBLIC, Openness.AUTOMATIC.on(Address.parse("tls://[::1]:1")));
    }

    @Test
    void unknownRequestIsAnsweredAndTheLinkGoesOn() throws Exception {
        RegistryLink alice = client(start(), ALICE);
        assertDeclined(ErrorCode.UNKNOWN_REQUEST, alice, new Request.Unknown("dance"));

        assertInstanceOf(Answer.Done.class, alice.request(new Request.Ping(), TIMEOUT));
    }

    @Test
    void malformedFrameIsAnsweredAndEndsThatLinkAlone() throws Exception {
        RegistryServer server = start();
        RegistryLink alice = client(server, ALICE);
        for (Bytes frame :
                List.of(
                        Bytes.utf8("GET / HTTP/1.1"),
                        Bytes.wrap(new byte[ProtocolLimits.MAX_REQUEST + 1]),
                        Bytes.utf8("\u0081".repeat(1_000)))) {
            Link mallory = dial(server, MALLORY);
            mallory.send(frame);
            Answer answer = Answer.decode(mallory.receive()).answer();
            assertEquals("malformed", assertInstanceOf(Answer.Failure.class, answer).code());
            assertThrows(IOException.class, mallory::receive);
        }

        assertInstanceOf(Answer.Done.class, alice.request(new Request.Ping(), TIMEOUT));
        assertEquals(3, server.statistics().refusals());
    }

    @Test
    void hastyClientIsToldToWaitAndNobodyElseIs() throws Exception {
        RegistryServer server =
                start(RegistryOptions.defaults().with(RegistryLimit.REQUESTS_PER_CONNECTION, 1));
        RegistryLink mallory = client(server, MALLORY);
        for (int i = 0; i < 10; i++) {
            assertInstanceOf(Answer.Done.class, mallory.request(new Request.Ping(), TIMEOUT));
        }
        Answer answer = mallory.request(new Request.Ping(), TIMEOUT);
        Answer.Failure failure = assertInstanceOf(Answer.Failure.class, answer);

        assertEquals("rate-limited", failure.code());
        assertEquals(1_000, failure.retryAfter().orElseThrow());
        assertInstanceOf(
                Answer.Done.class, client(server, ALICE).request(new Request.Ping(), TIMEOUT));
    }

    @Test
    void oneConnectionTooManyIsToldSo() throws Exception {
        RegistryServer server =
                start(RegistryOptions.defaults().with(RegistryLimit.CONNECTIONS, 1));
        RegistryLink alice = client(server, ALICE);
        assertInstanceOf(Answer.Done.class, alice.request(new Request.Ping(), TIMEOUT));
        Answer.Numbered answer = Answer.decode(dial(server, MALLORY).receive());

        assertEquals(0, answer.id());
        assertEquals("too-many", assertInstanceOf(Answer.Failure.class, answer.answer()).code());
        assertInstanceOf(Answer.Done.class, alice.request(new Request.Ping(), TIMEOUT));
    }

    @Test
    void leaseOutlivesItsLinkAndThenRunsOutForWatchersToSee() throws Exception {
        var second = Duration.ofSeconds(1);
        RegistryServer server =
                start(RegistryOptions.defaults().withLease(second, Duration.ofMillis(100)));
        var changes = new LinkedBlockingQueue<Change>();
        RegistryLink watcher = client(server, MALLORY, changes);
        watcher.request(new Request.Watch(null), TIMEOUT);
        RegistryLink alice = client(server, ALICE);
        SignedRecord record = record(ALICE, "alice", 1);
        register(alice, record);
        alice.close(new IOException("gone without a word"));
        Nodes.await("one connection", () -> server.statistics().connections() == 1);

        assertEquals(new Change.Came(record), changes.poll(10, TimeUnit.SECONDS));
        assertEquals(1, server.statistics().leases());
        clock.advance(second);
        assertEquals(new Change.Went(ALICE.id()), changes.poll(10, TimeUnit.SECONDS));
        assertEquals(0, server.statistics().leases());
    }

    @Test
    void linksAreIdleByATimerWhateverTheClockIsSetTo() throws Exception {
        var timer = new TestClock();
        var tasks = new ArrayList<Runnable>();
        var byHand =
                new ScheduledThreadPoolExecutor(1) {
                    @Override
                    public ScheduledFuture<?> scheduleWithFixedDelay(
                            Runnable task, long first, long delay, TimeUnit unit) {
                        tasks.add(task);
                        return schedule(() -> {}, 0, unit);
                    }
                };
        opened.add(byHand::shutdownNow);
        RegistryOptions options = RegistryOptions.defaults();
        RegistryServer server =
                RegistryServer.start(
                        Nodes.network(OPERATOR),
                        Nodes.ANY_PORT,
                        options,
                        EmbeddedStore.inMemory(options.store(), clock),
                        clock,
                        timer,
                        byHand);
        opened.add(server);
        RegistryLink alice = client(server, ALICE);
        alice.request(new Request.Ping(), TIMEOUT);

        // again and again, as a link is closed by a thread of its own
        for (int i = 0; i < 50; i++) {
            clock.advance(Duration.ofHours(1));
            tasks.forEach(Runnable::run);
            assertInstanceOf(Answer.Done.class, alice.request(new Request.Ping(), TIMEOUT));
        }
        Nodes.await(
                "its link closed",
                () -> {
                    // the server may note the last request after this
                    timer.advance(Duration.ofSeconds(301));
                    tasks.forEach(Runnable::run);
                    return server.statistics().connections() == 0;
                });
    }

    @Test
    void watcherThatNeverReadsIsDroppedAndDisturbsNobody() throws Exception {
        // in memory, where little is on its way: a socket swallows megabytes before its reader is
        // missed
        var transport = new LoopbackTransport();
        var place = Address.parse("loopback://127.0.0.1:0");
        RegistryOptions options =
                RegistryOptions.defaults()
                        .with(RegistryLimit.QUEUED_CHANGES, 10)
                        .with(RegistryLimit.REQUESTS_PER_CONNECTION, 1_000_000)
                        .with(RegistryLimit.REQUESTS_PER_KEY, 1_000_000)
                        .with(RegistryLimit.REQUESTS_PER_ADDRESS, 1_000_000)
                        .with(RegistryLimit.REGISTRATIONS_PER_KEY, 1_000_000)
                        .with(RegistryLimit.REGISTRATIONS_PER_ADDRESS, 1_000_000);
        RegistryServer server =
                RegistryServer.start(
                        network(transport, OPERATOR),
                        place,
                        options,
                        EmbeddedStore.inMemory(options.store(), clock),
                        clock,
                        scheduler);
        opened.add(server);
        Link sleeper =
                network(transport, MALLORY).open(server.address(), ProtocolLimits.PROTOCOL, null);
        sleeper.send(Request.encode(1, new Request.Watch(null)));
        Nodes.await("a watcher", () -> server.statistics().watchers() == 1);
        var alice =
                new RegistryLink(
                        network(transport, ALICE)
                                .open(server.address(), ProtocolLimits.PROTOCOL, null),
                        changes -> {},
                        reason -> {});
        alice.start();
        for (long sequence = 1; server.statistics().watchers() == 1; sequence++) {
            register(alice, record(ALICE, "alice", sequence));
            assertTrue(sequence < 100_000, "a watcher is never dropped");
        }

        assertInstanceOf(Answer.Done.class, alice.request(new Request.Ping(), TIMEOUT));
        Nodes.await("its link closed", () -> server.statistics().connections() == 1);
    }
}
