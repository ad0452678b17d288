/**
 * Proves that no message is lost or doubled over the real image, while processes are killed and the
 * network is cut.
 */
@NullMarked
package peerlink.bench.chaos;

import org.jspecify.annotations.NullMarked;
