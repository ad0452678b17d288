package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.IdentityMismatchException;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Transport;

/** Nodes over real sockets and real TLS, with identities as users have them. */
@Timeout(30)
class TlsNodesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir private Path home;

    @Test
    void twoNodesTalkWithNothingButAnInvite() throws Exception {
        RecordedEvents aliceSaw = new RecordedEvents();
        RecordedEvents bobSaw = new RecordedEvents();
        Node bob = start("bob", bobSaw);
        try (Node alice = start("alice", aliceSaw)) {
            var toBob = alice.connect(Invite.parse(bob.invite().toString()));
            assertEquals(Trust.VERIFIED, alice.contacts().all().getFirst().trust());
            alice.conversation(toBob).sendText("hello").await(PATIENCE);
            var arrived = bobSaw.await(NodeEvent.MessageArrived.class);
            bob.conversation(arrived.peer()).sendText("hello yourself").await(PATIENCE);
            aliceSaw.await(NodeEvent.MessageArrived.class);
            assertEquals("TLSv1.3", alice.links(bob.self().id()).getFirst().protocol());
            long start = System.nanoTime();
            bob.close();
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 2);
            assertEquals(
                    "closed by the other side",
                    aliceSaw.await(NodeEvent.LinkClosed.class).reason());
        } finally {
            bob.close();
        }
    }

    @Test
    void sendsNothingToAnotherKeyAtThePeersAddress() throws Exception {
        RecordedEvents bobSaw = new RecordedEvents();
        try (Node alice = start("alice", new RecordedEvents());
                Node bob = start("bob", bobSaw)) {
            Invite stale =
                    new Invite(
                            new PeerName("carol"),
                            bob.invite().addresses(),
                            PeerId.ofKey(new byte[] {1}));
            assertThrows(IdentityMismatchException.class, () -> alice.connect(stale));
            assertEquals(List.of(), bobSaw.all(NodeEvent.LinkOpened.class));
        }
    }

    private Node start(String name, RecordedEvents events) throws IOException {
        Path profile = home.resolve(name);
        return Node.builder(IdentityStore.loadOrCreate(profile), new PeerName(name))
                .dataDirectory(profile)
                .transports(
                        ServiceLoader.load(Transport.class).stream()
                                .map(ServiceLoader.Provider::get)
                                .toList())
                .onEvent(events)
                .start();
    }
}
