package peerlink.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.core.model.NodeEvent;

@Timeout(20)
class EventQueueTest {
    private final List<NodeEvent> told = Collections.synchronizedList(new ArrayList<>());

    @Test
    void dropsWhatOthersCanMakeComeInAnyNumberWhileTheListenerIsBehind() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        EventQueue queue =
                new EventQueue(
                        event -> {
                            told.add(event);
                            blocked.countDown();
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        queue.post(new NodeEvent.Notice("plugin", "first"));
        blocked.await();
        for (int i = 0; i < 3 * EventQueue.CAPACITY; i++) {
            queue.post(new NodeEvent.PluginFailed("plugin", "broken"));
        }
        NodeEvent lasting = new NodeEvent.DirectoryLost(Address.parse("memory://x"), "gone");
        queue.post(lasting);
        release.countDown();
        queue.close();
        assertEquals(1 + EventQueue.CAPACITY + 1, told.size());
        assertEquals(lasting, told.getLast());
    }

    @Test
    void aListenerThatThrowsAnErrorIsToldOfTheNextEvent() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        try (EventQueue queue =
                new EventQueue(
                        event -> {
                            if (told.isEmpty()) {
                                told.add(event);
                                throw new AssertionError("broken");
                            }
                            second.countDown();
                        })) {
            queue.post(new NodeEvent.Notice("plugin", "first"));
            queue.post(new NodeEvent.Notice("plugin", "second"));
            assertTrue(second.await(5, java.util.concurrent.TimeUnit.SECONDS));
        }
    }
}
