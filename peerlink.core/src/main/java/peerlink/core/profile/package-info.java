/**
 * The files of a profile: for their user alone, whole or not there at all, and changed by one
 * process at a time.
 *
 * <p>Everything that keeps something in a profile calls it, on its own thread. It starts no thread.
 */
@NullMarked
package peerlink.core.profile;

import org.jspecify.annotations.NullMarked;
