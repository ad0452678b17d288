package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.fixture.TestPeers;
import peerlink.core.model.NodeEvent;
import peerlink.core.store.ForwardingStore;
import peerlink.core.store.sqlite.SqliteStore;

/** Checks messages that wait while the machine's clock is wrong in several ways. */
@Timeout(60)
class WaitingTest {
    private static final Instant START = Instant.parse("2026-08-01T12:00:00Z");

    @TempDir private Path home;
    private TestNetwork network;

    @BeforeEach
    void open() throws Exception {
        network = new TestNetwork(home);
        network.start("bob").node().close();
    }

    @AfterEach
    void close() {
        network.close();
    }

    /** Starts alice, and waits for its first check for messages to give up. */
    private TestNetwork.Member checked(Instant clock) throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        TestNetwork.Member alice =
                network.start(
                        "alice",
                        "alice",
                        builder ->
                                builder.clock(() -> clock)
                                        .firstExpiryCheck(Duration.ZERO)
                                        .store(directory -> new Watched(directory, looked)));
        assertTrue(looked.await(20, TimeUnit.SECONDS));
        return alice;
    }

    private void queue(TestNetwork.Member alice) throws Exception {
        alice.node()
                .conversation(TestPeers.peer("bob", 9))
                .sendText("still here?")
                .stored()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void nothingIsGivenUpBecauseTheClockIsOrWasWrong() throws Exception {
        TestNetwork.Member alice = checked(Instant.EPOCH.plusSeconds(30));
        queue(alice);
        alice.node().close();
        for (Instant clock :
                List.of(
                        START,
                        START.plus(Duration.ofDays(40)),
                        START,
                        START.minus(Duration.ofHours(1)),
                        Instant.EPOCH,
                        START.plus(Duration.ofDays(4000)),
                        START)) {
            alice = checked(clock);
            assertEquals(1, alice.node().outbox().waiting().size(), () -> clock.toString());
            alice.node().close();
            assertEquals(List.of(), alice.events().all(NodeEvent.MessageFailed.class));
        }
    }

    @Test
    void aMessageThatHasWaitedForThirtyDaysIsGivenUpWhateverItsDate() throws Exception {
        TestNetwork.Member alice = checked(START);
        queue(alice);
        alice.node().close();
        for (int days = 6; days <= 24; days += 6) {
            alice = checked(START.plus(Duration.ofDays(days)).plusSeconds(3600));
            assertEquals(
                    days, alice.node().outbox().waiting().getFirst().waited().toDays(), "waited");
            alice.node().close();
        }
        alice = checked(START.plus(Duration.ofDays(30)).plusSeconds(3600));
        assertEquals(
                "not delivered within 30 days",
                alice.events().await(NodeEvent.MessageFailed.class).reason());
    }

    private static final class Watched extends ForwardingStore {
        private final CountDownLatch looked;

        Watched(Path directory, CountDownLatch looked) throws IOException {
            super(SqliteStore.open(directory));
            this.looked = looked;
        }

        @Override
        public void apply(
                Change change, Committer committer, Consumer<@Nullable IOException> done) {
            super.apply(change, committer, done);
            if (change instanceof Change.Pass) {
                looked.countDown();
            }
        }
    }
}
