package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.Listener;
import peerlink.api.RefusedException;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.TestClock;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.CborMaps;
import peerlink.registry.protocol.Fields;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.protocol.Statement;
import peerlink.testkit.contract.TestIdentities;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OwnRegistrationTest {
    private static final Identity OPERATOR = TestIdentities.ed25519("registry");
    private static final Identity ALICE = TestIdentities.ed25519("alice");

    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final CountDownLatch renewalMayBeAnswered = new CountDownLatch(1);
    private volatile CountDownLatch registrationMayBeAnswered = new CountDownLatch(0);

    private volatile boolean isRefusing;
    private final BlockingQueue<DirectoryEvent> events = new LinkedBlockingQueue<>();

    /** Grants leases that are due for renewal at once, and takes its time with the renewals. */
    private void serve(Link link) throws IOException {
        while (true) {
            Fields fields = CborMaps.map(link.receive(), ProtocolLimits.MAX_REQUEST);
            Request request = Request.decode(fields);
            requests.add(request);
            if (request instanceof Request.Renew || request instanceof Request.Register) {
                try {
                    (request instanceof Request.Renew
                                    ? renewalMayBeAnswered
                                    : registrationMayBeAnswered)
                            .await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            Answer answer =
                    isRefusing
                            ? new Answer.Failure(
                                    "name-taken",
                                    "taken",
                                    OptionalLong.empty(),
                                    OptionalLong.empty())
                            : new Answer.Leased(100, 10, "");
            link.send(Answer.encode(Request.number(fields), answer));
        }
    }

    private Listener listen() throws IOException {
        return Nodes.network(OPERATOR)
                .listen(Nodes.ANY_PORT, Map.of(ProtocolLimits.PROTOCOL, this::serve));
    }

    private static RegistryLink dial(Listener listener) throws IOException {
        var link =
                new RegistryLink(
                        Nodes.network(ALICE)
                                .open(listener.address(), ProtocolLimits.PROTOCOL, null),
                        changes -> {},
                        reason -> {});
        link.start();
        return link;
    }

    private OwnRegistration lease(InstantSource clock) {
        return new OwnRegistration(
                new RecordSigner(ALICE), _ -> Optional.empty(), events::add, clock, new Random());
    }

    /** Tends the lease until there is something to ask. */
    private Request next(OwnRegistration lease, RegistryLink link) throws Exception {
        Nodes.await(
                "a request",
                () -> {
                    tend(lease, link);
                    return !requests.isEmpty();
                });
        return requests.remove();
    }

    /**
     * Renewals are not signed: without this, clients would have to believe a record as old as its
     * lease.
     */
    @Test
    void recordIsSignedAnewOnALongLease() throws Exception {
        renewalMayBeAnswered.countDown();
        var clock = new TestClock();
        try (Listener listener = listen()) {
            RegistryLink link = dial(listener);
            OwnRegistration lease = lease(clock);
            lease.announce(
                    link, Nodes.announcement("alice"), RequestDeadline.in(Duration.ofSeconds(10)));
            Statement.Present first = registered(requests.remove());
            clock.advance(ProtocolLimits.RECORD_LIFE.dividedBy(2));
            assertInstanceOf(Request.Renew.class, next(lease, link));
            clock.advance(ProtocolLimits.RECORD_LIFE.dividedBy(2));

            Statement.Present second = registered(next(lease, link));
            assertEquals(clock.millis(), second.issuedAt());
            assertTrue(second.sequence() > first.sequence());
            assertEquals(first.peer(), second.peer());
            assertInstanceOf(Request.Renew.class, next(lease, link));
            link.close(new IOException("the end"));
        }
    }

    /**
     * A registry takes a record a few minutes old at most; this one may have been signed hours ago.
     */
    @Test
    void recordIsSignedAnewForEveryLink() throws Exception {
        var clock = new TestClock();
        try (Listener listener = listen()) {
            RegistryLink link = dial(listener);
            OwnRegistration lease = lease(clock);
            lease.announce(
                    link, Nodes.announcement("alice"), RequestDeadline.in(Duration.ofSeconds(10)));
            requests.remove();
            link.close(new IOException("lost"));
            clock.advance(ProtocolLimits.MAX_SKEW.plusSeconds(1));
            RegistryLink another = dial(listener);

            assertEquals(clock.millis(), registered(next(lease, another)).issuedAt());
            another.close(new IOException("the end"));
        }
    }

    private static Statement.Present registered(Request request) throws Exception {
        return Statement.verify(assertInstanceOf(Request.Register.class, request).record())
                .content();
    }

    @Test
    void registrationWithdrawnWhileARenewalHangsIsNotRenewedAgain() throws Exception {
        try (Listener listener = listen()) {
            RegistryLink link = dial(listener);
            OwnRegistration lease = lease(InstantSource.system());
            OwnLease announced =
                    lease.announce(
                            link,
                            Nodes.announcement("alice"),
                            RequestDeadline.in(Duration.ofSeconds(10)));
            assertInstanceOf(Request.Register.class, requests.poll(20, TimeUnit.SECONDS));
            CompletableFuture<Void> hanging =
                    CompletableFuture.runAsync(() -> tendUntilRenewed(lease, link));
            assertInstanceOf(Request.Renew.class, requests.poll(20, TimeUnit.SECONDS));

            assertThrows(
                    IOException.class,
                    () ->
                            lease.withdraw(
                                    announced, link, RequestDeadline.in(Duration.ofMillis(50))));
            assertFalse(lease.isHeld());
            renewalMayBeAnswered.countDown();
            hanging.get(20, TimeUnit.SECONDS);
            assertTrue(lease.tend(link).compareTo(Duration.ofSeconds(10)) > 0, "nothing is due");
            assertEquals(0, requests.size());
            link.close(new IOException("the end"));
        }
    }

    /** A node that ends while it registers would be listed for a whole lease. */
    @Test
    void registrationThatNobodyWaitedForIsWithdrawnAllTheSame() throws Exception {
        try (Listener listener = listen()) {
            RegistryLink link = dial(listener);
            OwnRegistration lease = lease(InstantSource.system());
            registrationMayBeAnswered = new CountDownLatch(1);
            Thread registering =
                    Thread.ofVirtual()
                            .start(
                                    () ->
                                            assertThrows(
                                                    IOException.class,
                                                    () -> announce(lease, link)));
            assertInstanceOf(Request.Register.class, requests.poll(20, TimeUnit.SECONDS));
            registering.interrupt();
            registering.join();
            registrationMayBeAnswered.countDown();
            // a later refusal doesn't tell the result of the first request
            isRefusing = true;
            assertThrows(RefusedException.class, () -> announce(lease, link));
            assertInstanceOf(Request.Register.class, requests.poll(20, TimeUnit.SECONDS));
            isRefusing = false;
            assertThrows(
                    // the registry here answers each request with a lease
                    IOException.class,
                    () -> lease.end(link, RequestDeadline.in(Duration.ofSeconds(20))));
            assertInstanceOf(Request.Deregister.class, requests.poll(20, TimeUnit.SECONDS));
            link.close(new IOException("the end"));
        }
    }

    /** Else the registration is made a moment after its own end, and nobody withdraws it. */
    @Test
    void theEndWaitsForARegistrationThatIsUnderWayAndWithdrawsIt() throws Exception {
        try (Listener listener = listen()) {
            RegistryLink link = dial(listener);
            OwnRegistration lease = lease(InstantSource.system());
            registrationMayBeAnswered = new CountDownLatch(1);
            CompletableFuture<Void> registering =
                    CompletableFuture.runAsync(
                            () -> assertDoesNotThrow(() -> announce(lease, link)));
            assertInstanceOf(Request.Register.class, requests.poll(20, TimeUnit.SECONDS));
            Thread ending =
                    Thread.ofVirtual()
                            .start(
                                    () ->
                                            assertThrows(
                                                    // the registry here answers with a lease
                                                    IOException.class,
                                                    () ->
                                                            lease.end(
                                                                    link,
                                                                    RequestDeadline.in(
                                                                            Duration.ofSeconds(
                                                                                    20)))));
            Nodes.await("it waits", () -> ending.getState() == Thread.State.TIMED_WAITING);
            registrationMayBeAnswered.countDown();
            registering.get(20, TimeUnit.SECONDS);
            assertInstanceOf(Request.Deregister.class, requests.poll(20, TimeUnit.SECONDS));
            ending.join();

            assertThrows(IOException.class, () -> announce(lease, link));
            assertEquals(0, requests.size());
            link.close(new IOException("the end"));
        }
    }

    /** The user must know that others don't see this node any more. */
    @Test
    void aRegistrationGrantedAndDeclinedLaterIsTold() throws Exception {
        renewalMayBeAnswered.countDown();
        try (Listener listener = listen()) {
            RegistryLink link = dial(listener);
            OwnRegistration lease = lease(InstantSource.system());
            announce(lease, link);
            isRefusing = true;
            RegistryLink another = dial(listener);
            Nodes.await("a refusal", () -> isTold(lease, another));
            assertEquals(new DirectoryEvent.Refused("name-taken", "taken"), events.remove());
            isRefusing = false;
            Nodes.await("a grant", () -> isTold(lease, another));
            assertInstanceOf(DirectoryEvent.Granted.class, events.remove());

            isRefusing = true;
            Nodes.await("a renewal that is declined", () -> isTold(lease, another));
            assertEquals(new DirectoryEvent.Refused("name-taken", "taken"), events.remove());
            link.close(new IOException("the end"));
            another.close(new IOException("the end"));
        }
    }

    /**
     * The other process answers the server at once, while this one's own answer is still on its
     * way.
     */
    @Test
    void aConflictThatIsToldBeforeTheRegistrationIsAnsweredIsNotLost() throws Exception {
        try (Listener listener = listen()) {
            RegistryLink link = dial(listener);
            OwnRegistration lease = lease(InstantSource.system());
            registrationMayBeAnswered = new CountDownLatch(1);
            CompletableFuture<Void> registering =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    announce(lease, link);
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            assertInstanceOf(Request.Register.class, requests.poll(20, TimeUnit.SECONDS));
            lease.contested("tls://192.0.2.1:7001");
            assertTrue(events.isEmpty());
            registrationMayBeAnswered.countDown();
            registering.get(20, TimeUnit.SECONDS);
            assertInstanceOf(DirectoryEvent.Conflict.class, events.poll(20, TimeUnit.SECONDS));
            lease.contested("tls://192.0.2.1:7002");
            assertTrue(events.isEmpty(), "told once");
            link.close(new IOException("the end"));
        }
    }

    private boolean isTold(OwnRegistration lease, RegistryLink link) {
        tend(lease, link);
        return !events.isEmpty();
    }

    private static void announce(OwnRegistration lease, RegistryLink link) throws IOException {
        lease.announce(
                link, Nodes.announcement("alice"), RequestDeadline.in(Duration.ofSeconds(20)));
    }

    private void tendUntilRenewed(OwnRegistration lease, RegistryLink link) {
        while (renewalMayBeAnswered.getCount() > 0) {
            tend(lease, link);
        }
    }

    private static void tend(OwnRegistration lease, RegistryLink link) {
        try {
            lease.tend(link);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
