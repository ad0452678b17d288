package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AttentionTest {
    private final AtomicLong now = new AtomicLong();
    private final Attention attention = new Attention(now::get);

    @Test
    void aTerminalThatSaysNothingIsLeftAfterAMinuteWithoutAKey() {
        now.addAndGet(Attention.IDLE_NANOS - 1);
        assertFalse(attention.isAway());
        now.addAndGet(1);
        assertTrue(attention.isAway());
        attention.typed();
        assertFalse(attention.isAway());
    }

    @Test
    void aTerminalThatTellsIsBelieved() {
        AtomicInteger returns = new AtomicInteger();
        attention.onReturn(returns::incrementAndGet);
        attention.focused(false);
        assertTrue(attention.isAway());
        assertEquals(0, returns.get());
        attention.focused(true);
        now.addAndGet(10 * Attention.IDLE_NANOS);
        assertFalse(attention.isAway());
        assertEquals(1, returns.get());
        attention.focused(false);
        attention.typed();
        assertFalse(attention.isAway());
        assertEquals(2, returns.get());
    }
}
