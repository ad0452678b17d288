package peerlink.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.PeerId;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.Registrant;
import peerlink.registry.fixture.StoreFake;
import peerlink.registry.fixture.TestClock;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Renewal;
import peerlink.registry.store.StoreSettings;
import peerlink.registry.store.embedded.EmbeddedStore;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RenewalsTest {
    private final RegistryStore memory =
            EmbeddedStore.inMemory(
                    StoreSettings.of(Duration.ofSeconds(90), 1_000), new TestClock());
    private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore mayAnswer = new Semaphore(0);

    /** Plays a remote store: it answers when the test lets it. */
    private final RegistryStore far =
            new StoreFake(memory) {
                @Override
                public int renewalBatch() {
                    return MAX_RENEWALS;
                }

                @Override
                public List<Renewal> renew(List<PeerId> ids) throws IOException {
                    batches.add(ids.size());
                    mayAnswer.acquireUninterruptibly();
                    return super.renew(ids);
                }
            };

    @Test
    void thoseThatArriveMeanwhileAreSentTogetherAndEachGetsItsOwnAnswer() throws Exception {
        for (int i = 0; i < 200; i += 2) {
            memory.put(Registrant.record(i));
        }
        var renewals = new Renewals(far);
        var outcomes = new ArrayList<Future<Renewal>>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                PeerId id = Registrant.id(i);
                outcomes.add(threads.submit(() -> renewals.of(id).renew()));
            }
            Nodes.await("a batch", () -> !batches.isEmpty());
            mayAnswer.release(1_000);
        }
        for (int i = 0; i < 200; i++) {
            assertEquals(
                    i % 2 == 0 ? Renewal.RENEWED : Renewal.NOT_REGISTERED,
                    outcomes.get(i).get(),
                    "peer " + i);
        }

        assertEquals(200, batches.stream().mapToInt(Integer::intValue).sum());
        assertTrue(batches.size() < 100, () -> batches.size() + " batches");
        assertTrue(Collections.max(batches) <= RegistryStore.MAX_RENEWALS);
    }

    @Test
    void storeThatFailsFailsThoseWhoWaitAndNobodyLater() throws Exception {
        memory.put(Registrant.record(1));
        var broken =
                new StoreFake(far) {
                    private boolean isRepaired;

                    @Override
                    public List<Renewal> renew(List<PeerId> ids) throws IOException {
                        if (!isRepaired) {
                            isRepaired = true;
                            throw new IOException("unplugged");
                        }
                        return super.renew(ids);
                    }
                };
        mayAnswer.release(10);
        var renewals = new Renewals(broken);

        IOException failure =
                assertThrows(IOException.class, () -> renewals.of(Registrant.id(1)).renew());
        assertEquals("unplugged", failure.getMessage());
        assertEquals(Renewal.RENEWED, renewals.of(Registrant.id(1)).renew());
    }
}
