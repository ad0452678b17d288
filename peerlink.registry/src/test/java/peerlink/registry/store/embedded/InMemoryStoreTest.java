package peerlink.registry.store.embedded;

import java.time.Duration;
import peerlink.registry.contract.RegistryStoreContractTest;
import peerlink.registry.fixture.TestClock;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.StoreSettings;

/** The embedded store without a folder keeps the contract of a store. */
final class InMemoryStoreTest extends RegistryStoreContractTest {
    private final TestClock clock = new TestClock();

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
