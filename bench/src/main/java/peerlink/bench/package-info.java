/** Benchmarks. Nothing depends on them. */
@NullMarked
package peerlink.bench;

import org.jspecify.annotations.NullMarked;
