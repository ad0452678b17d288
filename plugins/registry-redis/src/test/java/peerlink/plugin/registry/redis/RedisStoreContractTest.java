package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import peerlink.plugin.registry.redis.testing.RedisProcess;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.StoreSettings;
import peerlink.testkit.store.SharedStoreContractTest;

/**
 * The store in a real redis-server keeps the contract. Nobody can move its clock, so the tests wait
 * beside each other.
 */
@Execution(ExecutionMode.CONCURRENT)
final class RedisStoreContractTest extends SharedStoreContractTest {
    private static @Nullable RedisProcess redis;

    /** A prefix of its own, so that each test begins with an empty store. */
    private final String prefix = UUID.randomUUID().toString();

    @BeforeAll
    static void startRedis() throws IOException {
        if (!RedisProcess.isInstalled()) {
            return;
        }
        redis = RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
    }

    @BeforeEach
    void requireRedis() {
        RedisProcess.assumeInstalled();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    protected RegistryStore open(StoreSettings settings) throws IOException {
        return new RedisStoreProvider()
                .open(
                        URI.create("redis://" + redis.hostAndPort() + "/0?prefix=" + prefix),
                        settings);
    }
}
