package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/** Types a line, and looks when listeners are told of it. */
@Timeout(60)
class TypedLineTest {
    private static final Peer BOB =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());

    private final AtomicReference<Peer> open = new AtomicReference<>(BOB);
    private final TypedLine line = new TypedLine("b", open::get);
    private final BlockingQueue<TypedLine.State> told = new LinkedBlockingQueue<>();

    @Test
    void aListenerIsToldOfTheLineWithItsPeerOnceForManyKeys() throws Exception {
        line.tell(Duration.ofSeconds(1), "test", told::add);
        for (int i = 1; i <= 100; i++) {
            line.changed("x".repeat(i));
        }
        assertEquals(new TypedLine.State(Optional.of(BOB), "x".repeat(100)), told.take());
        open.set(null);
        line.changed("for nobody");
        assertEquals(new TypedLine.State(Optional.empty(), "for nobody"), told.take());
        assertTrue(told.isEmpty());
    }

    @Test
    void aListenerIsToldOfALineThatWasTypedBeforeItCame() throws Exception {
        line.tell(Duration.ZERO, "test", told::add);
        assertEquals("b", told.take().text());
    }

    @Test
    void noKeyChangesTheLineOfAChatThatEnds() throws Exception {
        line.changed("bob, are");
        line.end();
        line.changed("");
        line.tell(Duration.ofDays(1), "test", told::add);
        line.tellNow();
        assertEquals("bob, are", told.take().text());
    }

    @Test
    void aLineThatWasEnteredWhenTheChatEndedIsThereStill() throws Exception {
        line.changed("bob, are you there?");
        line.changed("");
        line.end();
        line.left("bob, are you there?");
        line.tell(Duration.ofDays(1), "test", told::add);
        line.tellNow();
        assertEquals("bob, are you there?", told.take().text());
    }
}
