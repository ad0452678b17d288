/** Runs a redis-server of the tests' own, for the tests of other modules too. */
@NullMarked
package peerlink.plugin.registry.redis.testing;

import org.jspecify.annotations.NullMarked;
