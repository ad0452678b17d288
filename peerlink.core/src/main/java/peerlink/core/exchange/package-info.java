/**
 * The delivery of messages to and from one peer, as a state machine: no thread, no clock, no link.
 *
 * <pre>
 *   Exchange ──┬── SendStream, SendQueue      our messages: numbered, sent again, settled
 *              ├── ReceivedStreams            theirs: each taken once
 *              ├── LinkStates, LinkState      what each link carries
 *              └── DialPlan, DialBackoff      the wish for a link
 *       │
 *   ExchangePort                              what it has others do
 * </pre>
 *
 * <p>{@code peerlink.core.session} calls it under the session's lock and carries out what it asks
 * of the port. Time and chance are handed in, so that a simulation runs it ({@code
 * docs/testing.md}). {@link peerlink.core.exchange.ChatFrame} has the frames of
 * {@code docs/protocol.md}.
 */
@NullMarked
package peerlink.core.exchange;

import org.jspecify.annotations.NullMarked;
