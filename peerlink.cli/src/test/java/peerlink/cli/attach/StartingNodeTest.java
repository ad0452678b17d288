package peerlink.cli.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads of starts that fail, with the interrupts that they and the user make. */
@Timeout(60)
class StartingNodeTest {
    private final Thread chat = Thread.currentThread();
    private final CountDownLatch never = new CountDownLatch(1);
    private final CountDownLatch failed = new CountDownLatch(1);

    /** Ends the chat as its session does. */
    private void stop() {
        chat.interrupt();
        failed.countDown();
    }

    private StartingNode.Hosted interrupted() throws InterruptedException {
        never.await();
        throw new IllegalStateException("nobody lets it go on");
    }

    private StartingNode.Hosted broken() throws IOException {
        throw new IOException("no disk");
    }

    @Test
    void aStartThatTheUserBreaksOffInterruptsNobodyAndIsNoFailure() throws Exception {
        try (StartingNode starting = StartingNode.start(this::interrupted, this::stop)) {
            assertEquals(Optional.empty(), starting.begun());
        }
        assertEquals(1, failed.getCount());
        assertFalse(Thread.interrupted());
    }

    @Test
    void aFailureIsThrownAlsoIfTheUserLeavesAtTheSameMoment() throws Exception {
        try (StartingNode starting = StartingNode.start(this::broken, this::stop)) {
            boolean isInterrupted = false;
            while (!isInterrupted) {
                isInterrupted = chat.isInterrupted(); // as nobody was reading keys
                Thread.onSpinWait();
            }
            assertEquals("no disk", assertThrows(IOException.class, starting::begun).getMessage());
        }
        assertEquals(0, failed.getCount());
        assertFalse(Thread.interrupted());
    }
}
