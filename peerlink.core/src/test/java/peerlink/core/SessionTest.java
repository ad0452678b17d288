package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

@Timeout(10)
class SessionTest {
    private final Peer bob = new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());

    @Test
    void anErrorWhileALinkIsOpenedLetsTheNextAttemptBeMade() {
        AtomicInteger attempts = new AtomicInteger();
        Session session =
                session(
                        (_, _) -> {
                            if (attempts.incrementAndGet() == 1) {
                                throw new NoClassDefFoundError("acme/Missing");
                            }
                            throw new IOException("nobody answers");
                        });
        assertThrows(NoClassDefFoundError.class, () -> session.link(bob));
        assertTrue(session.isIdle());
        IOException second = assertThrows(IOException.class, () -> session.link(bob));
        assertEquals("nobody answers", second.getMessage());
    }

    @Test
    void isNotIdleInTheHandsOfAThread() {
        Session session =
                session(
                        (_, _) -> {
                            throw new IOException("unused");
                        });
        session.hold();
        session.hold();
        session.release();
        assertFalse(session.isIdle());
        session.release();
        assertTrue(session.isIdle());
    }

    private Session session(Session.LinkOpener opener) {
        return new Session(bob.id(), opener, new CountDownLatch(0));
    }
}
