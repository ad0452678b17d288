package peerlink.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.core.store.StreamId;

@Timeout(20)
class HandlerQueueTest {
    private static final StreamId STREAM = new StreamId(1, 2);

    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger kept = new AtomicInteger();
    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> finished = new LinkedBlockingQueue<>();
    private final HandlerQueue handlerQueue = new HandlerQueue("test", ready, () -> true);

    @Test
    void keepsNoMoreThanThereIsRoomForUntilAHandlerIsDone() throws Exception {
        ready.countDown();
        offer("stuck", this::awaitRelease);
        for (int i = 0; i < IncomingQueue.CAPACITY + 10; i++) {
            offer("message " + i, () -> {});
        }
        assertTrue(kept.get() <= 1 + IncomingQueue.CAPACITY, "kept " + kept);
        offer("last", () -> done.add("last"));
        release.countDown();
        assertEquals("last", done.poll(5, TimeUnit.SECONDS));
        handlerQueue.drain(in(5));
        assertTrue(handlerQueue.isIdle());
        assertEquals(1 + IncomingQueue.CAPACITY + 10 + 1, kept.get());
    }

    @Test
    void messagesAfterOneThatCouldNotBeKeptWaitNoMore() {
        List<IncomingQueue.IncomingMessage> all = new ArrayList<>();
        for (int i = 0; i < IncomingQueue.CAPACITY + 3; i++) {
            IncomingQueue.IncomingMessage incoming = incoming(() -> {});
            all.add(incoming);
            handlerQueue.offer(incoming);
        }
        assertEquals(
                all.subList(IncomingQueue.CAPACITY, IncomingQueue.CAPACITY + 3),
                handlerQueue.dropped(STREAM, 1));
        handlerQueue.offer(incoming(kept::incrementAndGet));
        assertEquals(1, kept.get(), "there is room for one again");
    }

    @Test
    void messagesOfAnotherStreamThanOneThatCouldNotBeKeptWaitOn() {
        for (int i = 0; i < IncomingQueue.CAPACITY; i++) {
            handlerQueue.offer(incoming(() -> {}));
        }
        IncomingQueue.IncomingMessage behind = incoming(() -> kept.addAndGet(1000));
        handlerQueue.offer(incoming(new StreamId(3, 4), kept::incrementAndGet));
        handlerQueue.offer(behind);
        handlerQueue.offer(incoming(new StreamId(3, 4), kept::incrementAndGet));
        assertEquals(List.of(behind), handlerQueue.dropped(STREAM, 1));
        assertEquals(1, kept.get(), "there is room for one");
        assertEquals(List.of(), handlerQueue.dropped(STREAM, 1));
        assertEquals(2, kept.get(), "there is room for the other one");
    }

    @Test
    void aMessageIsFinishedWhenBothTheHandlersAndTheUserHaveHadIt() throws Exception {
        ready.countDown();
        List<Handling> told = new ArrayList<>();
        handlerQueue.restored(told::add, 1, () -> finished.add("first"));
        offer("second", () -> done.add("second"));
        assertEquals("second", done.poll(5, TimeUnit.SECONDS));
        assertEquals("second", finished.poll(5, TimeUnit.SECONDS));
        told.getFirst().told();
        assertEquals("first", finished.poll(5, TimeUnit.SECONDS));
    }

    @Test
    void aHandlerThatIsCutOffHasNotFinished() throws Exception {
        ready.countDown();
        CountDownLatch begun = new CountDownLatch(1);
        handlerQueue.restored(
                handling -> {
                    handling.told();
                    begun.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        done.add("as if nothing had been");
                    }
                },
                1,
                () -> finished.add("cut off"));
        assertTrue(begun.await(5, TimeUnit.SECONDS));
        assertEquals(1, handlerQueue.close());
        assertEquals("as if nothing had been", done.poll(5, TimeUnit.SECONDS));
        handlerQueue.drain(in(5));
        assertTrue(finished.isEmpty());
    }

    @Test
    void noErrorEndsIt() throws Exception {
        ready.countDown();
        offer(
                "bad",
                () -> {
                    throw new ServiceConfigurationError("broken");
                });
        offer(
                "worse",
                () -> {
                    throw new InternalError("broken");
                });
        offer("good", () -> done.add("good"));
        assertEquals("good", done.poll(5, TimeUnit.SECONDS));
    }

    @Test
    void nothingIsHandledBeforeItIsReady() throws Exception {
        offer("early", () -> done.add("early after " + ready.getCount()));
        assertEquals(1, kept.get());
        handlerQueue.drain(System.nanoTime() + 10_000_000);
        assertFalse(handlerQueue.isIdle());
        ready.countDown();
        assertEquals("early after 0", done.poll(5, TimeUnit.SECONDS));
    }

    @Test
    void drainingWaitsForWhatWasKeptAndRefusesTheRest() throws Exception {
        ready.countDown();
        offer("first", this::awaitRelease);
        for (int i = 0; i < IncomingQueue.CAPACITY + 10; i++) {
            offer("message " + i, () -> done.add("message"));
        }
        handlerQueue.refuse();
        int before = kept.get();
        offer("late", () -> done.add("late"));
        release.countDown();
        handlerQueue.drain(in(10));
        assertTrue(handlerQueue.isIdle());
        assertEquals(before, kept.get());
        assertEquals(before - 1, done.size());
        assertFalse(done.contains("late"));
        assertEquals(0, handlerQueue.close());
    }

    @Test
    void closingTellsHowMuchIsNotDone() {
        offer("one", () -> {});
        offer("two", () -> {});
        handlerQueue.note(Handling::told, () -> {});
        assertEquals(3, handlerQueue.close());
    }

    /** Offers a message that is kept at once. */
    private void offer(String name, Runnable work) {
        handlerQueue.offer(
                incoming(
                        () -> {
                            kept.incrementAndGet();
                            boolean begins =
                                    handlerQueue.kept(
                                            handling -> {
                                                handling.told();
                                                work.run();
                                            },
                                            1,
                                            () -> finished.add(name));
                            if (begins) {
                                handlerQueue.begin();
                            }
                        }));
    }

    private static IncomingQueue.IncomingMessage incoming(Runnable keep) {
        return incoming(STREAM, keep);
    }

    private static IncomingQueue.IncomingMessage incoming(StreamId stream, Runnable keep) {
        return new IncomingQueue.IncomingMessage() {
            @Override
            public StreamId stream() {
                return stream;
            }

            @Override
            public int size() {
                return 1;
            }

            @Override
            public void keep() {
                keep.run();
            }
        };
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long in(int seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }
}
