/**
 * From options, variables and files to a node.
 *
 * <pre>
 *   NodeOptions ── Settings ◄── ConfigFile, Profile
 *                     └── NodeAssembly ──► NodeBuilder     transports, directories and plugins found by ServiceLoader
 * </pre>
 *
 * <p>The commands call it, on the main thread. A passphrase is asked for here and nowhere else.
 */
@NullMarked
package peerlink.cli.node;

import org.jspecify.annotations.NullMarked;
