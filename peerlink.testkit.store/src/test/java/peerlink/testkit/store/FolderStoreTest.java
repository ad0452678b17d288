package peerlink.testkit.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.StoreSettings;
import peerlink.registry.store.embedded.EmbeddedStore;

/** The embedded store in a folder keeps the contract of a durable store. */
final class FolderStoreTest extends DurableStoreContractTest {
    private final SteppedClock clock = new SteppedClock();

    @TempDir Path folder;

    @Override
    protected RegistryStore open(StoreSettings settings) throws IOException {
        // logs so short that snapshots come all the time
        return EmbeddedStore.inFolder(folder, settings, clock, 1_000);
    }

    @Override
    protected Duration ttl() {
        return Duration.ofSeconds(90);
    }

    @Override
    protected void pass(RegistryStore store, Duration time) {
        clock.advance(time);
    }
}
