/** Measures the pace of messages and presence. No other module depends on these benchmarks. */
@NullMarked
package peerlink.bench;

import org.jspecify.annotations.NullMarked;
