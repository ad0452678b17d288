/** A redis-server of the tests' own, for whoever tests against one. */
package peerlink.plugin.registry.redis.testing;
