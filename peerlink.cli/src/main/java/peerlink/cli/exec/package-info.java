/**
 * {@code listen --exec}: a program of the user's gets each message, one at a time.
 *
 * <pre>
 *   event ── ProgramDelivery ──► MessageProgram    sh -c CMD: exit 0 takes the message
 *                  └── after five tries ──► SetAside    a folder of the profile
 * </pre>
 *
 * <p>Threads: the node's thread for events runs the program and waits for it, so the node keeps the
 * message until the program has taken it. {@code peerlink exec-input} and {@code peerlink
 * exec-output} serve the program's streams.
 */
@NullMarked
package peerlink.cli.exec;

import org.jspecify.annotations.NullMarked;
