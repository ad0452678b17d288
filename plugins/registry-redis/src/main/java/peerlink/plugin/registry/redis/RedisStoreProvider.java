package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import peerlink.registry.RegistryStore;
import peerlink.registry.RegistryStoreProvider;
import peerlink.registry.StoreSettings;

/** Opens stores in Redis or Valkey. */
public final class RedisStoreProvider implements RegistryStoreProvider {
    @Override
    public List<String> schemes() {
        return RedisAddress.SCHEMES;
    }

    @Override
    public RegistryStore open(URI address, StoreSettings settings) throws IOException {
        RedisAddress parsed = RedisAddress.parse(address);
        return RedisStore.open(
                parsed, RedisSettings.of(parsed, settings, System.getenv()), settings);
    }
}
