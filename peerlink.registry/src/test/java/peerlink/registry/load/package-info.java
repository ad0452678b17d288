/**
 * Loads a registry and its store. {@code bench/registry-load}, {@code bench/registry-store} and
 * {@code bench/registry-abuse} run it at length, and the tests beside it in short.
 */
@NullMarked
package peerlink.registry.load;

import org.jspecify.annotations.NullMarked;
