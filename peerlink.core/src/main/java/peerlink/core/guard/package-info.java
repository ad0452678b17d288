/**
 * Calls of code that PeerLink does not answer for: each has a limit of time, and a thread that
 * belongs to the code's owner.
 *
 * <pre>
 *   CallLane ──► GuardedCalls ── GuardedCall ──► CallFailedException
 *                     └───────── CallWatch
 * </pre>
 *
 * <p>The packages for plugins and for sessions use it. The threads are platform threads: code that
 * never waits would keep a virtual thread's carrier for itself, and the node runs on those.
 */
@NullMarked
package peerlink.core.guard;

import org.jspecify.annotations.NullMarked;
