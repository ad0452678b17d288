package peerlink.cli.repl;

import java.time.Instant;
import peerlink.core.model.NodeEvent.MessageArrived;

/** A message that no chat has shown. */
record UnreadMessage(MessageArrived arrived) {
    /** Returns the time at which it came. */
    Instant at() {
        return arrived.receivedAt();
    }
}
