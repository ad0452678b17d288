/**
 * Keeps what has arrived of a transfer until it is whole, across links, restarts and crashes.
 *
 * <pre>
 *   PartStore       all transfers that were accepted, in a folder of the plugin's
 *     Part            one of them: its record, which blocks are there, its files
 *       PartRecord      the peer, the place and the choice of the user, in a file
 *       DigestFile      the digest of each block that is there, in a file
 *       Staging         the hidden folder at the place, in which the files grow
 *         SafePaths       the paths of the manifest, made harmless and distinct
 *       Landing         gives files and folders their names
 * </pre>
 *
 * <p>A part is used by one thread at a time.
 */
@NullMarked
package peerlink.plugin.files.parts;

import org.jspecify.annotations.NullMarked;
