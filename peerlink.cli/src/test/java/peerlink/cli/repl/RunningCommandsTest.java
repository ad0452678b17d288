package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class RunningCommandsTest {
    private final RunningCommands running = new RunningCommands();

    /** Stands for a plugin's command. */
    private record Command(CountDownLatch ended) implements Runnable {
        @Override
        public void run() {
            ended.countDown();
        }
    }

    @Test
    void nothingOfACommandThatHasEndedIsKept() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        WeakReference<Command> kept = start(ended);
        ended.await();
        while (kept.get() != null) {
            System.gc();
            LockSupport.parkNanos(10_000_000);
        }
        assertNull(kept.get());
        assertEquals(Optional.empty(), running.cancelNewest());
    }

    private WeakReference<Command> start(CountDownLatch ended) {
        Command command = new Command(ended);
        running.start("one", command);
        return new WeakReference<>(command);
    }

    @Test
    void theNewestThatRunsIsCancelled() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        running.start("long", () -> awaitInterrupt(interrupted));
        assertEquals(Optional.of("long"), running.cancelNewest());
        interrupted.await();
        assertTrue(running.cancelNewest().isEmpty());
    }

    private static void awaitInterrupt(CountDownLatch interrupted) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
    }
}
