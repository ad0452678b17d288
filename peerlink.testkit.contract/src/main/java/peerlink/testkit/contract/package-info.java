/**
 * Tests every implementation of a service interface, as abstract tests to extend, and holds the
 * fakes that other tests stand on. A fake passes the same contract as the real thing.
 */
@NullMarked
package peerlink.testkit.contract;

import org.jspecify.annotations.NullMarked;
