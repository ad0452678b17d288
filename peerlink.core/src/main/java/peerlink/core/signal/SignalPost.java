package peerlink.core.signal;

import java.util.List;
import peerlink.api.PeerId;

/** Knows the ways on which signals can be sent. Safe for use by several threads. */
public interface SignalPost {
    /** Returns the ways that may lead to a peer now, the best first. Never blocks. */
    List<SignalRoute> routes(PeerId peer);
}
