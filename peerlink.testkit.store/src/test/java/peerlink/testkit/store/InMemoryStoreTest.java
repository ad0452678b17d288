package peerlink.testkit.store;

import java.time.Duration;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.StoreSettings;
import peerlink.registry.store.embedded.EmbeddedStore;

/** The embedded store without a folder keeps the contract of a store. */
final class InMemoryStoreTest extends RegistryStoreContractTest {
    private final SteppedClock clock = new SteppedClock();

    @Override
    protected RegistryStore open(StoreSettings settings) {
        return EmbeddedStore.inMemory(settings, clock);
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
