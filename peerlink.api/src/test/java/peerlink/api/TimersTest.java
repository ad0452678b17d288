package peerlink.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimersTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final AtomicReference<Thread> forked = new AtomicReference<>();

    private Registration start(Duration time, boolean repeats, Runnable task) {
        return Timers.start(
                (name, body) -> forked.set(Thread.ofPlatform().name(name).start(body)),
                "timer",
                time,
                repeats,
                task);
    }

    private void awaitEnd() throws InterruptedException {
        assertTrue(forked.get().join(Duration.ofSeconds(10)));
    }

    @Test
    void aTaskRunsOnceOrAgainAndAgainUntilItIsClosed() throws Exception {
        CountDownLatch once = new CountDownLatch(2);
        start(SHORT, false, once::countDown);
        awaitEnd();
        assertEquals(1, once.getCount());

        CountDownLatch often = new CountDownLatch(5);
        Registration registration = start(SHORT, true, often::countDown);
        assertTrue(often.await(10, TimeUnit.SECONDS));
        registration.close();
        awaitEnd();
    }

    @Test
    void aTimerThatIsClosedOrInterruptedRunsNothing() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        start(LONG, false, never::countDown).close();
        awaitEnd();
        start(LONG, true, never::countDown);
        forked.get().interrupt();
        awaitEnd();
        assertFalse(never.await(0, TimeUnit.SECONDS));
        assertThrows(
                IllegalArgumentException.class, () -> start(Duration.ZERO, true, never::countDown));
    }
}
