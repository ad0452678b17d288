package peerlink.registry.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The load of {@code bench/registry-load} works, as small as it may be; its figures are not tested.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "it reads /proc")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RegistryLoadTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void idleLinksAreAllRegisteredAndWatchInASmallHeap() throws Exception {
        new IdleLoad(folder, out).run(List.of(20, 40));
        assertPrinted("40 watch, 40 leases");
        assertPrinted("each link between 20 and 40: heap ");
    }

    @Test
    void handshakesAreComparedWithBareTls() throws Exception {
        new HandshakeLoad(folder, out).run(1, 0.2);
        assertPrinted("bare TLS: ");
        assertPrinted("ratio ");
    }

    @Test
    void requestsAreComparedWithBareTls() throws Exception {
        new RequestLoad(folder, out).run(1, 0.2, List.of(1, 20));
        assertPrinted("20 links: renewals");
        assertPrinted("20 links: lookups to bare TLS ");
    }

    @Test
    void everyWatcherIsToldOfEveryChange() throws Exception {
        new ChangeLoad(folder, out).run(30, 4);
        assertPrinted("30 watchers");
        assertPrinted("changes one at a time: ");
    }

    @Test
    void latenciesAreWithinTwoPercentOfWhatTheyWere() {
        var latencies = new Latencies();
        for (long i = 1; i <= 1_000; i++) {
            latencies.add(Duration.ofMillis(i).toNanos());
        }
        assertEquals(1_000, latencies.count());
        assertEquals(500, latencies.within(0.5).toMillis(), 10);
        assertEquals(990, latencies.within(0.99).toMillis(), 20);
    }

    private void assertPrinted(String expected) {
        String printed = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(printed.contains(expected), printed);
    }
}
