package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LookoutTest {
    private static final Duration SHORT = Duration.ofMillis(5);

    @Test
    void itLooksAgainAfterEachLookAlsoAfterOneThatFailed() throws Exception {
        BlockingQueue<Integer> looks = new LinkedBlockingQueue<>();
        try (Lookout lookout = new Lookout()) {
            lookout.every(
                    SHORT,
                    () -> {
                        looks.add(1);
                        throw new IllegalStateException("for the test");
                    });
            for (int i = 0; i < 3; i++) {
                assertEquals(1, looks.take());
            }
        }
    }

    @Test
    void anErrorOrAnInterruptOfACheckEndsNoOther() throws Exception {
        BlockingQueue<Boolean> interrupts = new LinkedBlockingQueue<>();
        try (Lookout lookout = new Lookout()) {
            lookout.every(
                    SHORT,
                    () -> {
                        Thread.currentThread().interrupt();
                        throw new NoClassDefFoundError("for the test");
                    });
            lookout.every(SHORT, () -> interrupts.add(Thread.currentThread().isInterrupted()));
            for (int i = 0; i < 3; i++) {
                assertFalse(interrupts.take());
            }
        }
    }

    @Test
    void allChecksShareAThreadAndAWakeUp() throws Exception {
        BlockingQueue<String> looks = new LinkedBlockingQueue<>();
        Set<Thread> threads = new HashSet<>();
        try (Lookout lookout = new Lookout()) {
            Duration period = Duration.ofMillis(200);
            for (String name : new String[] {"a", "b"}) {
                lookout.every(
                        period,
                        () -> {
                            threads.add(Thread.currentThread());
                            looks.add(name);
                        });
            }
            // the second one is due a moment after the first, and does not wait for it
            for (int i = 0; i < 3; i++) {
                assertEquals("a", looks.take());
                assertEquals("b", looks.take());
            }
            assertEquals(1, threads.size());
        }
    }

    @Test
    void closingInterruptsALookAndNoneComesLater() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        BlockingQueue<Thread> looking = new LinkedBlockingQueue<>();
        SynchronousQueue<String> nobody = new SynchronousQueue<>();
        Lookout lookout = new Lookout();
        lookout.every(
                SHORT,
                () -> {
                    looking.add(Thread.currentThread());
                    try {
                        nobody.put("stuck");
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                });
        Thread thread = looking.take();
        lookout.close();
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        thread.join();
        lookout.every(SHORT, () -> looking.add(Thread.currentThread()));
        assertEquals(0, looking.size());
    }
}
