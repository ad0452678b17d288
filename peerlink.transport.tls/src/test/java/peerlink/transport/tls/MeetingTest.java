package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.Transport.Meeting;
import peerlink.testkit.contract.TestIdentities;

/** Two peers connect to each other at the same moment, from the ports on which they listen. */
@Timeout(30)
final class MeetingTest {
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");
    private static final Identity CAROL = TestIdentities.ed25519("carol");
    private static final Address ANY_PORT = Address.parse("tls://127.0.0.1:0");

    private final TlsTransport alices = new TlsTransport();
    private final TlsTransport bobs = new TlsTransport();
    private final BlockingQueue<LinkInfo> accepted = new LinkedBlockingQueue<>();
    private Listener alice;
    private Listener bob;

    @BeforeEach
    void listen() throws Exception {
        alice = alices.listen(ANY_PORT, ALICE, LinkPolicy.DEFAULT, this::serve);
        bob = bobs.listen(ANY_PORT, BOB, LinkPolicy.DEFAULT, this::serve);
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private void serve(Link link) throws IOException {
        accepted.add(link.info());
        link.receive();
    }

    @Test
    void bothConnectAndOneLinkComesAbout() throws Exception {
        FutureTask<Link> atAlice =
                meet(alices, ALICE, alice, bob, BOB, true, Duration.ofMillis(20));
        FutureTask<Link> atBob = meet(bobs, BOB, bob, alice, ALICE, false, Duration.ofMillis(20));
        try (Link near = atAlice.get();
                Link far = atBob.get()) {
            near.send(Bytes.utf8("hello"));
            assertEquals(Bytes.utf8("hello"), far.receive());
            assertEquals(LinkInfo.Path.PUNCHED, near.info().path());
            assertEquals(LinkInfo.Path.PUNCHED, far.info().path());
            assertEquals(alice.address().port(), near.info().localAddress().port());
            assertEquals(bob.address().port(), near.info().remoteAddress().port());
            assertTrue(accepted.isEmpty(), "no listener saw it");
        }
    }

    @Test
    void aConnectionThatComesBeforeThisSideConnectsIsTheMeetingsToo() throws Exception {
        FutureTask<Link> atAlice =
                meet(alices, ALICE, alice, bob, BOB, true, Duration.ofMinutes(1));
        FutureTask<Link> atBob = meet(bobs, BOB, bob, alice, ALICE, false, Duration.ZERO);
        try (Link near = atAlice.get();
                Link far = atBob.get()) {
            far.send(Bytes.utf8("early"));
            assertEquals(Bytes.utf8("early"), near.receive());
            assertEquals(LinkInfo.Origin.DIALLED, near.info().origin());
        }
    }

    @Test
    void anotherKeyAtTheMeetingIsRefused() throws Exception {
        FutureTask<Link> atAlice =
                meet(alices, ALICE, alice, bob, CAROL, true, Duration.ofMinutes(1));
        meet(bobs, BOB, bob, alice, ALICE, false, Duration.ZERO);
        ExecutionException failure = assertThrows(ExecutionException.class, atAlice::get);
        assertEquals(IdentityMismatchException.class, failure.getCause().getClass());
    }

    @Test
    void nobodyMeetsHimself() throws Exception {
        FutureTask<Link> atAlice = meet(alices, ALICE, alice, alice, BOB, true, Duration.ZERO);
        ExecutionException failure = assertThrows(ExecutionException.class, atAlice::get);
        assertEquals("it is this node's own address", failure.getCause().getMessage());
    }

    @Test
    void aLinkFromTheListeningPortIsSeenFromThere() throws Exception {
        try (Link link = connectFrom(alice.address())) {
            assertEquals(alice.address().port(), link.info().localAddress().port());
            LinkInfo seen = accepted.poll(5, TimeUnit.SECONDS);
            assertEquals(alice.address().port(), seen.remoteAddress().port());
            assertEquals(LinkInfo.Path.DIRECT, seen.path());
        }
    }

    @Test
    void whereThePortIsNotToBeHadAnyOtherWillDo() throws Exception {
        try (ServerSocket foreign = new ServerSocket(0)) {
            Address taken = Address.of("tls", "127.0.0.1", foreign.getLocalPort());
            try (Link link = connectFrom(taken)) {
                assertNotEquals(taken.port(), link.info().localAddress().port());
                assertEquals(BOB.id(), link.info().remote());
            }
        }
    }

    @Test
    void aSecondListenerIsToldThatThePortIsInUse() throws Exception {
        try (Link _ = connectFrom(alice.address())) {
            IOException failure =
                    assertThrows(
                            IOException.class,
                            () ->
                                    bobs.listen(
                                            alice.address(), BOB, LinkPolicy.DEFAULT, this::serve));
            assertEquals(
                    "can't listen on %s: address already in use"
                            .formatted(alice.address().hostAndPort()),
                    failure.getMessage());
        }
    }

    @Test
    void thePortIsFreeAgainForTheNextRunThoughItsLinksAreNotGone() throws Exception {
        Link link = connectFrom(alice.address());
        alice.close();
        Address same = alice.address();
        alice = alices.listen(same, ALICE, LinkPolicy.DEFAULT, this::serve);
        assertEquals(same, alice.address());
        link.close();
    }

    private Link connectFrom(Address local) throws IOException {
        return alices.connectFrom(local, bob.address(), ALICE, LinkPolicy.DEFAULT, BOB.id());
    }

    private static FutureTask<Link> meet(
            TlsTransport transport,
            Identity self,
            Listener local,
            Listener remote,
            Identity peer,
            boolean begins,
            Duration delay)
            throws InterruptedException {
        var waiting = new CountDownLatch(1);
        var meeting =
                new Meeting(
                        local.address(),
                        remote.address(),
                        peer.id(),
                        begins,
                        delay,
                        waiting::countDown);
        var task = new FutureTask<>(() -> transport.meet(meeting, self, LinkPolicy.DEFAULT));
        Thread.ofVirtual().name("peerlink test-meeting").start(task);
        waiting.await(1, TimeUnit.SECONDS);
        return task;
    }
}
