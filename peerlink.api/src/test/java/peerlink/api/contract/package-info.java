/**
 * What every implementation of a service interface must do, as abstract tests to extend, and the fakes that other tests
 * stand on. A fake passes the same contract as the real thing.
 */
@NullMarked
package peerlink.api.contract;

import org.jspecify.annotations.NullMarked;
