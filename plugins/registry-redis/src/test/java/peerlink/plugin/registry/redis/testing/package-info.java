/** Runs a redis-server of the tests' own, for the tests of other modules too. */
package peerlink.plugin.registry.redis.testing;
