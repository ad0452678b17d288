package peerlink.registry;

import java.time.Duration;
import peerlink.registry.contract.RegistryStoreContractTest;

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
