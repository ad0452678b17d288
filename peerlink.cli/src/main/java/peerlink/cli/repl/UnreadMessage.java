package peerlink.cli.repl;

import java.time.Instant;
import peerlink.core.model.NodeEvent.MessageArrived;

/**
 * A message that no chat has shown.
 *
 * @param at the time at which it came, by this machine's clock
 */
record UnreadMessage(MessageArrived arrived, Instant at) {}
