/**
 * The exchange of messages with peers as it runs: threads, locks and timers around the state
 * machine of {@code peerlink.core.exchange}.
 *
 * <pre>
 *   Sessions ── Session ──┬── LockedExchange ──► Exchange        one lock a session
 *                         ├── SessionLinks ── MessageLink        a reader and a writer a link
 *                         └── Receiver ── HandlerQueue           kept, acknowledged, handled in order
 *   Turn                                                         what a caller or reader does itself
 *   AcceptedRequests ── HandlerDispatch ── HandlerRegistry       the user's events and handlers
 *                                              └── OwnedHandler ── HandlerLane ──► CallLane
 * </pre>
 *
 * <p>The node calls {@code Sessions}. Threads: {@code peerlink link-reader} reads one link,
 * {@code peerlink link-writer} writes it, {@code peerlink message-handler} shows one peer's
 * messages and hands them to the handlers, which have threads of their own, {@code peerlink
 * session-timer} does what is due, {@code peerlink event-teller} tells
 * the user. No thread waits for a handler while it holds a session's lock.
 */
@NullMarked
package peerlink.core.session;

import org.jspecify.annotations.NullMarked;
