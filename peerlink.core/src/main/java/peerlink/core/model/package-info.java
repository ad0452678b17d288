/**
 * Values, events and exceptions of a node, which embedders see.
 *
 * <p>Records are immutable and may be used by any thread. {@link peerlink.core.model.NodeEvent}
 * lists all that a node tells.
 */
@NullMarked
package peerlink.core.model;

import org.jspecify.annotations.NullMarked;
