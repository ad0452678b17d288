package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ServiceConfigurationError;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InboxTest {
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger accepted = new AtomicInteger();
    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
    private final Inbox inbox = new Inbox("test", ready);

    @Test
    void duplicatesThatWaitAreAllAcceptedOnceThereIsRoom() throws Exception {
        ready.countDown();
        offer("stuck", this::awaitRelease);
        for (int i = 0; i <= Inbox.CAPACITY; i++) {
            offer("message " + i, () -> {});
        }
        int duplicates = 3 * Inbox.CAPACITY;
        for (int i = 0; i < duplicates; i++) {
            offer("stuck", () -> done.add("twice"));
        }
        offer("last", () -> done.add("last"));
        release.countDown();
        assertEquals("last", done.poll(5, TimeUnit.SECONDS));
        inbox.drain(in(5));
        assertTrue(inbox.isIdle());
        assertEquals(1 + Inbox.CAPACITY + 1 + duplicates + 1, accepted.get());
    }

    @Test
    void isAcceptedOutsideTheLock() throws Exception {
        ready.countDown();
        offer("stuck", this::awaitRelease);
        for (int i = 0; i <= Inbox.CAPACITY; i++) {
            offer("message " + i, () -> {});
        }
        AtomicBoolean reachable = new AtomicBoolean();
        inbox.offer(
                "asks",
                1,
                () -> done.add("asks"),
                () -> {
                    Thread other = Thread.ofVirtual().start(inbox::isIdle);
                    try {
                        reachable.set(other.join(java.time.Duration.ofSeconds(5)));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        release.countDown();
        assertEquals("asks", done.poll(10, TimeUnit.SECONDS));
        assertTrue(reachable.get(), "somebody else got the lock");
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
        assertEquals(1, accepted.get());
        inbox.drain(System.nanoTime() + 10_000_000);
        assertFalse(inbox.isIdle());
        ready.countDown();
        assertEquals("early after 0", done.poll(5, TimeUnit.SECONDS));
    }

    @Test
    void drainingWaitsForWhatWasAcceptedAndRefusesTheRest() throws Exception {
        ready.countDown();
        offer("first", this::awaitRelease);
        for (int i = 0; i < Inbox.CAPACITY + 10; i++) {
            offer("message " + i, () -> done.add("message"));
        }
        int before = accepted.get();
        inbox.refuse();
        offer("late", () -> done.add("late"));
        release.countDown();
        inbox.drain(in(10));
        assertTrue(inbox.isIdle());
        assertEquals(before, accepted.get());
        assertEquals(before - 1, done.size());
        assertFalse(done.contains("late"));
        assertEquals(0, inbox.close());
    }

    @Test
    void closingTellsHowMuchIsNotDone() {
        offer("one", () -> {});
        offer("two", () -> {});
        inbox.note(() -> {});
        assertEquals(3, inbox.close());
    }

    private void offer(String id, Runnable work) {
        inbox.offer(id, 1, work, accepted::incrementAndGet);
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
