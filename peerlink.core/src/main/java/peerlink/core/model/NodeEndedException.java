package peerlink.core.model;

import java.io.IOException;

/**
 * Says that the node has ended. A message that it had stored goes out with the profile's next node.
 */
public final class NodeEndedException extends IOException {
    private static final long serialVersionUID = 1L;

    public NodeEndedException(String message) {
        super(message);
    }
}
