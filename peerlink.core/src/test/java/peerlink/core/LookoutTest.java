package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.core.session.VirtualTimer;

@Timeout(20)
class LookoutTest {
    private final AtomicLong now = new AtomicLong();
    private final VirtualTimer timer = new VirtualTimer(now::get);

    private void pass() throws Exception {
        now.addAndGet(Lookout.PERIOD.toNanos());
        timer.runDue();
    }

    private void awaitNext() {
        while (timer.nanosUntilDue() == Long.MAX_VALUE) {
            Thread.onSpinWait();
        }
    }

    @Test
    void itLooksAgainASecondAfterEachLookAlsoAfterOneThatFailed() throws Exception {
        BlockingQueue<Integer> looks = new LinkedBlockingQueue<>();
        try (Lookout lookout =
                new Lookout(
                        "lookout",
                        timer,
                        () -> {
                            looks.add(1);
                            throw new IllegalStateException("for the test");
                        })) {
            lookout.start();
            assertEquals(0, looks.size());
            for (int i = 0; i < 3; i++) {
                awaitNext();
                pass();
                assertEquals(1, looks.take());
            }
        }
    }

    @Test
    void theTimerDoesNotWaitForALookAndClosingInterruptsIt() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        SynchronousQueue<String> nobody = new SynchronousQueue<>();
        Lookout lookout =
                new Lookout(
                        "lookout",
                        timer,
                        () -> {
                            try {
                                nobody.put("stuck");
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                        });
        lookout.start();
        pass();
        lookout.close();
        assertEquals(true, interrupted.await(10, TimeUnit.SECONDS));
        pass();
        assertEquals(Long.MAX_VALUE, timer.nanosUntilDue(), "looks no more");
    }
}
