package peerlink.registry.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry withstands short bouts of {@code bench/registry-abuse}: it runs in a process of its
 * own, beside abusers and well-behaved peers.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RegistryUnderAbuseTest {
    private static final Duration BOUT = Duration.ofMillis(500);

    @Test
    void wellBehavedPeersAreAnsweredAndLetInUnderEveryAbuse(@TempDir Path folder) throws Exception {
        try (ServerProcess server = RegistryAbuse.start(folder, "-Xmx128m");
                WellBehaved others = WellBehaved.at(server, 20);
                AbuserProcess abuser = AbuserProcess.against(server)) {
            var run =
                    new RegistryAbuse(
                            server, others, new PrintStream(OutputStream.nullOutputStream()));
            run.alone(BOUT);
            // more than there is room for, of which newcomers find none if it is not shared
            assertWithstood(run, Abuse.SILENT_CONNECTIONS, abuser, "closed");
            assertWithstood(run, Abuse.LOOKUPS_OF_ONE_PEER, abuser, "rate-limited");
            assertWithstood(run, Abuse.REPLAYS, abuser, "stale-sequence");
        }
    }

    private static void assertWithstood(
            RegistryAbuse run, Abuse abuse, AbuserProcess abuser, String answer)
            throws IOException, InterruptedException {
        RegistryAbuse.Outcome outcome =
                run.under(abuse, abuser, BOUT, answers -> answers.containsKey(answer));
        assertTrue(outcome.answers().containsKey(answer), outcome::toString);
        assertEquals(0, outcome.figures().failures(), outcome::toString);
        assertEquals(0, outcome.figures().failedJoins(), outcome::toString);
        assertTrue(outcome.figures().answers().count() > 0, outcome::toString);
    }
}
