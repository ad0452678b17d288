package peerlink.bench.chaos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoutersTest {
    private static final int ALICE = 0;
    private static final int BOB = 1;

    private final Routers routers = new Routers(2);

    private static byte[] packet(int from, int fromPort, int to, int toPort) {
        return ByteBuffer.allocate(24)
                .put(0, (byte) 0x45)
                .put(9, (byte) 6)
                .putInt(12, from)
                .putInt(16, to)
                .putChar(20, (char) fromPort)
                .putChar(22, (char) toPort)
                .array();
    }

    private boolean passes(int from, int fromPort, int to, int toPort, long now) {
        return routers.letsIn(to, packet(from, fromPort, to, toPort), now);
    }

    @Test
    void aClosedOneLetsInAnswersAlone() {
        assertTrue(passes(ALICE, 50_000, BOB, 7001, 0));
        routers.close(BOB, true);
        assertFalse(passes(ALICE, 50_001, BOB, 7001, 0));
        assertTrue(passes(BOB, 50_002, ALICE, 7001, 0));
        assertTrue(passes(ALICE, 7001, BOB, 50_002, 0));
        assertFalse(passes(ALICE, 7002, BOB, 50_002, 0));
        assertFalse(passes(ALICE, 7001, BOB, 50_002, TimeUnit.SECONDS.toNanos(61)), "too late");
    }

    @Test
    void twoClosedOnesLetThroughWhatBothSendAtOnce() {
        routers.close(ALICE, true);
        routers.close(BOB, true);
        assertFalse(passes(ALICE, 7001, BOB, 7001, 0));
        assertTrue(passes(BOB, 7001, ALICE, 7001, 0));
        assertTrue(passes(ALICE, 7001, BOB, 7001, 0));
    }

    @Test
    void whatHasNoPortsPasses() {
        routers.close(BOB, true);
        byte[] ping = packet(ALICE, 0, BOB, 0);
        ping[9] = 1;
        assertTrue(routers.letsIn(BOB, ping, 0));
    }
}
