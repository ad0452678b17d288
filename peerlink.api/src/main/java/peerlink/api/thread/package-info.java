/**
 * Provides threads to PeerLink's own modules.
 *
 * <p>Not for plugins: the package is exported to PeerLink's modules alone.
 */
@NullMarked
package peerlink.api.thread;

import org.jspecify.annotations.NullMarked;
