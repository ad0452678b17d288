/**
 * Measures sending files: {@code files/2} beside {@code files/1}, {@code scp} and {@code rsync}.
 * Each peer is a process of its own, as users have them.
 */
@NullMarked
package peerlink.bench.files;

import org.jspecify.annotations.NullMarked;
