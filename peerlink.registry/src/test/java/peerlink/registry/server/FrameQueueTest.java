package peerlink.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Bytes;
import peerlink.registry.fixture.Nodes;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FrameQueueTest {
    private static final Bytes ANSWER = Bytes.utf8("answer");
    private static final Bytes NOTICE = Bytes.utf8("notice");
    private static final Bytes MORE = Bytes.utf8("another notice");

    private final AtomicInteger overruns = new AtomicInteger();
    private final AtomicInteger writers = new AtomicInteger();
    private final FrameQueue outbox =
            new FrameQueue(3, overruns::incrementAndGet, writers::incrementAndGet);

    @Test
    void theThreadThatAnswersAnIdleClientSendsTheAnswer() throws Exception {
        assertTrue(outbox.answer(ANSWER));
        assertEquals(List.of(ANSWER), outbox.take());
        outbox.leave();
        assertEquals(0, writers.get());
        assertTrue(outbox.answer(ANSWER), "nobody sends any more");
    }

    @Test
    void noticesForAnIdleClientStartOneWriter() {
        assertTrue(outbox.offer(NOTICE, 1));
        assertTrue(outbox.offer(MORE, 1));
        assertEquals(1, writers.get());
        assertEquals(List.of(NOTICE, MORE), outbox.take());
        assertTrue(outbox.offer(NOTICE, 1));
        assertEquals(1, writers.get(), "it is still sending");
        assertEquals(List.of(NOTICE), outbox.take());
        assertEquals(List.of(), outbox.take());
        assertTrue(outbox.offer(NOTICE, 1));
        assertEquals(2, writers.get(), "the first one has ended");
    }

    @Test
    void anAnswerWaitsForItsTurnBehindANoticeThatSomebodySends() throws Exception {
        assertTrue(outbox.offer(NOTICE, 1));
        assertFalse(outbox.answer(ANSWER), "the writer sends it");
        assertTrue(outbox.offer(MORE, 1));
        assertEquals(List.of(NOTICE, ANSWER, MORE), outbox.take());
    }

    @Test
    void framesThatComeWhileAnAnswerIsSentAreAWriters() throws Exception {
        assertTrue(outbox.answer(ANSWER));
        outbox.take();
        assertTrue(outbox.offer(NOTICE, 1));
        assertEquals(0, writers.get(), "the one who answers is still sending");
        outbox.leave();
        assertEquals(1, writers.get());
        assertEquals(List.of(NOTICE), outbox.take());
    }

    @Test
    void oneChangeTooManyEndsItForGood() throws Exception {
        assertTrue(outbox.offer(NOTICE, 3));
        assertFalse(outbox.offer(MORE, 1));
        assertEquals(1, overruns.get());
        assertEquals(List.of(), outbox.take());
        assertFalse(outbox.offer(NOTICE, 1));
        assertFalse(outbox.answer(ANSWER));
        assertEquals(1, overruns.get());
    }

    @Test
    void takenFramesMakeRoom() {
        assertTrue(outbox.offer(NOTICE, 3));
        outbox.take();
        assertTrue(outbox.offer(NOTICE, 3));
    }

    @Test
    void aThreadThatWaitsForTheLastWordsGoesOnWhenTheyAreSent() throws Exception {
        outbox.offer(NOTICE, 1);
        outbox.close();
        var waited = new CountDownLatch(1);
        Thread waiting =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        outbox.awaitSent(Duration.ofMinutes(1));
                                        waited.countDown();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        awaitWaiting(waiting);
        assertEquals(List.of(NOTICE), outbox.take());
        assertEquals(1, waited.getCount(), "they are being sent");
        assertEquals(List.of(), outbox.take());
        waited.await();
    }

    @Test
    void aThreadThatWaitsForRoomIsLetGoWhenTheLinkFails() throws Exception {
        for (int i = 0; i < 32; i++) {
            outbox.answer(ANSWER);
        }
        var let = new CountDownLatch(1);
        Thread waiting =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        outbox.answer(ANSWER);
                                        let.countDown();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        awaitWaiting(waiting);
        assertEquals(1, let.getCount(), "there is no room");
        outbox.fail();
        let.await();
        outbox.awaitSent(Duration.ofMinutes(1));
    }

    private static void awaitWaiting(Thread thread) throws InterruptedException {
        Nodes.await(
                "it waits",
                () ->
                        thread.getState() == Thread.State.WAITING
                                || thread.getState() == Thread.State.TIMED_WAITING);
    }
}
