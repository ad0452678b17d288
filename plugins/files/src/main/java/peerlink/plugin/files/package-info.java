/** Sends files to a peer, and receives them. */
@NullMarked
package peerlink.plugin.files;

import org.jspecify.annotations.NullMarked;
