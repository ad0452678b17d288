/**
 * The process: streams, exit codes, hints, errors, the way out at a signal.
 *
 * <p>Every other package of the module calls it. {@link peerlink.cli.program.Failures} words every
 * error that a command ends with.
 */
@NullMarked
package peerlink.cli.program;

import org.jspecify.annotations.NullMarked;
