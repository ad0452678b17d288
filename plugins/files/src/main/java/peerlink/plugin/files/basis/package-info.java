/** Has what all parts of the plugin share: names, paths, digests, and words for people. */
@NullMarked
package peerlink.plugin.files.basis;

import org.jspecify.annotations.NullMarked;
