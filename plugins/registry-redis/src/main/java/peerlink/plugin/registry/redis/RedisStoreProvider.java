package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.RegistryStoreProvider;
import peerlink.registry.store.StoreSettings;

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

    @Override
    public void check(URI address, StoreSettings settings) throws IOException {
        RedisAddress parsed = RedisAddress.parse(address);
        RedisSettings redis = RedisSettings.of(parsed, settings, System.getenv());
        ServerCheck.check(servers(parsed, redis), redis);
    }

    /**
     * Reads the files of TLS. Files that can't be used are a mistake of the operator that named
     * them, not of the server.
     */
    private static Servers servers(RedisAddress address, RedisSettings redis) {
        try {
            return new Servers(address, redis);
        } catch (IOException e) {
            throw new IllegalArgumentException(Servers.reason(e), e);
        }
    }
}
