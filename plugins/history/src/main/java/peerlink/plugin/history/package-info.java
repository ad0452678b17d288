/** Keeps every message, and searches them. */
@NullMarked
package peerlink.plugin.history;

import org.jspecify.annotations.NullMarked;
