/**
 * Reads the files of the user that are sent: {@link peerlink.plugin.files.source.SourceTree} finds
 * them, {@link peerlink.plugin.files.source.SourceBlocks} reads their blocks and notices changes.
 */
@NullMarked
package peerlink.plugin.files.source;

import org.jspecify.annotations.NullMarked;
