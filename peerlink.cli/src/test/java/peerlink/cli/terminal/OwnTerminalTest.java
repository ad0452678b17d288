package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jline.utils.NonBlockingInputStream;
import org.junit.jupiter.api.Test;

/** Takes keys that were typed for a chat that can't begin. */
class OwnTerminalTest {
    private final AtomicLong nanos = new AtomicLong();

    /** Gives a key each 50 ms, and none after the last one. */
    private final class Keys extends NonBlockingInputStream {
        private long left;

        Keys(long count) {
            this.left = count;
        }

        @Override
        public int read(long timeout, boolean isPeek) {
            if (left == 0) {
                return READ_EXPIRED;
            }
            if (!isPeek) {
                left--;
                nanos.addAndGet(Duration.ofMillis(50).toNanos());
            }
            return 'x';
        }
    }

    @Test
    void allKeysThatWereTypedAreTaken() throws Exception {
        byte[] typed = OwnTerminal.ahead(new Keys(3), nanos::get);
        assertEquals("xxx", new String(typed, StandardCharsets.UTF_8));
    }

    @Test
    void aKeyThatIsHeldDownIsReadForTwoSecondsAtMost() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> {
                    byte[] typed = OwnTerminal.ahead(new Keys(Long.MAX_VALUE), nanos::get);
                    assertEquals(40, typed.length);
                });
    }
}
