/**
 * From options, variables and files to a node.
 *
 * <pre>
 *   NodeOptions ── ProgramSettings ◄── ConfigFile, Profile
 *                     └── NodeAssembly ──► NodeBuilder     providers found by ServiceLoader
 * </pre>
 *
 * <p>The commands call it, on the main thread. A passphrase is asked for here and nowhere else.
 */
@NullMarked
package peerlink.cli.node;

import org.jspecify.annotations.NullMarked;
