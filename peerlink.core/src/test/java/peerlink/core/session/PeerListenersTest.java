package peerlink.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Peer;
import peerlink.api.PeerEvent;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Registration;
import peerlink.core.guard.CallLimits;
import peerlink.core.guard.GuardedCalls;
import peerlink.core.model.NodeEvent;

@Timeout(60)
class PeerListenersTest {
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final BlockingQueue<PeerEvent> heard = new LinkedBlockingQueue<>();
    private final PeerListeners listeners =
            new PeerListeners((plugin, reason) -> failures.add(plugin + " " + reason));
    private final GuardedCalls calls =
            new GuardedCalls(
                    "who",
                    null,
                    CallLimits.DEFAULT,
                    new GuardedCalls.Faults() {
                        @Override
                        public void overdue(String reason) {
                            failures.add(reason);
                        }

                        @Override
                        public void setAside(String reason) {
                            failures.add(reason);
                        }
                    });

    @AfterEach
    void end() {
        calls.close();
    }

    private static Peer peer(int number) {
        return new Peer(
                PeerId.ofKey(new byte[] {(byte) number}), new PeerName("p" + number), List.of());
    }

    private PeerEvent next() throws InterruptedException {
        PeerEvent event = heard.poll(10, TimeUnit.SECONDS);
        assertTrue(event != null, failures::toString);
        return event;
    }

    @Test
    void aListenerHearsFirstWhoIsThereAndThenWhoComesAndGoes() throws Exception {
        Registration registration = listeners.add("who", heard::add, calls, () -> List.of(peer(1)));
        listeners.hear(new NodeEvent.PeerAppeared(peer(2)));
        listeners.hear(new NodeEvent.Notice("other", "is of no peer"));
        listeners.hear(new NodeEvent.PeerLeft(peer(1)));
        listeners.hear(new NodeEvent.ContactsChanged());
        assertEquals(new PeerEvent.Appeared(peer(1)), next());
        assertEquals(new PeerEvent.Appeared(peer(2)), next());
        assertEquals(new PeerEvent.Left(peer(1)), next());
        assertEquals(new PeerEvent.ContactsChanged(), next());
        registration.close();
        listeners.hear(new NodeEvent.PeerLeft(peer(2)));
        listeners.add("late", heard::add, calls, () -> List.of(peer(3)));
        assertEquals(new PeerEvent.Appeared(peer(3)), next());
    }

    @Test
    void aListenerThatThrowsOrBlocksHarmsNoOtherAndItsOldestEventsAreLeftOut() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        List<PeerEvent> late = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(PeerListeners.CAPACITY);
        listeners.add(
                "slow",
                event -> {
                    begun.countDown();
                    goOn.await();
                    late.add(event);
                    all.countDown();
                },
                calls,
                ArrayList::new);
        listeners.add(
                "broken",
                event -> {
                    throw new IllegalStateException("oops");
                },
                calls,
                ArrayList::new);
        listeners.add("who", heard::add, calls, ArrayList::new);
        listeners.hear(new NodeEvent.PeerLeft(peer(0)));
        begun.await();
        assertEquals(new PeerEvent.Left(peer(0)), next());
        for (int i = 1; i <= PeerListeners.CAPACITY + 5; i++) {
            listeners.hear(new NodeEvent.PeerLeft(peer(i)));
            assertEquals(new PeerEvent.Left(peer(i)), next());
        }
        goOn.countDown();
        assertTrue(all.await(10, TimeUnit.SECONDS));
        assertEquals(
                List.of(new PeerEvent.Left(peer(0)), new PeerEvent.Left(peer(6))),
                late.subList(0, 2));
        assertEquals("broken hearing of peers: oops", failures.getFirst());
    }
}
