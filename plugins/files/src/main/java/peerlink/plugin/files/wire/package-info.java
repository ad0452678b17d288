/**
 * Says what {@code files/2} says on a link: {@link peerlink.plugin.files.wire.TransferFrame} is one
 * frame, {@link peerlink.plugin.files.wire.Manifest} the list of files and folders that a transfer
 * carries. It knows no files and no links. docs/files-protocol.md
 */
@NullMarked
package peerlink.plugin.files.wire;

import org.jspecify.annotations.NullMarked;
