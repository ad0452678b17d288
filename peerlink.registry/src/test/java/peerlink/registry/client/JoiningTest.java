package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JoiningTest {
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void aPeerThatIsTurnedAwayTriesAgain() throws Exception {
        Joining.within(
                Duration.ofSeconds(50),
                () -> {
                    if (tries.incrementAndGet() < 3) {
                        throw new IOException("busy");
                    }
                });
        assertEquals(3, tries.get());
    }

    @Test
    void aPeerThatIsTurnedAwayForTooLongIsKeptOut() {
        IOException e =
                assertThrows(
                        IOException.class,
                        () ->
                                Joining.within(
                                        Duration.ofSeconds(1),
                                        () -> {
                                            tries.incrementAndGet();
                                            throw new IOException("busy");
                                        }));
        assertEquals("busy", e.getMessage());
        assertTrue(tries.get() >= 1);
    }

    @Test
    void aPeerThatComesInTooLateWasKeptOut() {
        assertThrows(
                IOException.class,
                () -> Joining.within(Duration.ofNanos(1), tries::incrementAndGet));
        assertEquals(1, tries.get());
    }
}
