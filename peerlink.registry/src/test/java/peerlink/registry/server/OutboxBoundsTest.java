package peerlink.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Bytes;
import peerlink.registry.fixture.Nodes;

/** A client that doesn't read has a bounded queue, and its requests are bounded too. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OutboxBoundsTest {
    private final FrameQueue outbox = new FrameQueue(10, () -> {}, () -> {});

    @Test
    void noMoreThanSoManyAnswersWait() throws Exception {
        assertEquals(32, answersUntilFull(Bytes.utf8("small")));
    }

    @Test
    void noMoreThanTwoPagesOfTheListWait() throws Exception {
        assertEquals(2, answersUntilFull(Bytes.wrap(new byte[57 << 10])));
    }

    /** Has answers appended by a thread that asks on and on; returns their number when it waits. */
    private int answersUntilFull(Bytes frame) throws Exception {
        assertTrue(outbox.answer(frame));
        var appended = new AtomicInteger(1);
        Thread asker =
                new Thread(
                        () -> {
                            try {
                                while (appended.get() < 1000) {
                                    assertFalse(outbox.answer(frame));
                                    appended.incrementAndGet();
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        asker.start();
        Nodes.await(
                "it waits, or never does",
                () ->
                        asker.getState() == Thread.State.WAITING
                                || asker.getState() == Thread.State.TERMINATED);
        int full = appended.get();
        List<Bytes> sent = outbox.take();
        assertEquals(Math.min(32, full), sent.size());
        Nodes.await("it goes on", () -> appended.get() > full);
        asker.interrupt();
        asker.join();
        return full;
    }
}
