/** Keeps a registry's leases in Redis or Valkey, so that several registries share them. */
module peerlink.plugin.registry.redis {
    requires peerlink.registry;
    requires redis.clients.jedis;
    requires static org.jspecify;

    provides peerlink.registry.store.RegistryStoreProvider with
            peerlink.plugin.registry.redis.RedisStoreProvider;
}
