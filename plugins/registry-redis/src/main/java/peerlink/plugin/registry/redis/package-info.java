/**
 * Implements a {@link peerlink.registry.RegistryStore} in Redis (6.2 to 7.2) or Valkey, for several
 * registry nodes at once. {@code docs/registry-redis.md} describes its keys and its promises.
 *
 * <pre>
 * RedisStoreProvider    RedisAddress, RedisSettings, TlsFiles: the operator's settings
 *        |
 * RedisStore            one Lua script a call; RedisIndex: lookups; RedisFeed, FeedWatch: changes, and waiting for them
 *        |
 * Lane                  one connection: many calls at once in one pipeline, repeated after a fail-over
 *        |
 * Servers               finds the master, by itself or through Sentinel
 * </pre>
 */
@NullMarked
package peerlink.plugin.registry.redis;

import org.jspecify.annotations.NullMarked;
